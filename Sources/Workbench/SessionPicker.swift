import Foundation
import Scales
import Session
import Terminal

/// The list of sessions from which one is opened: their names at once, what is in them as it is read.
public struct SessionPicker: Sendable, Equatable {
  /// When it was opened, in seconds since 1970: each time the list is made anew.
  public let opened: Int
  /// What was typed: a filter of names, `runs>1`, `acc>.9`.
  public var query = ""
  /// The folder of the chosen session; nil for the first that matches.
  private var chosen: String?
  /// The sessions that there are; nil while they are looked for.
  private var listings: [SessionListing]?

  /// A list that is being made.
  public init(opened: Int) { self.opened = opened }

  /// The sessions that match what was typed, as far as they were read; nil while they are looked for.
  var listed: [SessionListing]? {
    guard let listings else { return nil }
    let filter = Filter(query)
    return listings.filter { listing in
      filter.matches(listing.name) { field in
        switch field {
        case "clips": listing.summary.map { .number(Double($0.clipCount)) }
        case "runs": listing.summary.map { .number(Double($0.runs)) }
        case "notes": listing.summary.map { .number(Double($0.notes)) }
        case "acc": listing.summary?.validationAccuracy.map { .number($0) }
        case "state": listing.summary?.status.map { .text($0) }
        default: nil
        }
      }
    }
  }

  /// How many were read, and of how many; nil where all were.
  var progress: (read: Int, all: Int)? {
    guard let listings else { return nil }
    let read = listings.count(where: \.isRead)
    return read < listings.count ? (read, listings.count) : nil
  }

  /// The place of the chosen session among those that match.
  func place(in listed: [SessionListing]) -> Int {
    listed.firstIndex { $0.path == chosen } ?? 0
  }

  /// Chooses the first that matches.
  mutating func chooseFirst() { chosen = nil }

  /// Chooses another of those that match; beyond the last comes the first.
  mutating func choose(_ change: (Int) -> Int) {
    guard let listed, !listed.isEmpty else { return }
    let count = listed.count
    chosen = listed[(change(place(in: listed)) + count) % count].path
  }

  /// Rows about the chosen one that are read before the others (our choice: the list shows so many).
  private static let window = 24

  /// What is to be looked into, most wanted first.
  var needs: [Inquiry] {
    guard let listings, let listed else { return [.sessions(asOf: opened)] }
    let first = max(0, place(in: listed) - Self.window / 2)
    let near = listed.dropFirst(first).prefix(Self.window).filter { !$0.isRead }.map(\.path)
    let rest = listings.filter { !$0.isRead && !near.contains($0.path) }.map(\.path)
    return (near + rest).map { .session(path: $0, asOf: opened) }
  }

  /// Takes what was found.
  mutating func take(_ finding: Finding, for inquiry: Inquiry) {
    switch (inquiry, finding) {
    case (.sessions(opened), .sessions(let found)): listings = found
    case (.session(let path, opened), .session(let found)):
      guard let place = listings?.firstIndex(where: { $0.path == path }) else { return }
      listings?[place] = found
    default: break
    }
  }
}

extension Inquiry {
  /// Whether it is about other sessions than the one that is shown.
  var isOfSessions: Bool {
    switch self {
    case .sessions, .session: true
    default: false
    }
  }
}

extension State {
  /// Gives what was found of the sessions to the list, where it is still open.
  mutating func takeSessions(_ finding: Finding, for inquiry: Inquiry) {
    for place in overlays.indices {
      guard case .sessions(var picker) = overlays[place] else { continue }
      picker.take(finding, for: inquiry)
      overlays[place] = .sessions(picker)
    }
  }
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
    let listed = picker.listed
    let found = listed.map { "\($0.count) found" } ?? "looking"
    let badge = picker.progress.map { found + ", \($0.read) of \($0.all) read" } ?? found
    let box = grid.bounds.centered(
      width: min(110, grid.size.width - 2), height: min(26, grid.size.height))
    let inside = Panel(
      title: [.init("Open a session", .bold)],
      badge: [.init(badge, .dim)], isFocused: true
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
      let chosen = picker.place(in: listed)
      let top = min(max(0, chosen - list.height / 2), max(0, listed.count - list.height))
      for (line, listing) in listed.dropFirst(top).prefix(max(0, list.height)).enumerated() {
        draw(
          SessionRow(listing, now: state.now), isRead: listing.isRead,
          isHere: listing.path == state.session.path, isChosen: top + line == chosen, state,
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
    _ row: SessionRow, isRead: Bool, isHere: Bool, isChosen: Bool, _ state: State, in rect: Rect,
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
    } else if !isRead {
      grid.text("...", x: x, y: rect.y, .dim)
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
      for x in rect.x..<rect.maxX { grid.restyle(x: x, y: rect.y) { $0.with(.reverse) } }
    }
  }
}
