import Experiments
import Foundation
import NeuralNet
import Session
import Terminal

/// A layout as the embedding screen looks at it: which points there are, what colours them, which of
/// them are shown. `State` keeps it; `update` finds anew what follows from something that changed.
package struct EmbedMap: Sendable {
  package let subject: Subject
  package let result: ResultRecord
  package let layout: LayoutPoints
  /// What the points are coloured by.
  package let colors: PointColors
  /// Which are shown.
  package let shown: ShownRows
  /// The points in the cells of the pane where they were last shown.
  private let plot: ScatterPlot

  /// The layout of a subject; nil where there is none yet, or it is being fetched.
  ///
  /// - Parameters:
  ///   - size: of its pane, in cells.
  ///   - known: the map as it was; what still holds is taken from it.
  package init?(
    _ state: State, _ subject: Subject, size: Size, after known: EmbedMap? = nil
  ) {
    guard let result = state.analysis.result("tsne", of: subject),
      let (inquiry, finding) = state.analysis.shelf.layout(ofResult: result.id),
      case .layout(let layout) = finding
    else { return nil }
    self.subject = subject
    self.result = result
    self.layout = layout
    let basis = PointColors.Basis(
      layout: inquiry, source: PointColors.Source(state, subject))
    if let known, known.colors.basis == basis {
      colors = known.colors
    } else {
      colors = PointColors(of: layout, basis, state, subject)
    }
    let shownBasis = ShownRows.Basis(
      colors: basis, passing: state.analysis.filter.passing, selection: state.embed.selection,
      isolation: state.embed.isolation)
    if let known, known.shown.basis == shownBasis {
      shown = known.shown
    } else {
      shown = ShownRows(of: layout, colors, shownBasis)
    }
    let camera = EmbedMap.camera(state, layout, size)
    if let known, known.shown.basis == shownBasis, known.plot.camera == camera,
      known.plot.size == size
    {
      plot = known.plot
    } else {
      plot = EmbedMap.plot(layout, shown, colors, camera, size)
    }
  }

  /// The points in the cells of a pane: those that were gathered, unless the pane is another.
  package func plot(_ state: State, _ size: Size) -> ScatterPlot {
    let camera = EmbedMap.camera(state, layout, size)
    if plot.camera == camera, plot.size == size { return plot }
    return EmbedMap.plot(layout, shown, colors, camera, size)
  }

  private static func plot(
    _ layout: LayoutPoints, _ shown: ShownRows, _ colors: PointColors,
    _ camera: ScatterPlot.Camera, _ size: Size
  ) -> ScatterPlot {
    ScatterPlot(
      layout.grid, categories: shown.categories, groupOf: colors.groupOf,
      groups: PointColors.ownLooks + 2, camera: camera, size: size)
  }

  /// The legend's entries: of the box that is being drawn, else of the selection, where there is one.
  package func entries(_ state: State) -> [PointColors.Entry] {
    let counts: [Int]
    if let outline = state.embed.outline, outline.isOpen, outline.shape == .box {
      counts = self.counts(inside: outline)
    } else if let some = shown.selected ?? shown.counts {
      counts = some
    } else {
      return colors.entries
    }
    return colors.entries.compactMap { entry in
      var entry = entry
      entry.count = counts[Int(entry.category) + 1]
      return entry.count > 0 ? entry : nil
    }.sorted { ($1.count, $0.group) < ($0.count, $1.group) }
  }

  /// The looks of the groups in a theme: colours of Okabe and Ito with a marker each; from the
  /// eighth category on the colours come again with other markers.
  static func looks(_ theme: Theme) -> [ScatterPlot.Look] {
    let markers = "o+x#*%&@^v=~abcdefghijkl".unicodeScalars.map { $0 }
    var looks = (0..<PointColors.ownLooks).map { index in
      ScatterPlot.Look(markers[index % markers.count], theme.category(index))
    }
    looks.append(ScatterPlot.Look(".", theme.category(nil)))
    looks.append(ScatterPlot.Look(",", theme.category(nil)))
    return looks
  }

  /// The chosen ink.
  static func ink(_ state: State) -> ScatterPlot.Ink {
    if let ink = state.embed.ink { return ink }
    if state.theme.tier == .monochrome || state.theme.glyphs == .ascii { return .markers }
    // Few dots are hard to see.
    let result = state.analysis.result("tsne", of: state.analysis.subject)
    return result.flatMap { state.analysis.sources[$0.id]?.n } ?? 0 <= 600 ? .markers : .dots
  }
}

extension Theme {
  /// The style of a category's marks; nil for marks without a category.
  func category(_ index: Int?) -> Style {
    switch tier {
    case .monochrome: return index == nil ? .dim : .plain
    case .palette8, .palette16:
      // Yellow and white are not seen on white; where the ground is not known, white is never taken.
      let colors: [UInt8] =
        switch ground {
        case .dark: [3, 6, 2, 5, 4, 1, 7]
        case .light: [4, 6, 5, 2, 1, 0]
        case .either: [2, 6, 5, 4, 1, 3]
        }
      guard let index else { return .dim }
      return Style(.palette(colors[index % colors.count]))
    case .palette256, .trueColor:
      // The indices of the design's table; the last, grey, is nobody's.
      let colors: [UInt8] =
        ground == .light
        ? [136, 31, 29, 100, 25, 124, 132] : [214, 74, 36, 227, 32, 166, 175]
      guard let index else { return Style(.palette(247)) }
      return Style(.palette(colors[index % colors.count]))
    }
  }
}
