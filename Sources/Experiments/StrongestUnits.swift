import Analysis
import Compute

/// What each clip's strongest unit says it is: the unit that stands highest above its own mean, in its
/// own standard deviations, and the class that this unit answers to most.
///
/// The units' classes come from the same clips, so the share of right ones is how well single units
/// tell these clips apart, not what an unseen clip would get.
public struct StrongestUnits: Sendable, Equatable {
  /// The clip of each row, [N].
  public let clips: [Int64]
  /// The strongest unit of each row, or -1 where no unit lives, [N].
  public let units: [Int32]
  /// The class that it prefers, as a place in ``names``, or -1, [N].
  public let classes: [Int32]
  /// Names of classes.
  public let names: [String]
  /// Rows that have a label.
  public let labelled: Int
  /// Of those, the share whose predicted class is their label; nil without labels.
  public let rightShare: Double?

  /// The strongest units of an index's rows.
  public init(_ table: UnitTable) {
    let subject = table.subject
    let rows = subject.index.matrix(table.modality)
    let scales = table.metrics.map { $0.isDead || $0.deviation <= 0 ? 0 : 1 / $0.deviation }
    var units = [Int32](repeating: -1, count: rows.rows)
    for row in 0..<rows.rows {
      let values = rows[row]
      var greatest = -Double.infinity
      for unit in values.indices where scales[unit] > 0 {
        let height = (Double(values[unit]) - table.metrics[unit].mean) * scales[unit]
        if height > greatest { (greatest, units[row]) = (height, Int32(unit)) }
      }
    }
    let classes = units.map { $0 < 0 ? -1 : table.metrics[Int($0)].preferredClass ?? -1 }
    let known = subject.labels.indices.filter { subject.labels[$0] >= 0 }
    let right = known.count { classes[$0] == subject.labels[$0] }
    clips = subject.index.clips
    self.units = units
    self.classes = classes
    names = subject.classes
    labelled = known.count
    rightShare = known.isEmpty ? nil : Double(right) / Double(known.count)
  }
}
