import Foundation
import Scales
import Session
import Terminal

/// The list of sessions from which one is opened.
public struct SessionPicker: Sendable, Equatable {
  /// When it was opened, in seconds since 1970: each time the list is made anew.
  public var opened: Int
  /// What was typed: a filter of names, `runs>1`, `acc>.9`.
  public var query = ""
  /// The chosen row among those that match.
  public var selection = 0

  /// A list that is being made.
  public init(opened: Int) { self.opened = opened }

  /// The sessions that match; nil while they are looked for.
  func listed(in state: State) -> [SessionListing]? {
    guard case .sessions(let all) = state.analysis.shelf[.sessions(asOf: opened)] else {
      return nil
    }
    let filter = Filter(query)
    return all.filter { SessionListing.fields.passes($0, filter) }
  }
}

extension SessionListing {
  /// What the filter of sessions may ask.
  static let fields = FilterFields<SessionListing>(
    [
      FilterField("clips", sign: .more, help: "clips of all splits") { listing in
        listing.summary.map { .number(Double($0.clipCount)) }
      },
      FilterField("runs", sign: .more, help: "how many there are") { listing in
        listing.summary.map { .number(Double($0.runs)) }
      },
      FilterField("notes", sign: .more, help: "how many there are") { listing in
        listing.summary.map { .number(Double($0.notes)) }
      },
      FilterField("acc", sign: .more, help: "validation accuracy of the newest run") { listing in
        listing.summary?.validationAccuracy.map { .number($0) }
      },
      FilterField("state", help: "state of the newest run") { listing in
        listing.summary?.status.map { .text($0) }
      },
    ],
    words: { $0.name })
}

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

/// Draws the list of sessions.
enum SessionsView {
  static func draw(_ state: State, _ picker: SessionPicker, on grid: inout Grid) {
    let listed = picker.listed(in: state)
    let box = grid.bounds.centered(
      width: min(110, grid.size.width - 2), height: min(26, grid.size.height))
    let inside = Panel(
      title: [.init("Open a session", .bold)],
      badge: [.init(listed.map { "\($0.count) found" } ?? "looking", .dim)], isFocused: true
    ).draw(in: box, on: &grid, glyphs: state.theme.glyphs)
    guard inside.height > 2 else { return }
    let end = grid.text("/ " + picker.query, x: inside.x + 1, y: inside.y, .bold)
    if end < inside.maxX { grid.put(" ", x: end, y: inside.y, .reverse) }
    let list = Rect(
      x: inside.x, y: inside.y + 2, width: inside.width, height: inside.height - 4)
    grid.clipped(to: inside) { grid in
      guard let listed else {
        grid.text("Looking into the sessions ...", x: list.x + 2, y: list.y, .dim)
        return
      }
      if listed.isEmpty {
        grid.text(
          picker.query.isEmpty ? "There are no sessions." : "No session matches.",
          x: list.x + 2, y: list.y, .dim)
      }
      let chosen = min(picker.selection, max(0, listed.count - 1))
      let top = min(max(0, chosen - list.height / 2), max(0, listed.count - list.height))
      for (line, listing) in listed.dropFirst(top).prefix(max(0, list.height)).enumerated() {
        draw(
          SessionRow(listing, now: state.now), isHere: listing.path == state.session.path,
          isChosen: top + line == chosen, state,
          in: Rect(x: list.x, y: list.y + line, width: list.width, height: 1), on: &grid)
      }
      let path = listed.indices.contains(chosen) ? listed[chosen].path : ""
      grid.text(
        CellText.clean(path), x: inside.x + 1, y: inside.maxY - 1, width: inside.width - 2, .dim,
        ellipsis: state.theme.glyphs.ellipsis)
    }
  }

  /// The name, then as many of the figures as there is room for, the most telling first.
  private static func draw(
    _ row: SessionRow, isHere: Bool, isChosen: Bool, _ state: State, in rect: Rect,
    on grid: inout Grid
  ) {
    let ellipsis = state.theme.glyphs.ellipsis
    let most = min(24, max(12, rect.width / 4))
    var x = rect.x + 2
    grid.text(
      row.name, x: x, y: rect.y, width: most, isHere ? .bold : .plain, ellipsis: ellipsis)
    x += most + 1
    if let problem = row.problem {
      grid.text(
        problem, x: x, y: rect.y, width: max(0, rect.maxX - x - 1), .dim, ellipsis: ellipsis)
    } else {
      let here = isHere ? ["here"] : []
      for (place, text) in (row.figures + here).enumerated() {
        let width = place < SessionRow.widths.count ? SessionRow.widths[place] : 4
        guard x + CellText.width(text) < rect.maxX else { break }
        grid.text(text, x: x, y: rect.y)
        x += width
      }
    }
    if isChosen {
      grid.put(state.theme.glyphs.pointer, x: rect.x, y: rect.y)
      grid.choose(rect)
    }
  }
}
