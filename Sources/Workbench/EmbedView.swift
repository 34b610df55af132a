import Experiments
import Foundation
import NeuralNet
import Scales
import Session
import Terminal

/// The embedding screen: a layout of the clips, and the clips behind its points.
enum EmbedView {
  static func draw(_ state: State, in body: Rect, on grid: inout Grid) {
    if state.size.width < 120 {
      PaneStrip.draw(
        EmbedState.Pane.allCases.map(\.rawValue), chosen: state.embed.focus.rawValue,
        in: Rect(x: body.x, y: body.y, width: body.width, height: 1), on: &grid)
    }
    let map = state.maps.own
    for (pane, rect) in EmbedLayout.places(in: body, state, isZoomed: state.isZoomed) {
      let isFocused = pane == EmbedLayout.focus(state)
      grid.answer(rect, .pane(pane.rawValue))
      switch pane {
      case .map:
        EmbedMapView.draw(
          map, of: state.analysis.subject, state, isFocused: isFocused, in: rect, on: &grid)
      case .other:
        let subject = otherSubject(state)
        EmbedMapView.draw(
          state.maps.other, of: subject, state, isFocused: isFocused, in: rect, on: &grid)
      case .point: EmbedPointView.draw(map, state, isFocused: isFocused, in: rect, on: &grid)
      case .legend: drawLegend(map, state, isFocused: isFocused, in: rect, on: &grid)
      case .run: drawRun(map, state, isFocused: isFocused, in: rect, on: &grid)
      }
    }
    if let rect = EmbedLayout.bar(in: body, state) {
      CheckpointBar.draw("tsne", state, in: rect, on: &grid)
    }
  }

  /// What the screen needs, most wanted first.
  static func needs(_ state: State) -> [Inquiry] {
    let subject = state.analysis.subject
    var needed: [Inquiry] = []
    func add(_ subject: Subject) {
      if let result = state.analysis.result("tsne", of: subject) {
        needed.append(.layout(result: result.id, updated: result.updated))
      }
      if let result = state.analysis.result("kmeans", of: subject) {
        needed.append(.clusters(result: result.id, updated: result.updated))
      }
      if state.embed.coloring == .prediction, let index = state.analysis.index(of: subject) {
        needed.append(.predictions(subject.modality, index: index.name))
      }
    }
    add(subject)
    if let map = state.maps.own, let row = map.chosenRow(state) {
      let clip = map.layout.clips[row]
      needed.append(.window(Moment(clip: clip)))
      if let inquiry = neighbourInquiry(map, of: clip, state) {
        needed.append(inquiry)
        if case .neighbours(let found) = state.analysis.shelf[inquiry] {
          // The one that is looked at, then those that are shown, then the next ones.
          let windows = found.map { Inquiry.window(Moment(clip: $0.clip.id)) }
          let tiles = EmbedNeighboursView(state, neighbours: found.count)
          let shown = windows.dropFirst(tiles?.first(state) ?? 0).prefix(tiles?.count ?? 6)
          let looked = state.embed.neighbour.flatMap {
            windows.indices.contains($0) ? windows[$0] : nil
          }
          for window in [looked].compactMap({ $0 }) + shown + (tiles == nil ? [] : windows)
          where !needed.contains(window) { needed.append(window) }
        }
      }
    }
    if EmbedLayout.canvas(state, of: .other) != nil { add(otherSubject(state)) }
    // The next checkpoint's layout, so that stepping shows it at once.
    if let (steps, place) = state.checkpoints("tsne") {
      let series = state.analysis.series("tsne", of: subject)
      for next in [place + 1, place - 1] where steps.indices.contains(next) {
        if let result = series[steps[next]] {
          needed.append(.layout(result: result.id, updated: result.updated))
        }
      }
    }
    return needed + state.analysis.filterNeeds.filter { !needed.contains($0) }
  }

  /// What stands beside: the random network's layout, or the other tower's.
  static func otherSubject(_ state: State) -> Subject {
    let subject = state.analysis.subject
    return EmbedLayout.beside(state) == .network
      ? subject.with(isRandom: true)
      : subject.with(subject.modality == .audio ? .vision : .audio)
  }

  /// What asks for a clip's neighbours in the index that the layout was made of.
  static func neighbourInquiry(_ map: EmbedMap, of clip: Int64, _ state: State) -> Inquiry? {
    guard let index = state.analysis.sources[map.result.id]?.index,
      state.analysis.indexes.contains(where: { $0.name == index })
    else { return nil }
    return .neighbours(
      clip, map.subject.modality, isCross: state.embed.isCross, index: index)
  }

  /// The neighbours of the chosen point, as far as they are known.
  static func neighbours(_ map: EmbedMap, _ state: State) -> [NeighbourExperiment.Neighbour] {
    guard let row = map.chosenRow(state),
      let inquiry = neighbourInquiry(map, of: map.layout.clips[row], state),
      case .neighbours(let found) = state.analysis.shelf[inquiry]
    else { return [] }
    return found
  }

  // MARK: - Legend

  private static func drawLegend(
    _ map: EmbedMap?, _ state: State, isFocused: Bool, in rect: Rect, on grid: inout Grid
  ) {
    let glyphs = state.theme.glyphs
    let entries = map?.entries(state) ?? []
    let total = entries.reduce(0) { $0 + $1.count }
    var badge: [Panel.Span] = []
    if let outline = state.embed.outline, outline.isOpen {
      let count = outline.shape == .box ? " " + NumberText.grouped(total) : ""
      badge.append(.init(outline.shape.rawValue + count, .bold))
    } else if let selection = state.embed.selection {
      let name = state.embed.selectionName.map { " \($0)" } ?? ""
      badge.append(.init("selected \(NumberText.grouped(selection.count))\(name)", .bold))
    } else if map?.shown.counts != nil {
      badge.append(.init("filtered \(NumberText.grouped(total))", .bold))
    }
    let inside = Panel(
      title: [.init("Legend", .bold), .init(" \(map?.colors.coloring.rawValue ?? "")", .dim)],
      badge: badge, urgentCount: badge.count, isFocused: isFocused
    ).draw(in: rect, on: &grid, glyphs: glyphs)
    guard let map else { return }
    let looks = EmbedMap.looks(state.theme)
    let own = map.chosenRow(state).map { map.colors.categories[$0] }
    grid.clipped(to: inside) { grid in
      var y = inside.y
      var room = inside.height
      if let obstacle = map.colors.obstacle {
        let taken = grid.paragraph(
          "No colours by \(state.embed.coloring.rawValue): \(obstacle).",
          in: inside.inset(columns: 1, rows: 0), .dim)
        y += taken
        room -= taken
      }
      if entries.isEmpty { grid.text("no point", x: inside.x + 1, y: y, .dim) }
      if map.colors.coloring == .prediction,
        let found = state.analysis.predictions(of: map.subject)?.found, let share = found.rightShare
      {
        // What is coloured, and how good it is, in the last row.
        grid.text(
          "class of the strongest unit, \(NumberText.fixed(share * 100, 0)) % right",
          x: inside.x + 1, y: inside.maxY - 1, width: inside.width - 2, .dim)
        room -= 1
      }
      let shown = entries.count <= room ? entries.count : max(0, room - 1)
      let row = min(max(0, state.embed.legendRow), entries.count - 1)
      let top = isFocused ? max(0, row - shown + 1) : 0
      let listed = entries.dropFirst(top).prefix(shown)
      for (index, entry) in listed.enumerated() {
        let isOwn = entry.category == own
        grid.answer(
          Rect(x: inside.x, y: y, width: inside.width, height: 1),
          .row(top + index, of: EmbedState.Pane.legend.rawValue))
        let look = looks[min(entry.group, looks.count - 1)]
        grid.put(isOwn ? glyphs.pointer : " ", x: inside.x, y: y)
        grid.put(look.marker, x: inside.x + 1, y: y, look.style.with(.bold))
        if EmbedMap.ink(state) == .dots, glyphs == .unicode {
          grid.put("⣿", x: inside.x + 2, y: y, look.style)
        }
        let share = total > 0 ? Double(entry.count) / Double(total) : 0
        let percent = NumberText.fixed(share * 100, 0) + "%"
        let count = NumberText.grouped(entry.count)
        grid.text(percent, endingAt: inside.maxX - 1, y: y, .dim)
        let left = grid.text(count, endingAt: inside.maxX - 6, y: y, isOwn ? .bold : .plain)
        grid.text(
          entry.name, x: inside.x + 4, y: y, width: max(0, left - inside.x - 5),
          isOwn ? .bold : .plain)
        if isFocused, top + index == row {
          for x in inside.x + 3..<max(inside.x + 3, inside.maxX) {
            grid.restyle(x: x, y: y) { $0.with(.reverse) }
          }
        }
        y += 1
      }
      if shown < entries.count, y < inside.maxY {
        let rest = total - listed.reduce(0) { $0 + $1.count }
        grid.text(
          "+ \(entries.count - shown) more", x: inside.x + 4, y: y, .dim)
        grid.text(NumberText.grouped(rest), endingAt: inside.maxX - 6, y: y, .dim)
      }
    }
  }

  // MARK: - Run

  private static func drawRun(
    _ map: EmbedMap?, _ state: State, isFocused: Bool, in rect: Rect, on grid: inout Grid
  ) {
    let job = state.analysis.running("tsne")
    let inside = Panel(title: [.init("t-SNE", .bold)], isFocused: isFocused)
      .draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    grid.clipped(to: inside) { grid in
      var y = inside.y
      func line(_ name: String, _ value: String, _ style: Style = .plain) {
        guard y < inside.maxY else { return }
        grid.text(name, x: inside.x + 1, y: y, .dim)
        grid.text(
          value, x: inside.x + 9, y: y, width: inside.width - 10, style)
        y += 1
      }
      if let job {
        JobLine.draw(job, state, x: inside.x + 1, y: y, width: inside.width - 2, on: &grid)
        y += 1
      }
      if let map, let source = state.analysis.sources[map.result.id] {
        let figures = map.result.figures(as: LayoutExperiment.Figures.self)
        // That all is done goes without saying where something else has to be said.
        if job == nil, state.remark == nil || !map.result.isComplete {
          line("state", map.result.isComplete ? "DONE" : "PARTIAL: ended before the last step")
        }
        if let remark = state.remark, y < inside.maxY {
          grid.text(
            " \(remark) ", x: inside.x + 1, y: y, width: inside.width - 2,
            state.theme.badge(.warning))
          y += 1
        }
        let network = state.analysis.subject.isRandom ? "random network" : source.network.title
        line("network", network)
        line(
          "shown",
          "\(NumberText.grouped(map.layout.clips.count)) clips, perplexity "
            + (figures.map { NumberText.short($0.perplexity) } ?? "-"))
        line(
          "KL",
          (figures?.divergence.map { NumberText.fixed($0, 3) } ?? "-")
            + " after \(NumberText.grouped(figures?.iteration ?? 0)) of "
            + NumberText.grouped(figures?.iterations ?? 0))
        if let agreement = state.analysis.result("kmeans", of: map.subject)
          .flatMap({ state.analysis.clusterSummary($0) })?.figures.agreement
        {
          line("k-means", "NMI \(NumberText.fraction(agreement.nmi)), key 5")
        }
      }
      line(
        "next",
        "p \(NumberText.short(state.nextPerplexity)), "
          + "\(NumberText.grouped(state.embed.iterations)) steps")
      let keys = map == nil ? "R run  i edit" : "R run  w warm  i edit"
      line("keys", job == nil ? keys : "P pause  ^C end and keep", .bold)
      if let failure = state.analysis.lastFailure("tsne") {
        for (row, text) in TextWrap.lines(failure, width: inside.width - 10).enumerated() {
          line(row == 0 ? "failed" : "", text, .bold)
        }
      }
    }
  }
}

/// The names of panes that are shown one at a time.
enum PaneStrip {
  static func draw(_ names: [String], chosen: String, in rect: Rect, on grid: inout Grid) {
    var x = rect.x + 1
    for name in names {
      let end = grid.text(" \(name) ", x: x, y: rect.y, name == chosen ? .reverse : .dim)
      grid.answer(Rect(x: x, y: rect.y, width: end - x, height: 1), .pane(name))
      x = end
    }
    grid.text("Tab", x: x + 1, y: rect.y, .bold)
  }
}

/// A job in one row: its word, how far it is, what is left.
enum JobLine {
  static func draw(
    _ job: JobRecord, _ state: State, x: Int, y: Int, width: Int, on grid: inout Grid
  ) {
    let badge: Theme.Badge = job.state == .paused ? .waiting : .busy
    var column = grid.text(" \(job.word) ", x: x, y: y, state.theme.badge(badge)) + 1
    let share = job.total > 0 ? Double(job.done) / Double(job.total) : 0
    let left = job.secondsLeft(now: Date(timeIntervalSince1970: state.now))
    let text =
      NumberText.fixed(share * 100, 0) + "%"
      + (left.map { " ETA " + NumberText.duration($0) } ?? "")
    let start = grid.text(text, endingAt: x + width, y: y)
    if start - column > min(10, CellText.width(job.stage)) + 8 {
      column = grid.text(job.stage, x: column, y: y, width: 10, .dim) + 1
    }
    Gauge.draw(
      share, x: column, y: y, width: start - 1 - column, on: &grid, glyphs: state.theme.glyphs,
      state.theme.curve(.train))
  }
}
