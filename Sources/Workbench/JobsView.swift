import Foundation
import Scales
import Session
import Terminal

/// The screen of jobs: what runs, what ran, what it found and what it was computed from.
enum JobsView {
  static func draw(_ state: State, in body: Rect, on grid: inout Grid) {
    let parts = parts(of: body, state)
    let jobs = state.analysis.jobs
    let active = jobs.count { $0.state.isActive && !$0.isLost }
    let inside = Panel(
      title: [.init("Jobs", .bold)],
      badge: [.init("\(jobs.count) jobs, \(active) at work", .dim)], isFocused: true
    ).draw(in: parts[0], on: &grid, glyphs: state.theme.glyphs)
    guard !jobs.isEmpty else {
      grid.paragraph(
        state.absence(
          "No analysis was run in this session yet. R on the screens 2 to 6 starts one; so does "
            + "earsight index, kmeans, tsne, prefer or hard in a shell."),
        in: inside.inset(columns: 1, rows: 0), .dim)
      return
    }
    let chosen = state.jobs.cursor.row(of: jobs.count)
    let progress = inside.width >= 88 ? endWidth(state) : 0
    grid.list(jobs.count, chosen: chosen, in: inside) { grid, place, rect in
      row(jobs[place], state, progress: progress, in: rect, on: &grid)
    }
    guard let job = state.chosenJob, parts.count > 1 else { return }
    drawFacts(job, state, in: parts[1], on: &grid)
    if parts.count > 2 {
      let inside = Panel(title: [.init("Printed", .bold)]).draw(
        in: parts[2], on: &grid, glyphs: state.theme.glyphs)
      drawPrinted(job, state, in: inside.inset(columns: 1, rows: 0), on: &grid)
    }
  }

  /// The list, what is known of the chosen job below it, or beside it and what it printed beside that.
  private static func parts(of body: Rect, _ state: State) -> [Rect] {
    if state.isZoomed { return [body] }
    if state.size.width >= 180 {
      return body.columns([.cells(listWidth(state)), .share(1), .share(1)])
    }
    return body.rows([.share(1), .cells(min(16, body.height / 2))])
  }

  /// Columns of the list on a wide screen: those of the longest title, up to half of the screen.
  private static func listWidth(_ state: State) -> Int {
    let titles = state.analysis.jobs.reduce(0) { max($0, CellText.width($1.title)) }
    return min(max(92, 22 + titles + endWidth(state)), state.size.width / 2)
  }

  /// Columns that tell how far jobs are, or when they ended.
  private static func endWidth(_ state: State) -> Int {
    state.analysis.jobs.reduce(0) { widest, job in
      max(widest, job.state.isActive ? 34 : CellText.width(end(of: job, state)) + 2)
    }
  }

  /// `12:00:42  in 42s`.
  private static func end(of job: JobRecord, _ state: State) -> String {
    guard let finished = job.finished else { return "" }
    return "\(state.dated(finished))  in "
      + NumberText.duration(finished.timeIntervalSince(job.created))
  }

  /// - Parameter progress: columns of its end; 0 where the list is too narrow.
  private static func row(
    _ job: JobRecord, _ state: State, progress: Int, in rect: Rect, on grid: inout Grid
  ) {
    let number = String(job.id)
    grid.text(number, x: rect.x + 5 - number.count, y: rect.y, .dim)
    let word = " \(job.word) "
    grid.text(word, x: rect.x + 6, y: rect.y, state.theme.badge(badge(job)))
    let titleWidth = max(0, rect.width - 20 - progress)
    grid.text(
      job.title, x: rect.x + 18, y: rect.y, width: titleWidth)
    if progress > 0 {
      let x = rect.maxX - progress
      if job.state.isActive, job.total > 0 {
        Gauge.draw(
          Double(job.done) / Double(job.total), x: x, y: rect.y, width: 14, on: &grid,
          glyphs: state.theme.glyphs)
        let left = job.secondsLeft(now: Date(timeIntervalSince1970: state.now))
        grid.text(
          "\(100 * job.done / job.total) %"
            + (left.map { "  ETA \(NumberText.duration($0))" } ?? ""),
          x: x + 15, y: rect.y, width: progress - 16)
      } else {
        grid.text(end(of: job, state), x: x, y: rect.y, width: progress - 1, .dim)
      }
    }
  }

  private static func badge(_ job: JobRecord) -> Theme.Badge {
    if job.isLost { return .bad }
    switch job.state {
    case .running: return .busy
    case .paused: return .waiting
    case .done: return .good
    case .cancelled: return .warning
    case .failed: return .bad
    }
  }

  private static func drawFacts(
    _ job: JobRecord, _ state: State, in rect: Rect, on grid: inout Grid
  ) {
    guard rect.height > 2 else { return }
    let inside = Panel(title: [.init("Job \(job.id)", .bold), .init("  \(job.kind)", .dim)]).draw(
      in: rect, on: &grid, glyphs: state.theme.glyphs)
    var lines: [(name: String, text: String)] = []
    if !job.message.isEmpty { lines.append(("found", job.message)) }
    if job.state.isActive, !job.stage.isEmpty {
      lines.append(("doing", "\(job.stage), \(job.done) of \(job.total)"))
    }
    lines.append(("command", "earsight " + job.arguments.joined(separator: " ")))
    // In a session that was given away nothing is told of where it was made.
    if job.pid > 0 { lines.append(("process", "\(job.pid) on \(job.host)")) }
    if let result = state.analysis.results.first(where: { $0.job == job.id }) {
      let partial = result.isComplete ? "" : ", not complete"
      lines.append(("result", "\(result.id)\(partial), Enter shows it"))
      if let source = state.analysis.sources[result.id] {
        lines.append(("of", source.line))
        let parameters = source.parameters.sorted { $0.key < $1.key }
          .map { "\($0.key) \($0.value)" }
        if !parameters.isEmpty { lines.append(("with", parameters.joined(separator: ", "))) }
      }
    }
    let text = inside.inset(columns: 1, rows: 0)
    let rest = text.rows([.cells(grid.facts(lines, in: text)), .share(1)])[1]
    guard state.size.width < 180, !state.analysis.shelf.log(ofJob: job.id).isEmpty, !rest.isEmpty
    else { return }
    grid.text("printed", x: rest.x, y: rest.y, .dim)
    drawPrinted(job, state, in: rest.columns([.cells(10), .share(1)])[1], on: &grid)
  }

  /// The last lines that a job printed.
  private static func drawPrinted(
    _ job: JobRecord, _ state: State, in rect: Rect, on grid: inout Grid
  ) {
    let lines = state.analysis.shelf.log(ofJob: job.id).flatMap {
      TextWrap.lines($0, width: rect.width)
    }
    if lines.isEmpty { grid.text("nothing", x: rect.x, y: rect.y, .dim) }
    for (row, line) in lines.suffix(max(0, rect.height)).enumerated() {
      grid.text(line, x: rect.x, y: rect.y + row, .dim)
    }
  }

  /// Lines of a job's log that are shown at most (our choice).
  static let mostLogLines = 60
  /// Seconds after its end in which a job still prints what it found (our choice).
  private static let farewell = 3.0

  /// What the screen needs: what the chosen job printed, each second while it is at work.
  static func needs(_ state: State) -> [Inquiry] {
    guard let job = state.chosenJob else { return [] }
    let end = job.finished.map { $0.timeIntervalSince1970 + farewell } ?? .infinity
    let now = min(state.now, end)
    guard now.isFinite, abs(now) < 1e12 else { return [] }
    return [.jobLog(job: job.id, asOf: Int(now))]
  }
}
