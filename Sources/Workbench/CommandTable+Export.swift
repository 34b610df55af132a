import Session
import Terminal

extension CommandTable {
  /// What the footer calls keys that other keys must follow.
  static let prefixLabels: [Key: String] = [.character("e"): "export"]

  /// Commands that write what is on the screen into files.
  static let exportCommands: [Command] = [
    export(
      .png, "figure as PNG", key: "p", label: "PNG",
      "Writes the screen's figure for a paper, as pixels, into the session's exports."),
    export(
      .svg, "figure as SVG", key: "s", label: "SVG",
      "Writes the screen's figure for a paper, as lines and letters that can be edited."),
    export(
      .pdf, "figure as PDF", key: "f", label: "PDF",
      "Writes the screen's figure for a paper, on a page of its size."),
    export(
      .csv, "table as CSV", key: "c", label: "CSV",
      "Writes the screen's rows with a header and all digits (RFC 4180)."),
    export(
      .npz, "arrays as npz", key: "n", label: "npz",
      "Writes what the screen's figure is drawn from, for numpy."),
    export(
      .wav, "sound as WAV", key: "w", label: "WAV",
      "Writes what can be heard here, 48 kHz mono."),
    export(
      .text, "screen as text", key: "t", label: "text",
      "Writes the cells of the screen as plain text."),
    export(
      .screenPNG, "screen as a picture", key: "g", label: "screen",
      "Writes the cells of the screen with their colours as PNG, as a terminal draws them."),
    export(
      .screenSVG, "screen as SVG", key: "G", label: "screen SVG",
      "Writes the cells of the screen with their colours as shapes and letters."),
    Command(
      "export.report", "Export the report as HTML",
      help: "Writes curves, units, preferences, clusters and layouts of the run that is looked at "
        + "on one page into the session's exports, as a job.",
      keys: Command.keys("e h"), in: [.screens], label: "report", obstacle: reportObstacle
    ) { state, _ in
      guard let run = state.reportedRun else { return [] }
      let file = "\(state.session.path)/exports/report.html"
      state.say("Writing the report of \(run) in a process of its own; 7 shows it.")
      return [
        .start([
          "export", state.session.path, "report", "--output", file, "--numbered", "--run", run,
        ])
      ]
    },
  ]

  private static let reportObstacle: @Sendable (State) -> String? = { state in
    if state.session.isReadOnly { return "the session is read-only" }
    if state.reportedRun == nil { return "there is no run to tell of" }
    return state.analysis.running("report") == nil ? nil : "it is being written already"
  }

  private static func export(
    _ format: ExportFormat, _ what: String, key: String, label: String, _ help: String
  ) -> Command {
    Command(
      "export.\(format.rawValue)", "Export the \(what)", help: help,
      keys: Command.keys("e \(key)"), in: [.screens], label: label, writes: true,
      obstacle: { $0.exportObstacle(format) }
    ) { state, _ in
      guard let export = state.export(format) else { return [] }
      state.say("writing \(export.name).\(format.ending) ...")
      return [.export(export)]
    }
  }
}

extension State {
  /// The run that a report tells of: the one that is looked at.
  fileprivate var reportedRun: String? { analysis.run(of: analysis.subject) }

  /// Says where the report lies when its job has ended since it was last looked at, and of any job why
  /// it failed.
  mutating func tellOfEnded(since before: [JobRecord]) {
    let known = Dictionary(before.map { ($0.id, $0.state) }) { first, _ in first }
    for job in analysis.jobs.reversed() where !job.state.isActive && known[job.id] != job.state {
      if job.state == .failed {
        // Of what failed before this screen came up the jobs' own screen tells.
        guard let end = job.finished?.timeIntervalSince1970, now - end < 10 else { continue }
        say(CellText.clean("\(job.title) failed: \(job.message); 7 shows the job"), .error)
      } else if known[job.id] != nil {
        let isTold = job.state == .done && !job.message.isEmpty
        say(CellText.clean(isTold ? job.message : "\(job.title): \(job.word)"))
      }
    }
  }
}
