import NeuralNet
import Session
import Terminal

/// Boxes, lassos and what they select.
extension State {
  /// Begins an outline of a shape at the chosen point in the place of what was selected; ends one that is
  /// being drawn.
  mutating func stepOutline(_ shape: EmbedState.Outline.Shape) {
    if embed.outline?.isOpen == true { return closeOutline() }
    if embed.selection != nil || embed.outline != nil { dropSelection() }
    guard let map = maps.own, let row = map.chosenRow(self) else { return }
    embed.clip = map.layout.clips[row]
    embed.isolation = nil
    let place = map.share(map.point(ofRow: row))
    embed.outline = EmbedState.Outline(shape: shape, corners: [place], cursor: place)
    say(
      shape == .box
        ? "h j k l move the corner, H J K L by a quarter, Enter selects, Esc gives up."
        : "h j k l H J K L move, Space sets a corner, Enter closes and selects, Esc gives up.")
  }

  /// Moves the corner that is being placed by so many dots, within the pane.
  mutating func moveOutline(by step: SIMD2<Double>, on map: EmbedMap, _ size: Size) {
    guard var outline = embed.outline else { return }
    let camera = map.camera(self, size)
    let place = map.point(outline.cursor)
    var dot = camera.dot(place.x, place.y) + step
    dot.x = min(Double(size.width * 2 - 1), max(0, dot.x))
    dot.y = min(Double(size.height * 4 - 1), max(0, dot.y))
    outline.cursor = map.share(camera.point(dot))
    embed.outline = outline
  }

  /// Sets a corner of the lasso where its cursor is.
  mutating func setCorner() {
    guard var outline = embed.outline, outline.isOpen, outline.shape == .lasso else { return }
    if outline.corners.last != outline.cursor { outline.corners.append(outline.cursor) }
    embed.outline = outline
    say("\(outline.corners.count) corners; Enter closes and selects.")
  }

  /// Ends the outline that is being drawn: what lies inside is selected.
  mutating func closeOutline() {
    if embed.outline?.shape == .lasso { setCorner() }
    guard var outline = embed.outline, outline.isOpen,
      let map = maps.own
    else { return }
    guard outline.shape == .box || outline.corners.count >= 3 else {
      say("A lasso needs three corners: Space sets one where its cursor is.", .warning)
      return
    }
    (outline.isOpen, outline.isDragged) = (false, false)
    let inside = map.clips(inside: outline)
    guard !inside.isEmpty else {
      embed.outline = nil
      say("No point lies inside.", .warning)
      return
    }
    embed.outline = outline
    (embed.selection, embed.selectionName) = (inside, nil)
    say("\(inside.count) selected: A names, Space marks, s lists them, I shows them alone.")
  }

  /// A click chooses a point or sets a corner, a drag draws a box or goes on with the lasso, the wheel
  /// zooms.
  mutating func takeOnLayout(_ mouse: Mouse, in rect: Rect) {
    guard let map = maps.own else { return }
    let size = Size(width: rect.width, height: rect.height)
    let camera = map.camera(self, size)
    let dot = SIMD2(
      Double(min(rect.width - 1, max(0, mouse.x - rect.x)) * 2 + 1),
      Double(min(rect.height - 1, max(0, mouse.y - rect.y)) * 4 + 2))
    let place = camera.point(dot)
    switch mouse.action {
    case .wheelUp: zoomMap(by: 1.5)
    case .wheelDown: zoomMap(by: 1 / 1.5)
    case .press where embed.outline?.isOpen == true:
      embed.outline?.cursor = map.share(place)
      setCorner()
    case .press:
      embed.focus = .map
      if let row = map.row(nearest: place) { chooseOnMap(map.layout.clips[row]) }
    case .drag:
      if embed.outline?.isOpen != true {
        dropSelection()
        embed.outline = EmbedState.Outline(
          shape: .box, corners: [map.share(place)], cursor: map.share(place))
      }
      embed.outline?.isDragged = true
      embed.outline?.cursor = map.share(place)
      if embed.outline?.shape == .lasso { setCorner() }
    case .release: if embed.outline?.isDragged == true { closeOutline() }
    }
  }

  /// Selects clips that were selected before.
  mutating func select(_ clips: NumberSet, named name: String) {
    dropSelection()
    guard !clips.isEmpty else { return }
    (embed.selection, embed.selectionName) = (clips, name)
    if !clips.contains(embed.clip ?? -1) { embed.clip = clips.numbers.first }
    embed.coloring = .selection
  }

  /// Selects nothing.
  mutating func dropSelection() {
    (embed.outline, embed.selection, embed.selectionName) = (nil, nil, nil)
    if embed.isolation == .selection { embed.isolation = nil }
  }

  /// Gives the selection a name under which the session keeps it; without a name it is forgotten.
  mutating func nameSelection(_ word: String) -> [Effect] {
    guard let selection = embed.selection else { return [] }
    let name = CellText.clean(word).split(separator: " ").joined(separator: "-")
    guard !name.isEmpty else {
      let before = embed.selectionName
      embed.selectionName = nil
      return before.map { analysis.notes.mark(NumberSet(), as: Notes.selection($0)) } ?? []
    }
    embed.selectionName = name
    say("\(selection.count) clip(s) kept as \(name): B lists selections, in:\(name) filters.")
    return analysis.notes.mark(selection, as: Notes.selection(name))
  }

  /// Marks the selected clips, or the chosen point's; where all are marked, takes the marks back.
  mutating func markPoints() -> [Effect] {
    guard let map = maps.own else { return [] }
    let chosen =
      embed.selection ?? NumberSet(map.chosenRow(self).map { [map.layout.clips[$0]] } ?? [])
    let marked = analysis.notes.marked(Notes.clipMarks)
    let isMarked = chosen.subtracting(marked).isEmpty
    say("\(chosen.count) \(isMarked ? "not marked any more" : "marked"); u takes it back.")
    return analysis.notes.mark(
      isMarked ? marked.subtracting(chosen) : marked.union(chosen), as: Notes.clipMarks)
  }

  /// Marks the shown clips that are not marked, and takes the marks of the others back.
  mutating func invertMarks() -> [Effect] {
    guard let map = maps.own else { return [] }
    let shown = map.shownClips
    let marked = analysis.notes.marked(Notes.clipMarks)
    return analysis.notes.mark(
      marked.subtracting(shown).union(shown.subtracting(marked)), as: Notes.clipMarks)
  }

  /// The selected clips, the first thousand.
  func selectedClips() -> PlaceList {
    let selection = embed.selection ?? NumberSet()
    let numbers = selection.numbers
    let clusters = analysis.clusters(of: analysis.subject)?.rows
    let cluster = Dictionary(
      clusters.map { Array(zip($0.clips, $0.labels)) } ?? [],
      uniquingKeysWith: { first, _ in first })
    let rows = numbers.prefix(1_000).map { clip -> PlaceList.Row in
      let record = analysis.clips[clip]
      let words = [
        record?.label, cluster[clip].map { "c\($0)" },
        analysis.notes[Notes.clip(clip), .name].map { "\"\($0)\"" },
        record?.path.split(separator: "/").last.map(String.init),
      ].compactMap { $0 }
      return PlaceList.Row(
        name: "clip \(clip)", detail: words.joined(separator: "  "),
        target: .clip(Moment(clip: clip)), said: nil)
    }
    let cut = numbers.count > rows.count ? ", the first \(rows.count)" : ""
    return PlaceList(
      title: "\(numbers.count) clips \(embed.selectionName ?? "selected")\(cut)", rows: rows,
      absence: "Nothing is selected.")
  }
}
