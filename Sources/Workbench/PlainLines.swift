import Foundation
import Scales
import Session
import Terminal

/// The workbench without a screen: lines of text, for pipes, logs and `TERM=dumb`.
public enum PlainLines {
  /// What there is to wait for in a session that has no run.
  static func waiting(_ session: SessionInfo) -> String {
    "no run yet; start one with 'earsight train \(CellText.clean(session.word))'; Ctrl-C leaves"
  }

  /// A run in one line.
  public static func status(_ run: RunData) -> String {
    var parts = [short(run)]
    if let loss = run.steps.smoothLoss.values.last {
      parts.append("loss \(NumberText.fraction(loss))")
    }
    if let accuracy = run.steps.smoothAccuracy.values.last {
      parts.append("accuracy \(NumberText.fraction(accuracy))")
    }
    if let accuracy = run.validations.accuracy.last, let interval = run.validations.intervals.last {
      let half = (interval.upperBound - interval.lowerBound) / 2
      parts.append("validation \(NumberText.fraction(accuracy)) +-\(NumberText.fraction(half))")
    }
    if let speed = run.steps.pairsPerSecond { parts.append("\(NumberText.short(speed)) pairs/s") }
    if let left = run.remainingSeconds { parts.append("ETA \(NumberText.duration(left))") }
    return parts.joined(separator: "  ")
  }

  /// Name, state and step of a run.
  static func short(_ run: RunData) -> String {
    let target = run.targetSteps.map { "/\(NumberText.grouped($0))" } ?? ""
    return "\(CellText.clean(run.record.name))  \(run.status.word)  "
      + "step \(NumberText.grouped(run.step))\(target)"
  }

  /// An event in one line, with the name of its run where one is given.
  public static func line(_ event: EventRecord, zone: Int, run: String? = nil) -> String {
    let clock = NumberText.clock(event.time.timeIntervalSince1970, offset: zone)
    let level = event.level == .info ? "" : "\(event.level.rawValue): "
    let name = run.map { CellText.clean($0) + " " } ?? ""
    return "\(clock) \(name)\(CellText.clean(event.kind)): \(level)\(CellText.clean(event.text))"
  }
}
