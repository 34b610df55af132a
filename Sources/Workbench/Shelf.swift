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

  /// Puts a finding on the shelf.
  public mutating func put(_ finding: Finding, for inquiry: Inquiry) {
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
