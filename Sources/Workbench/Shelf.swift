/// What was fetched for the screens; the least recently looked at is forgotten first.
public struct Shelf: Sendable {
  private var findings: [Inquiry: Finding] = [:]
  private var lastUse: [Inquiry: Int] = [:]
  private var clock = 0
  /// The clock when it was last said what is looked at.
  private var lastTouch = 0
  /// Bytes of all findings.
  private var byteCount = 0

  /// Findings kept (our choice).
  static let capacity = 240
  /// Bytes kept (our choice: 73 windows of clips, so that all stays below 300 MB with 19,000 clips).
  static let mostBytes = 40 << 20

  /// An empty shelf.
  public init() {}

  /// What was found, if it is there.
  public subscript(inquiry: Inquiry) -> Finding? { findings[inquiry] }

  /// The points of a layout that is being made: the newest that were found, and what they answer.
  /// Those of `updated` may still be on their way.
  public func layout(ofResult id: Int64) -> (inquiry: Inquiry, finding: Finding)? {
    findings.first { entry in
      if case .layout(id, _) = entry.key { true } else { false }
    }.map { ($0.key, $0.value) }
  }

  /// The curves of a run: the newest that were found. Those of its last step may still be on their
  /// way.
  public func curves(ofRun run: Int64) -> Finding? {
    findings.first { entry in
      if case .curves(let query) = entry.key { query.run == run } else { false }
    }?.value
  }

  /// Puts a finding on the shelf; an older state of the same layout, or of the same run, goes.
  public mutating func put(_ finding: Finding, for inquiry: Inquiry) {
    for known in findings.keys where known == inquiry || Shelf.isSame(known, inquiry) {
      forget(known)
    }
    findings[inquiry] = finding
    byteCount += finding.byteCount
    clock += 1
    lastUse[inquiry] = clock
    // What is looked at stays, or it would be asked for again at once.
    while findings.count > Shelf.capacity || byteCount > Shelf.mostBytes,
      let oldest = lastUse.min(by: { $0.value < $1.value }), oldest.value < lastTouch
    {
      forget(oldest.key)
    }
  }

  private mutating func forget(_ inquiry: Inquiry) {
    byteCount -= findings[inquiry]?.byteCount ?? 0
    findings[inquiry] = nil
    lastUse[inquiry] = nil
  }

  private static func isSame(_ known: Inquiry, _ inquiry: Inquiry) -> Bool {
    switch (known, inquiry) {
    case (.layout(let one, _), .layout(let other, _)): one == other
    case (.curves(let one), .curves(let other)): one.run == other.run
    default: false
    }
  }

  /// Says that these are looked at now.
  public mutating func touch(_ inquiries: [Inquiry]) {
    clock += 1
    lastTouch = clock
    for inquiry in inquiries where findings[inquiry] != nil { lastUse[inquiry] = clock }
  }

  /// Forgets failures, so that they are tried again.
  public mutating func forgetFailures() {
    for (inquiry, finding) in findings {
      if case .failed = finding { forget(inquiry) }
    }
  }
}
