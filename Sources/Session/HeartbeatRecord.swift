import Foundation

/// The sign of life that a trainer leaves every second or so: one row a run, the newest.
public struct HeartbeatRecord: Codable, Sendable, Equatable {
  /// The run that is trained.
  public var run: Int64
  /// When the sign was given.
  public var time: Date
  /// The trainer's process number on its host.
  public var pid: Int32
  /// The name of the trainer's host.
  public var host: String
  /// What it does.
  public var state: RunState
  /// Steps taken.
  public var step: Int
  /// Pairs seen.
  public var pairs: Int
  /// Pairs to be seen in all.
  public var targetPairs: Int
  /// One line for the screen: what it waits for, why it failed.
  public var message: String

  /// A sign of life, of this process and of now unless said otherwise.
  public init(
    run: Int64, time: Date = Date(), pid: Int32 = LocalHost.pid, host: String = LocalHost.name,
    state: RunState, step: Int, pairs: Int, targetPairs: Int, message: String = ""
  ) {
    self.run = run
    self.time = time
    self.pid = pid
    self.host = host
    self.state = state
    self.step = step
    self.pairs = pairs
    self.targetPairs = targetPairs
    self.message = message
  }
}
