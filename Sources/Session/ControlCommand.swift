import Foundation

/// What a viewer may ask of a trainer; the trainer reads these between steps.
public enum ControlCommand: Sendable, Equatable, Codable {
  /// Wait, keeping everything in memory.
  case pause
  /// Go on.
  case resume
  /// Save a checkpoint now and go on.
  case checkpoint
  /// Finish the step, save, end.
  case stop
  /// End at once; what came after the last checkpoint is lost.
  case abort
  /// Use this learning rate from the next step on.
  case learningRate(Double)

  /// Reads a command as it is typed: `pause`, `resume`, `checkpoint`, `stop`, `abort`, `lr=1e-4`.
  ///
  /// Throws `noSuchValue` for anything else, and for a learning rate that is not a finite positive
  /// number.
  public init(parsing text: String) throws {
    switch text {
    case "pause": self = .pause
    case "resume": self = .resume
    case "checkpoint": self = .checkpoint
    case "stop": self = .stop
    case "abort": self = .abort
    default:
      guard text.hasPrefix("lr=") else {
        throw SessionError(
          .noSuchValue,
          "no command \"\(text)\": expected pause, resume, checkpoint, stop, abort or lr=VALUE")
      }
      guard let rate = Double(text.dropFirst(3)), rate.isFinite, rate > 0 else {
        throw SessionError(
          .noSuchValue,
          "\"\(text)\" is no learning rate: expected a positive number, as in lr=1e-4")
      }
      self = .learningRate(rate)
    }
  }

  /// The word under which the database keeps it.
  var word: String {
    switch self {
    case .pause: "pause"
    case .resume: "resume"
    case .checkpoint: "checkpoint"
    case .stop: "stop"
    case .abort: "abort"
    case .learningRate: "lr"
    }
  }

  /// The number that goes with the word, where one does.
  var argument: Double? {
    if case .learningRate(let rate) = self { rate } else { nil }
  }
}

extension ControlCommand: CustomStringConvertible {
  /// As it is typed; `ControlCommand(parsing:)` reads it back.
  public var description: String {
    argument.map { "\(word)=\($0)" } ?? word
  }
}

/// A command on its way to a trainer, or taken by it.
public struct ControlRecord: Codable, Sendable, Equatable, Identifiable {
  /// The number of the command in its session.
  public var id: Int64
  /// The run that it is for.
  public var run: Int64
  /// When it was sent.
  public var time: Date
  /// What is asked.
  public var command: ControlCommand
  /// When the trainer took it; `nil` while it waits.
  public var taken: Date?
}

/// A screen that is attached to a session.
public struct ViewerRecord: Codable, Sendable, Equatable, Identifiable {
  /// The number of the viewer in its session.
  public var id: Int64
  /// Its process number on its host.
  public var pid: Int32
  /// Its terminal, as in `pts/4`; empty where there is none.
  public var tty: String
  /// Its host's name.
  public var host: String
  /// When it last said that it is there.
  public var lastSeen: Date
}
