import Foundation
import Scales
import Session
import Terminal

/// The screen of jobs: what runs, what ran, what it found and what it was computed from.
enum JobsView {
  static func draw(_ state: State, in body: Rect, on grid: inout Grid) {
    let detail = state.isZoomed ? 0 : min(16, body.height / 2)
    let parts = body.rows([.share(1), .cells(detail)])
    let jobs = state.analysis.jobs
    let active = jobs.count { $0.state.isActive && !$0.isLost }
    let inside = Panel(
      title: [.init("Jobs", .bold)],
      badge: [.init("\(jobs.count) jobs, \(active) at work", .dim)], isFocused: true
    ).draw(in: parts[0], on: &grid, glyphs: state.theme.glyphs)
    guard !jobs.isEmpty else {
      for (line, text) in TextWrap.lines(
        "No analysis was run in this session yet. R on the screens 2 to 6 starts one; so does "
          + "earsight index, kmeans, tsne, prefer or hard in a shell.", width: inside.width - 2
      ).enumerated() {
        grid.text(text, x: inside.x + 1, y: inside.y + line, .dim)
      }
      return
    }
    let top = state.jobs.cursor.top(height: inside.height, count: jobs.count)
    grid.clipped(to: inside) { grid in
      for line in 0..<min(inside.height, jobs.count - top) {
        grid.answer(
          Rect(x: inside.x, y: inside.y + line, width: inside.width, height: 1), .row(top + line))
        row(
          jobs[top + line], state, isChosen: top + line == state.jobs.cursor.row(of: jobs.count),
          in: Rect(x: inside.x, y: inside.y + line, width: inside.width, height: 1), on: &grid)
      }
    }
    if let job = state.chosenJob { drawDetail(job, state, in: parts[1], on: &grid) }
  }

  private static func row(
    _ job: JobRecord, _ state: State, isChosen: Bool, in rect: Rect, on grid: inout Grid
  ) {
    let number = String(job.id)
    grid.text(number, x: rect.x + 5 - number.count, y: rect.y, .dim)
    let word = " \(job.word) "
    grid.text(word, x: rect.x + 6, y: rect.y, state.theme.badge(badge(job)))
    let wide = rect.width >= 100
    let progress = wide ? 34 : 0
    let titleWidth = max(0, rect.width - 20 - progress)
    grid.text(
      job.title, x: rect.x + 18, y: rect.y, width: titleWidth,
      ellipsis: state.theme.glyphs.ellipsis)
    if wide {
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
      } else if let finished = job.finished {
        grid.text(
          "\(state.dated(finished))  in "
            + NumberText.duration(finished.timeIntervalSince(job.created)),
          x: x, y: rect.y, width: progress - 1, .dim)
      }
    }
    if isChosen {
      grid.choose(rect)
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

  private static func drawDetail(
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
    var y = inside.y
    grid.clipped(to: inside) { grid in
      for (name, text) in lines {
        grid.text(name, x: inside.x + 1, y: y, .dim)
        for line in TextWrap.lines(CellText.clean(text), width: max(10, inside.width - 12)) {
          grid.text(line, x: inside.x + 11, y: y)
          y += 1
        }
      }
      let said = state.analysis.shelf.log(ofJob: job.id)
      guard !said.isEmpty, y < inside.maxY else { return }
      grid.text("printed", x: inside.x + 1, y: y, .dim)
      for line in said.suffix(inside.maxY - y) {
        grid.text(
          CellText.clean(line), x: inside.x + 11, y: y, width: inside.width - 12, .dim,
          ellipsis: state.theme.glyphs.ellipsis)
        y += 1
      }
    }
  }

  /// Lines of a job's log that are shown at most (our choice).
  static let mostLogLines = 8
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
