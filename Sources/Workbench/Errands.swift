import Session

/// Does for the workbench what it asks of the world, on the thread of the caller: the courier's
/// behind a screen, a script's own without one.
final class Errands: Sendable {
  private let source: any WorkbenchSource
  private let player: SoundPlayer

  /// Errands to a session; sounds are played with `player`, a command that may be empty.
  init(_ source: any WorkbenchSource, player: String = "") {
    self.source = source
    self.player = SoundPlayer(player)
  }

  /// Does what is asked; returns what is to be told of it, nil where nothing is. Throws what went
  /// wrong; ``failure(of:_:)`` says it.
  func run(_ errand: Effect) throws -> Message? {
    switch errand {
    case .send(let command, let run):
      try source.send(command, run: run)
      return .sent(command, problem: nil)
    case .select(let run): source.select(run: run)
    case .start(let words): try source.start(words)
    case .request(let request, let job): try source.send(request, job: job)
    case .annotate(let kind, let subject, let text):
      try source.annotate(kind, of: subject, text)
      return .settled
    case .undo(let edit):
      try source.turn(edit, isUndone: true)
      return .settled
    case .redo(let edit):
      try source.turn(edit, isUndone: false)
      return .settled
    case .keep(let view): try source.keep(view: view)
    case .record(let lines): try source.record(lines)
    case .saveAs(let name): return .done(try source.saveAs(name))
    case .relocate(let folder): return .done(try source.relocate(folder))
    case .play(let sound): return .done(try player.play(sound))
    case .hush: player.stop()
    case .export(let export): return .done("wrote \(try ExportDesk.write(export))")
    case .fetch, .repaint, .mouse, .suspend, .quit, .open: break
    }
    return nil
  }

  /// How it is told that an errand did not succeed.
  static func failure(of errand: Effect, _ error: any Error) -> Message {
    switch errand {
    case .send(let command, _): .sent(command, problem: "\(command) was not sent: \(error)")
    case .start(let words): .refused("'\(words.first ?? "")' was not started: \(error)")
    case .request(let request, let job): .refused("\(request) was not sent to job \(job): \(error)")
    case .play: .silent(problem: "no sound: \(error)")
    case .saveAs(let name): .refused("no copy \(name) was made: \(error)")
    case .relocate: .refused("no clip was found: \(error)")
    case .export: .refused("nothing was exported: \(error)")
    default: .refused("this was not kept: \(error)")
    }
  }

  /// That a sound is over, once.
  func silence() -> Message? {
    switch player.ending() {
    case .played: .silent(problem: nil)
    case .failed(let problem): .silent(problem: problem)
    case nil: nil
    }
  }

  /// Ends what plays, and tells the session that the screen goes.
  func close() {
    player.close()
    source.close()
  }
}

extension Effect {
  /// Whether it is kept in the session, and so tried again when the disk has room again.
  var isKept: Bool {
    switch self {
    case .annotate, .undo, .redo, .keep, .record: true
    default: false
    }
  }

  /// What is lost with it, as a person would say it; nil where that is nothing to mourn.
  var loss: String? {
    switch self {
    case .annotate(let kind, let subject, let text):
      "\(kind.rawValue) of \(subject): " + (text.map { $0.isEmpty ? "set" : $0 } ?? "taken back")
    case .undo(let edit): "undone: \(edit.kind.rawValue) of \(edit.subject)"
    case .redo(let edit): "done again: \(edit.kind.rawValue) of \(edit.subject)"
    default: nil
    }
  }
}
