import Foundation

/// A long analysis that runs, or ran, as a process of its own.
public struct JobRecord: Codable, Sendable, Equatable, Identifiable {
  /// What its process is doing, or did last.
  public enum State: String, Codable, Sendable, CaseIterable {
    /// At work.
    case running
    /// Waiting for `resume`.
    case paused
    /// All of it is done.
    case done
    /// Ended on request; what was done by then is kept.
    case cancelled
    /// An error ended it; `message` says which.
    case failed

    /// Whether a process should be alive in this state.
    public var isActive: Bool { self == .running || self == .paused }
  }

  /// What a viewer may ask of a job.
  public enum Request: String, Codable, Sendable, CaseIterable {
    /// Wait, keeping everything in memory.
    case pause
    /// Go on.
    case resume
    /// End within a second and keep what is done.
    case cancel
  }

  /// The number of the job in its session.
  public var id: Int64
  /// What is computed: `tsne`, `kmeans`, `index`.
  public var kind: String
  /// One line for people: `t-SNE of audio, test, perplexity 30`.
  public var title: String
  /// The words of the command line that runs it again.
  public var arguments: [String]
  /// When it was started.
  public var created: Date
  /// When it ended; `nil` while it runs.
  public var finished: Date?
  /// What its process last said.
  public var state: State
  /// Parts done.
  public var done: Int
  /// Parts in all; 0 while unknown.
  public var total: Int
  /// What is being done: `neighbours`, `iteration`.
  public var stage: String
  /// Why it failed, or what it found, in one line.
  public var message: String
  /// When its process last gave a sign of life.
  public var time: Date
  /// Its process number on its host.
  public var pid: Int32
  /// The name of its host.
  public var host: String
  /// What is asked of it and not yet obeyed.
  public var request: Request?

  /// A job with all its values.
  public init(
    id: Int64, kind: String, title: String, arguments: [String], created: Date, finished: Date?,
    state: State, done: Int, total: Int, stage: String, message: String, time: Date, pid: Int32,
    host: String, request: Request? = nil
  ) {
    self.id = id
    self.kind = kind
    self.title = title
    self.arguments = arguments
    self.created = created
    self.finished = finished
    self.state = state
    self.done = done
    self.total = total
    self.stage = stage
    self.message = message
    self.time = time
    self.pid = pid
    self.host = host
    self.request = request
  }

  /// Whether its process should be alive and is not (known only on the same host).
  public var isLost: Bool {
    state.isActive && host == LocalHost.name && !LocalHost.isAlive(process: pid)
  }

  /// The state as a word for a screen: `RUNNING`, `LOST`.
  public var word: String { isLost ? "LOST" : state.rawValue.uppercased() }

  /// Seconds it is likely to take still, at the pace so far; `nil` where that cannot be told.
  public func secondsLeft(now: Date = Date()) -> Double? {
    guard state == .running, done > 0, total > done else { return nil }
    return now.timeIntervalSince(created) / Double(done) * Double(total - done)
  }
}
