import Experiments
import Foundation
import Scales
import Session
import Terminal

/// The points of a layout, with the categories' names, the box, and what stands out.
enum EmbedMapView {
  /// What takes the mouse on the layout that keys move in.
  static let canvas = "layout"

  static func draw(
    _ map: EmbedMap?, of subject: Subject, _ state: State, isFocused: Bool, in rect: Rect,
    on grid: inout Grid
  ) {
    let glyphs = state.theme.glyphs
    guard let map else {
      let inside = Panel(
        title: [.init("t-SNE", .bold), .init(" \(subject.title)")], isFocused: isFocused
      ).draw(in: rect, on: &grid, glyphs: glyphs)
      drawAbsence(of: subject, state, in: inside, on: &grid)
      return
    }
    let figures = map.result.figures(as: LayoutExperiment.Figures.self)
    let isTrained = state.analysis.isDifference && !subject.isRandom
    var title: [Panel.Span] = [
      .init("t-SNE", .bold), .init(" \(subject.title)\(isTrained ? ", trained" : "")"),
      .init("  colour ", .dim), .init(map.colors.coloring.rawValue),
      .init(
        map.colors.coloring == .cluster && subject != state.analysis.subject
          ? " of \(state.analysis.subject.modality.rawValue)" : "", .dim),
    ]
    if state.embed.zoom != 1 {
      title.append(.init("  zoom ", .dim))
      title.append(.init(NumberText.fixed(state.embed.zoom, 1) + "x"))
    }
    if subject == state.analysis.subject { title += state.remarkSpans }
    var badge: [Panel.Span] = []
    if state.embed.isolation != nil { badge.append(.init("isolated, I shows all  ", .bold)) }
    let filter = state.analysis.filter.text
    if state.analysis.filter.passing != nil { badge.append(.init("filter \(filter)  ", .bold)) }
    let urgent = badge.count
    if let figures {
      let total = NumberText.grouped(figures.iterations)
      badge.append(.init("iter \(NumberText.grouped(figures.iteration))/\(total)", .dim))
      if let divergence = figures.divergence, divergence.isFinite {
        badge.append(.init("  KL \(NumberText.fixed(divergence, 2))", .dim))
      }
    }
    let inside = Panel(
      title: title, badge: badge, urgentCount: urgent,
      isFocused: isFocused
    ).draw(in: rect, on: &grid, glyphs: glyphs)
    guard !inside.isEmpty else { return }
    if map.subject == state.analysis.subject { grid.answer(inside, .canvas(canvas)) }
    grid.clipped(to: inside) { grid in
      let size = Size(width: inside.width, height: inside.height)
      let plot = map.plot(state, size)
      plot.draw(
        x: inside.x, y: inside.y, on: &grid, ink: EmbedMap.ink(state),
        looks: EmbedMap.looks(state.theme), tier: state.theme.tier, glyphs: glyphs)
      let marks = EmbedMarks(map, state, in: inside)
      if map.colors.coloring != .nothing {
        drawNames(map, plot, besides: marks, in: inside, state, on: &grid)
      }
      if let outline = state.embed.outline, map.subject == state.analysis.subject {
        drawOutline(outline, map, state, in: inside, on: &grid)
      }
      marks.draw(in: inside, on: &grid)
    }
  }

  /// Why there is no layout, and what is done about it.
  static func drawAbsence(
    of subject: Subject, _ state: State, in inside: Rect, on grid: inout Grid
  ) {
    grid.clipped(to: inside) { grid in
      var lines: [(String, Style)] = []
      if let result = state.analysis.result("tsne", of: subject) {
        if case .failed(let reason) = state.analysis.shelf.layout(ofResult: result.id)?.finding {
          lines = [(reason, .bold)]
        } else {
          lines = [("...", .dim)]
        }
      } else if let job = state.analysis.running("tsne") ?? state.analysis.running("index") {
        JobLine.draw(
          job, state, x: inside.x + 1, y: inside.y, width: min(60, inside.width - 2), on: &grid)
        lines = [("", .plain), (job.title, .plain), ("It shows here as it grows.", .dim)]
      } else if state.failure != nil {
        lines = [(state.absence(""), .plain)]
      } else {
        lines = [
          ("No layout of \(subject.title) yet.", .bold), ("", .plain),
          (
            "R makes one (perplexity \(NumberText.short(state.nextPerplexity)); i changes that)."
              + " Where the clips are not embedded yet, that is done first.", .plain
          ),
        ]
      }
      if let failure = state.analysis.lastFailure("tsne") {
        lines += [("", .plain), ("The last one failed: \(failure)", .plain)]
      }
      var y = inside.y
      for (text, style) in lines {
        let rest = Rect(x: inside.x + 1, y: y, width: inside.width - 2, height: inside.maxY - y)
        y += max(1, grid.paragraph(text, in: rest, style))
      }
    }
  }

  /// Names of categories near where their points are thickest: on free cells if there are some, never on
  /// another name, a neighbour or the chosen point; else the legend alone has it.
  private static func drawNames(
    _ map: EmbedMap, _ plot: ScatterPlot, besides marks: EmbedMarks, in inside: Rect,
    _ state: State, on grid: inout Grid
  ) {
    var taken = marks.places
    for entry in map.colors.entries where entry.group < PointColors.ownLooks && entry.category >= 0
    {
      guard let heart = plot.heart(of: entry.group) else { continue }
      let name = CellText.fitted(entry.name, width: 14, ellipsis: state.theme.glyphs.ellipsis)
      let width = CellText.width(name)
      guard width > 0, width <= inside.width else { continue }
      let x = inside.x + min(max(0, heart.x - width / 2), inside.width - width)
      let places = [-1, 1, -2, 2].map { step in
        Rect(x: x, y: inside.y + heart.y + step, width: width, height: 1)
      }.filter { place in
        let margin = Rect(x: place.x - 1, y: place.y, width: width + 2, height: 1)
        return place.y >= inside.y && place.y < inside.maxY
          && !taken.contains { !$0.intersection(margin).isEmpty }
      }
      let free = places.first { place in
        (place.x - 1...place.maxX).allSatisfy { x in
          x < inside.x || x >= inside.maxX || grid[x, place.y].glyph == " "
        }
      }
      guard let place = free ?? places.first else { continue }
      taken.append(place)
      // A marker right beside it would be read as one of its letters.
      for x in [place.x - 1, place.maxX] where x >= inside.x && x < inside.maxX {
        grid.put(" ", x: x, y: place.y)
      }
      grid.text(CellText.string(name), x: place.x, y: place.y, .bold)
    }
  }

  /// The edge of a box or a lasso, and the corner that moves.
  private static func drawOutline(
    _ outline: EmbedState.Outline, _ map: EmbedMap, _ state: State, in inside: Rect,
    on grid: inout Grid
  ) {
    let size = Size(width: inside.width, height: inside.height)
    let camera = map.camera(state, size)
    var canvas = DotCanvas(size)
    func dot(_ share: SIMD2<Double>) -> (x: Int, y: Int) {
      let point = map.point(share)
      let dot = camera.dot(point.x, point.y)
      func whole(_ value: Double) -> Int { Int(min(1e6, max(-1e6, value))) }
      return (whole(dot.x), whole(dot.y))
    }
    let edge = outline.edge
    let glyphs = state.theme.glyphs
    for (place, corner) in edge.enumerated() {
      // What is being drawn has no last side yet.
      if outline.shape == .lasso, outline.isOpen, place == edge.count - 1 { break }
      let (from, to) = (dot(corner), dot(edge[(place + 1) % edge.count]))
      canvas.line(x0: from.x, y0: from.y, x1: to.x, y1: to.y, .bold)
    }
    canvas.draw(x: inside.x, y: inside.y, on: &grid, glyphs: glyphs, asciiInk: "+")
    guard outline.isOpen else { return }
    for corner in outline.corners {
      let at = dot(corner)
      grid.put("o", x: inside.x + at.x >> 1, y: inside.y + at.y >> 2, .bold)
    }
    let at = dot(outline.cursor)
    grid.put("+", x: inside.x + at.x >> 1, y: inside.y + at.y >> 2, .reverse)
  }
}
