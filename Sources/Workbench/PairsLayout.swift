import Terminal

/// Which panes the screen of hardest pairs shows where.
enum PairsLayout {
  /// Panes in the order of Tab: classes only where the clips have some.
  static func panes(_ state: State) -> [PairsState.Pane] {
    let hasClasses = state.hardest?.classes.isEmpty == false
    return hasClasses ? PairsState.Pane.allCases : [.list, .pair]
  }

  /// The pane that has the focus: the list where the chosen one is not there.
  static func focus(_ state: State) -> PairsState.Pane {
    panes(state).contains(state.pairs.focus) ? state.pairs.focus : .list
  }

  /// Each pane that is shown, with its rectangle: one below 120 columns or zoomed, else the pair beside
  /// the list, and below that the classes. From 180 columns on the pair has two columns.
  static func places(
    in body: Rect, _ state: State
  ) -> [(pane: PairsState.Pane, rect: Rect)] {
    let focus = focus(state)
    if state.size.width < 120 { return [(focus, body.rows([.cells(1), .share(1)])[1])] }
    if state.isZoomed { return [(focus, body)] }
    let columns = body.columns(
      showsBoth(state) ? [.cells(78), .share(1)] : [.share(3), .share(2)])
    guard let count = state.hardest?.classes.count, panes(state).contains(.classes) else {
      return [(.list, columns[0]), (.pair, columns[1])]
    }
    let left = columns[0].rows([.share(1), .cells(min(count + 3, body.height * 2 / 5))])
    return [(.list, left[0]), (.pair, columns[1]), (.classes, left[1])]
  }

  /// Whether there is room for frame and sound of both clips of a pair.
  static func showsBoth(_ state: State) -> Bool { state.size.width >= 180 }

  /// Whether pictures of the chosen pair are on the screen.
  static func showsPair(_ state: State) -> Bool {
    places(in: EmbedLayout.body(state.size), state).contains { $0.pane == .pair }
  }
}

extension State {
  /// The cursor that the keys move: of the classes where they have the focus, else of the pairs.
  var pairCursor: ListCursor {
    get { PairsLayout.focus(self) == .classes ? pairs.classCursor : pairs.cursor }
    set {
      if PairsLayout.focus(self) == .classes {
        pairs.classCursor = newValue
      } else {
        pairs.cursor = newValue
      }
    }
  }
}
