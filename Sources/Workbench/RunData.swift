import Foundation
import Session
import Terminal

/// One run as the screens need it: its measures as columns, ready to be drawn.
public struct RunData: Sendable {
  /// The run's own row.
  public var record: RunRecord
  /// The newest sign of life.
  public var heartbeat: HeartbeatRecord?
  /// What may be said of it now.
  public var status: RunStatus = .waiting
  /// What each step measured.
  public var steps: StepColumns
  /// What each validation measured.
  public var validations = ValidationColumns()
  /// The newest test, on pairs of the test split, which nothing was chosen by.
  public var test: ValidationRecord?
  /// What was saved.
  public var checkpoints: [CheckpointRecord] = []
  /// Moments at which a heartbeat told when a step was taken.
  private var beats: [Timeline.Anchor] = []
  /// Screens attached to the session.
  public var viewers = 0
  /// Values of the manifest by the last part of their name, as short text.
  public let manifest: [String: String]

  /// A run of which nothing but its row is known.
  public init(_ record: RunRecord, smoothing: Double) {
    self.record = record
    steps = StepColumns(smoothing: smoothing)
    manifest = RunData.flatten(record.manifest)
  }

  /// Pairs seen: the newest of heartbeat and steps.
  public var pairs: Int { max(heartbeat?.pairs ?? 0, RunData.whole(steps.pairs.last ?? 0)) }
  /// Steps taken: the newest of heartbeat and steps.
  public var step: Int { max(heartbeat?.step ?? 0, RunData.whole(steps.step.last ?? 0)) }
  /// Pairs to be seen in all; 0 where that is not known.
  public var targetPairs: Int { heartbeat?.targetPairs ?? record.targetPairs }
  /// Share of the pairs that were seen, 0 to 1.
  public var progress: Double {
    // A run that is bounded by minutes is done before all pairs that it might have seen.
    if status == .done { return 1 }
    return targetPairs > 0 ? min(1, Double(pairs) / Double(targetPairs)) : 0
  }

  /// Steps when all pairs were seen, from the pairs of a step so far; nil where that is not known.
  public var targetSteps: Int? {
    guard targetPairs > 0, step > 0, pairs > 0, status != .done else { return nil }
    return RunData.whole((Double(targetPairs) * Double(step) / Double(pairs)).rounded())
  }

  /// Seconds of training that are left at the present speed; nil unless the run is being trained.
  public var remainingSeconds: Double? {
    guard status == .running || status == .saving, targetPairs > pairs,
      let speed = steps.pairsPerSecond, speed > 0
    else { return nil }
    return Double(targetPairs - pairs) / speed
  }

  /// The time of day of each second of training: known of the run's start, of what was saved, and
  /// of heartbeats that came after pauses.
  public var timeline: Timeline {
    RunData.timeline(
      created: record.created, checkpoints: checkpoints, steps: steps, beats: beats)
  }

  /// The same of any run.
  static func timeline(
    created: Date, checkpoints: [CheckpointRecord], steps: StepColumns,
    beats: [Timeline.Anchor] = []
  ) -> Timeline {
    var anchors = [Timeline.Anchor(seconds: 0, time: created.timeIntervalSince1970)]
    for checkpoint in checkpoints {
      if let seconds = steps.seconds(atSteps: [Double(checkpoint.step)]).first, seconds > 0 {
        anchors.append(.init(seconds: seconds, time: checkpoint.time.timeIntervalSince1970))
      }
    }
    return Timeline(anchors + beats)
  }

  /// Remembers when the newest step was taken if the timeline would have it at another time: after
  /// a pause, or in another process.
  mutating func noteBeat() {
    guard status == .running, let heartbeat, let seconds = steps.seconds.last,
      heartbeat.step == RunData.whole(steps.step.last ?? 0)
    else { return }
    let time = heartbeat.time.timeIntervalSince1970
    guard let known = timeline.time(atSeconds: seconds), time > known + 5 else { return }
    // A validation in between looks like a pause; a hundred of them would be too many to keep.
    if beats.count == 100 { beats.removeFirst() }
    beats.append(Timeline.Anchor(seconds: seconds, time: time))
  }

  /// The checkpoint of the highest validation accuracy, where one was kept.
  public var best: CheckpointRecord? { checkpoints.last { $0.kind == .best } }
  /// The newest checkpoint.
  public var newestCheckpoint: CheckpointRecord? { checkpoints.max { $0.step < $1.step } }

  /// A count as an integer; one beyond all integers, from a session that is not ours, as the last.
  private static func whole(_ value: Double) -> Int { Int(exactly: value) ?? .max }

  /// Values of a JSON object by the last part of their name, as short text; an empty object, as a
  /// choice without values is written, is `yes`.
  static func flatten(_ json: String) -> [String: String] {
    var result: [String: String] = [:]
    func walk(_ value: Any, _ name: String) {
      switch value {
      case let object as [String: Any] where object.isEmpty: result[name] = "yes"
      case let object as [String: Any]:
        for key in object.keys.sorted() { if let child = object[key] { walk(child, key) } }
      case let text as String: result[name] = CellText.clean(text)
      case let number as NSNumber: result[name] = number.description
      default: break
      }
    }
    if let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)) { walk(object, "") }
    return result
  }
}
