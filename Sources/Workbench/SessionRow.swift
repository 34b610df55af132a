import Foundation
import Scales
import Session
import Terminal

extension SessionSummary {
  /// Clips of all splits.
  public var clipCount: Int { trainClips + validationClips + testClips }
}

/// A session in a row of texts, on the screen and on the command line.
public struct SessionRow: Sendable {
  /// Its name.
  public let name: String
  /// How many clips, runs and notes; state and accuracy of the newest run; size; last use. Empty
  /// where there is nothing to say.
  public let figures: [String]
  /// Why it cannot be read.
  public let problem: String?

  /// Columns that the figures take.
  public static let widths = [13, 8, 11, 11, 10, 9, 13]

  /// The row of a session, as seen at a time in seconds since 1970.
  public init(_ listing: SessionListing, now: Double) {
    name = CellText.clean(listing.name)
    problem = listing.problem.map { CellText.clean($0) }
    let used = SessionRow.ago(now - listing.lastUsed.timeIntervalSince1970)
    guard let summary = listing.summary else {
      figures = []
      return
    }
    func count(_ number: Int, _ one: String, _ many: String) -> String {
      "\(NumberText.grouped(number)) \(number == 1 ? one : many)"
    }
    let accuracy = summary.validationAccuracy
    figures = [
      count(summary.clipCount, "clip", "clips"), count(summary.runs, "run", "runs"),
      summary.status ?? "no run",
      accuracy.map { "val \(String(format: "%.1f", $0 * 100)) %" } ?? "",
      summary.notes > 0 ? count(summary.notes, "note", "notes") : "",
      "\(max(1, summary.byteCount >> 20)) MB", used,
    ]
  }

  /// How long ago, in the greatest unit that fits.
  static func ago(_ seconds: Double) -> String {
    switch seconds {
    case ..<90: "now"
    case ..<5_400: "\(Int(seconds / 60)) min ago"
    case ..<129_600: "\(Int(seconds / 3_600)) h ago"
    case ..<31_536_000: "\(Int(seconds / 86_400)) days ago"
    default: seconds < 1e11 ? "\(Int(seconds / 31_536_000)) years ago" : ""
    }
  }
}
