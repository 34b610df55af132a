import Foundation

/// What a viewer may say of a run: the trainer's word where it can be believed, else that it is
/// stalled.
public enum RunStatus: Sendable, Equatable {
  /// No trainer has given a sign of life yet.
  case waiting
  /// The trainer says so, and is alive.
  case starting, running, paused, saving
  /// The trainer said that it works, but has been silent for so many seconds, or its process is
  /// gone (`processGone`, known only on the same host).
  case stalled(seconds: Double, processGone: Bool)
  /// The trainer said so as its last word.
  case done, failed, stopped

  /// Seconds of silence after which a trainer counts as stalled: a trainer beats every second, also
  /// within validation and saving (our choice).
  public static let patience = 30.0

  /// Judges a sign of life.
  ///
  /// - Parameters:
  ///   - heartbeat: the newest of the run, or `nil` when there is none.
  ///   - now: the present, by this host's clock. A heartbeat from the future (another host's
  ///     clock) counts as fresh.
  ///   - patience: seconds of silence after which it counts as stalled.
  ///   - host: the name of this host; only on the same one the process number means anything.
  public init(
    heartbeat: HeartbeatRecord?, now: Date = Date(), patience: Double = RunStatus.patience,
    host: String = LocalHost.name
  ) {
    guard let heartbeat else {
      self = .waiting
      return
    }
    switch heartbeat.state {
    case .done: self = .done
    case .failed: self = .failed
    case .stopped: self = .stopped
    case .starting, .running, .paused, .saving:
      let silence = max(0, now.timeIntervalSince(heartbeat.time))
      let gone = heartbeat.host == host && !LocalHost.isAlive(process: heartbeat.pid)
      if gone || silence > patience {
        self = .stalled(seconds: silence, processGone: gone)
        return
      }
      switch heartbeat.state {
      case .starting: self = .starting
      case .paused: self = .paused
      case .saving: self = .saving
      default: self = .running
      }
    }
  }

  /// The state as a word for a header: `RUNNING`, `STALLED 9m`.
  public var word: String {
    switch self {
    case .waiting: "WAITING"
    case .starting: "STARTING"
    case .running: "RUNNING"
    case .paused: "PAUSED"
    case .saving: "SAVING"
    case .stalled(let seconds, _): "STALLED \(Self.brief(seconds))"
    case .done: "DONE"
    case .failed: "FAILED"
    case .stopped: "STOPPED"
    }
  }

  /// Whether a trainer is there to obey a command.
  public var isAlive: Bool {
    switch self {
    case .starting, .running, .paused, .saving: true
    case .waiting, .stalled, .done, .failed, .stopped: false
    }
  }

  private static func brief(_ seconds: Double) -> String {
    switch seconds {
    case ..<60: "\(Int(seconds))s"
    case ..<3600: "\(Int(seconds / 60))m"
    case ..<86_400: "\(Int(seconds / 3600))h"
    default: seconds.isFinite && seconds < 1e9 ? "\(Int(seconds / 86_400))d" : "long"
    }
  }
}
