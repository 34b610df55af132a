import Session

/// The list of sessions from which one is opened: their names at once, what is in them as it is read.
public struct SessionPicker: Sendable, Equatable {
  /// When it was opened, in seconds since 1970: each time the list is made anew.
  public let opened: Int
  /// What was typed: a filter of names, `runs>1`, `acc>.9`.
  public var query: String { line.text }
  /// The line that it is typed in.
  var line = TypedLine()
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
    return listings.filter { SessionListing.fields.passes($0, filter) }
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
