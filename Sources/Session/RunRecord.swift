import Foundation

/// What a trainer is doing, in its own words: written into each heartbeat and, at the end, the run.
public enum RunState: String, Codable, Sendable, CaseIterable {
  /// Loading data and weights; no step has been taken by this process yet.
  case starting
  /// Taking steps.
  case running
  /// Waiting for `resume`.
  case paused
  /// Writing a checkpoint.
  case saving
  /// All target pairs were seen.
  case done
  /// An error ended it; the last events say which.
  case failed
  /// Stopped on request, saved.
  case stopped

  /// Whether a process should be alive in this state.
  public var isActive: Bool {
    switch self {
    case .starting, .running, .paused, .saving: true
    case .done, .failed, .stopped: false
    }
  }
}

/// One training run, with everything that is needed to repeat it.
public struct RunRecord: Codable, Sendable, Equatable, Identifiable {
  /// The number of the run in its session, from 1.
  public var id: Int64
  /// Its name, one of a kind in the session.
  public var name: String
  /// When it was made.
  public var created: Date
  /// A JSON object: seed, network configuration, optimizer, batch, accumulation, learning rate and
  /// schedule, corpus digest and split counts, threads, engine, precision, versions, command line.
  public var manifest: String
  /// What its trainer last said of it, through `setState` or a heartbeat.
  public var state: RunState
  /// When it was done, failed or stopped; `nil` while it may go on.
  public var finished: Date?
  /// How many pairs it is to see in all.
  public var targetPairs: Int

  /// A run with all its values.
  public init(
    id: Int64, name: String, created: Date, manifest: String, state: RunState, finished: Date?,
    targetPairs: Int
  ) {
    self.id = id
    self.name = name
    self.created = created
    self.manifest = manifest
    self.state = state
    self.finished = finished
    self.targetPairs = targetPairs
  }
}

/// A saved state of a run, a safetensors file in the session's `checkpoints` folder.
public struct CheckpointRecord: Codable, Sendable, Equatable {
  /// Why a checkpoint is kept.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// The newest, from which a run resumes.
    case last
    /// The one of highest validation accuracy.
    case best
    /// One of every so many.
    case periodic
  }

  /// The run that it belongs to.
  public var run: Int64
  /// Steps taken when it was saved.
  public var step: Int
  /// Pairs seen when it was saved.
  public var pairs: Int
  /// The file, relative to the session's folder: `SessionLocation.url(of:)` makes it absolute.
  public var file: String
  /// Why it is kept.
  public var kind: Kind
  /// Share of validation pairs answered rightly, 0 to 1, where it was measured.
  public var validationAccuracy: Double?
  /// Size of the file in bytes.
  public var byteCount: Int64
  /// When it was saved.
  public var time: Date

  /// A checkpoint with all its values.
  public init(
    run: Int64, step: Int, pairs: Int, file: String, kind: Kind,
    validationAccuracy: Double? = nil, byteCount: Int64, time: Date = Date()
  ) {
    self.run = run
    self.step = step
    self.pairs = pairs
    self.file = file
    self.kind = kind
    self.validationAccuracy = validationAccuracy
    self.byteCount = byteCount
    self.time = time
  }
}
