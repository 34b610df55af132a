import Session
import Terminal

/// The last row but one: where one is, what was said last, which session this is.
enum StatusView {
  static func draw(_ state: State, in rect: Rect, on grid: inout Grid) {
    let place = state.placeName
    let zoomed = state.isZoomed ? " (zoomed)" : ""
    var parts: [String] = []
    if state.log.alerts > 0 { parts.append("\(state.log.alerts) alert(s), 8 shows") }
    if state.playing != nil {
      parts.append(state.canPlay ? "playing, p stops" : "playing")
    }
    if state.train.frozen != nil { parts.append("charts frozen") }
    if let run = state.run, run.viewers > 1 { parts.append("\(run.viewers) viewers") }
    if state.session.controlObstacle != nil { parts.append("watching only") }
    if let census = state.census, census.missing > 0 {
      parts.append("\(census.missing) clips missing")
    }
    if let arrears = state.arrears { parts.append("\(arrears.count) NOT SAVED") }
    parts.append("session \(state.session.name)\(state.arrears == nil ? "" : " *")")
    let separator = " \(state.theme.glyphs.dot) "
    let right = grid.text(
      parts.joined(separator: separator), endingAt: rect.maxX - 1, y: rect.y, .dim)
    var x =
      grid.text(
        place + zoomed, x: rect.x + 1, y: rect.y, width: max(0, right - rect.x - 3), .dim) + 3
    let pending = Command.name(state.pending)
    if !pending.isEmpty {
      x = grid.text(pending + " ...", x: x, y: rect.y, .bold) + 2
    }
    guard let said = state.said else {
      drawJob(state, from: x, to: right - 2, y: rect.y, on: &grid)
      return
    }
    let style: Style =
      switch said.level {
      case .plain: .bold
      case .warning: state.theme.badge(.warning)
      case .error: state.theme.badge(.bad)
      }
    let text = said.level == .plain ? said.text : " \(said.text) "
    if CellText.width(text) <= right - 2 - x {
      grid.text(text, x: x, y: rect.y, style)
      return
    }
    // What is said now is worth more than the place, the session and the rows above.
    var lines = TextWrap.lines(said.text, width: rect.width - 2)
    let rows = said.until.isFinite ? 3 : 1
    if lines.count > rows {
      let rest = lines[(rows - 1)...].joined(separator: " ")
      lines.replaceSubrange(
        (rows - 1)...,
        with: [
          CellText.string(
            CellText.fitted(
              rest, width: rect.width - 2, ellipsis: state.theme.glyphs.ellipsis))
        ])
    }
    for (index, line) in lines.enumerated() {
      let y = rect.y - lines.count + 1 + index
      grid.fill(Rect(x: rect.x, y: y, width: rect.width, height: 1), Cell(" ", style))
      grid.text(line, x: rect.x + 1, y: y, style)
    }
  }

  /// The job at work: what it is, how far, and the key that ends it or shows it.
  private static func drawJob(
    _ state: State, from x: Int, to end: Int, y: Int, on grid: inout Grid
  ) {
    let foreground = state.foregroundJob
    guard state.tab != .jobs, let job = foreground ?? state.analysis.runningJob else { return }
    let key = foreground == nil ? "7 shows" : "^C ends"
    let width = end - x - CellText.width(job.title) - 1
    guard width >= 36 else { return }
    let start = grid.text(job.title, x: x, y: y) + 1
    let room = min(width, 56)
    JobLine.draw(job, state, x: start, y: y, width: room - key.count - 2, on: &grid)
    grid.text(key, x: start + room - key.count, y: y, .dim)
  }
}

extension State {
  /// Where one is: screen, what is analysed, the unit or clip, what narrows the screen's list.
  fileprivate var placeName: String {
    let list = FilteredList.allCases.first { $0.tabs.contains(tab) }
    let filter = list.map { filterText(of: $0) } ?? ""
    return filter.isEmpty ? shownName : "\(shownName) /\(filter)"
  }

  private var shownName: String {
    let analysed = "\(tab.rawValue) > \(shownTitle)"
    switch tab {
    case .train: return "Train > \(train.focus.rawValue)"
    case .jobs, .log: return tab.rawValue
    case .units: return analysis.table == nil ? analysed : "\(analysed) > u\(analysis.unit)"
    case .clip: return clipMoment.map { "\(analysed) > #\($0.clip)" } ?? analysed
    case .pairs: return "Pairs > \(shownSubject.split.rawValue)"
    case .embed, .clusters, .prefs: return analysed
    }
  }

  /// What the status line says: the newest message, else why there is no data, else how the session
  /// was opened.
  var said: Notice? {
    if let notice, notice.level != .plain || arrears == nil { return notice }
    if let arrears {
      return Notice(
        text: "\(arrears.count) change(s) not saved, tried again every 2 s: \(arrears.reason)",
        level: .error, until: .infinity)
    }
    // Without a run the screen itself says why.
    if let failure, run != nil { return Notice(text: failure, level: .error, until: now) }
    return session.note.map { Notice(text: $0, level: .warning, until: .infinity) }
  }
}
