/// Which points of a layout are shown, and how many of each category those are.
package struct ShownRows: Sendable {
  /// What it follows from.
  struct Basis: Equatable, Sendable {
    var colors: PointColors.Basis
    /// The clips that pass the filter; nil where nothing is filtered.
    var passing: NumberSet?
    var selection: NumberSet?
    var isolation: EmbedState.Isolation?

    /// What the filter and the isolation leave; nil for all.
    var clips: NumberSet? {
      let isolated = isolation == .selection ? selection : nil
      guard let passing else { return isolated }
      return isolated.map { $0.intersection(passing) } ?? passing
    }
  }

  /// What it follows from.
  let basis: Basis
  /// The category of each point that is shown, `hidden` for the others, [N].
  package let categories: [Int32]
  /// Points of no category, of the first, and so on: of those shown where filter or isolation leave
  /// some clips, else of all.
  let counts: [Int]?
  /// The same of the selection, whether shown or not.
  let selected: [Int]?

  /// Stands in `categories` for a point that is not shown.
  static let hidden: Int32 = -2

  init(of layout: LayoutPoints, _ colors: PointColors, _ basis: Basis) {
    self.basis = basis
    let clips = basis.clips
    var categories = colors.categories
    if let clips {
      for (row, clip) in layout.clips.enumerated() where !clips.contains(clip) {
        categories[row] = Self.hidden
      }
    }
    if case .category(let only) = basis.isolation {
      for row in categories.indices where categories[row] != only { categories[row] = Self.hidden }
    }
    self.categories = categories
    let number = colors.groupOf.count - 1
    counts = clips == nil ? nil : LayoutPoints.count(categories, number)
    selected = basis.selection.map { selection in
      var counts = [Int](repeating: 0, count: number + 1)
      for (row, clip) in layout.clips.enumerated() where selection.contains(clip) {
        let place = Int(colors.categories[row]) + 1
        if counts.indices.contains(place) { counts[place] += 1 }
      }
      return counts
    }
  }
}
