/// What was fetched for the screens; the least recently looked at is forgotten first.
public struct Shelf: Sendable {
  private var findings: [Inquiry: Finding] = [:]
  private var lastUse: [Inquiry: Int] = [:]
  private var clock = 0

  /// Findings kept (our choice: most of them are windows of half a megabyte).
  static let capacity = 240

  /// An empty shelf.
  public init() {}

  /// What was found, if it is there.
  public subscript(inquiry: Inquiry) -> Finding? { findings[inquiry] }

  /// The points of a layout that is being made: the newest that were found. Those of `updated` may
  /// still be on their way.
  public func layout(ofResult id: Int64) -> Finding? {
    findings.first { entry in
      if case .layout(id, _) = entry.key { true } else { false }
    }?.value
  }

  /// Puts a finding on the shelf; an older state of the same layout goes.
  public mutating func put(_ finding: Finding, for inquiry: Inquiry) {
    if case .layout(let result, _) = inquiry {
      for known in findings.keys {
        if case .layout(result, _) = known, known != inquiry {
          findings[known] = nil
          lastUse[known] = nil
        }
      }
    }
    findings[inquiry] = finding
    clock += 1
    lastUse[inquiry] = clock
    while findings.count > Shelf.capacity {
      guard let oldest = lastUse.min(by: { $0.value < $1.value })?.key else { return }
      findings[oldest] = nil
      lastUse[oldest] = nil
    }
  }

  /// Says that these are looked at now.
  public mutating func touch(_ inquiries: [Inquiry]) {
    clock += 1
    for inquiry in inquiries where findings[inquiry] != nil { lastUse[inquiry] = clock }
  }

  /// Forgets failures, so that they are tried again.
  public mutating func forgetFailures() {
    for (inquiry, finding) in findings {
      guard case .failed = finding else { continue }
      findings[inquiry] = nil
      lastUse[inquiry] = nil
    }
  }
}
