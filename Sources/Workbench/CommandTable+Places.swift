import Foundation
import Session
import Terminal

extension CommandTable {
  /// The cursors, in the order in which a replay sets them.
  static let places: [Place] =
    rows.map { row in
      Place(command: row.command.id) { state in row.read(state) }
    }
    + FilteredList.allCases.map { list in
      Place(command: list.commands.filter) { [$0.filterText(of: list)] }
    }

  /// Commands that go to a place that is named; scripts use them most.
  static let placeCommands: [Command] = rows.map(\.command)

  private struct Row: Sendable {
    let command: Command
    let read: @Sendable (State) -> [String]?
  }

  private static let rows: [Row] = [
    row(
      "units.go", "Go to a unit by its number", "Chooses a unit of the tower that is looked at.",
      [count("unit") { $0.notedUnits }], read: { ["\($0.analysis.unit)"] }
    ) { state, words in
      let unit = whole(words[0])
      if let count = state.analysis.table?.metrics.count, unit >= count {
        state.say("There is no unit \(unit): the tower has \(count).", .warning)
      } else {
        state.choose(unit: unit)
      }
    },
    row(
      "units.top", "Go to a clip of the unit's top", "Chooses one of the unit's five clips.",
      [count("place", upTo: 9)], read: { ["\($0.units.place)"] }
    ) { $0.units.place = whole($1[0]) },
    row(
      "clip.go", "Go to a clip by its number",
      "Shows a clip at a time in seconds, - for its middle.", [count("clip"), number("time")],
      read: { state in
        state.analysis.moment.map { ["\($0.clip)", $0.time.map { "\($0)" } ?? "-"] }
      }
    ) { $0.analysis.moment = Moment(clip: Int64(whole($1[0])), time: Double($1[1])) },
    row(
      "clip.cursor", "Place the cursor of the spectrogram",
      "Seconds from the middle of the second, and hertz.", [number("seconds"), number("hertz")],
      read: { ["\($0.clip.seconds)", "\($0.clip.hertz)"] }
    ) {
      $0.clip.seconds = min(0.495, max(-0.495, Double($1[0]) ?? 0))
      $0.clip.hertz = min(WindowPainter.highest, max(0, Double($1[1]) ?? 0))
    },
    row(
      "clip.look", "Look at a part of the spectrogram",
      "The zoom, and what lies in the middle as shares of its axes.",
      [number("zoom"), number("x"), number("y")],
      read: { ["\($0.clip.zoom)", "\($0.clip.center.x)", "\($0.clip.center.y)"] }
    ) {
      $0.clip.zoom = max(1, Double($1[0]) ?? 1)
      $0.clip.center = SIMD2(Double($1[1]) ?? 0.5, Double($1[2]) ?? 0.5)
    },
    row(
      "clip.row", "Go to a row of the units that answer", "Chooses a row of the list, from 0.",
      [count("row")], read: { ["\($0.clip.row)"] }
    ) { $0.clip.row = whole($1[0]) },
    row(
      "embed.look", "Look at a place of the layout",
      "The chosen clip or -, the zoom, and what lies in the middle as shares of the extent.",
      [number("clip"), number("zoom"), number("x"), number("y")],
      read: { state in
        let embed = state.embed
        return [
          embed.clip.map { "\($0)" } ?? "-", "\(embed.zoom)", "\(embed.center.x)",
          "\(embed.center.y)",
        ]
      }
    ) {
      $0.embed.clip = Int64($1[0])
      $0.embed.zoom = min(EmbedState.greatestZoom, max(1, Double($1[1]) ?? 1))
      $0.embed.center = SIMD2(Double($1[2]) ?? 0.5, Double($1[3]) ?? 0.5)
    },
    row(
      "embed.corner", "Place the corner of the box or lasso",
      "Moves the corner that is being placed, in shares of the layout's extent.",
      [number("x"), number("y")],
      read: { state in
        guard let outline = state.embed.outline, outline.isOpen else { return nil }
        return ["\(outline.cursor.x)", "\(outline.cursor.y)"]
      }
    ) {
      if $0.embed.outline?.isOpen == true {
        $0.embed.outline?.cursor = SIMD2(Double($1[0]) ?? 0.5, Double($1[1]) ?? 0.5)
      }
    },
    row(
      "embed.neighbour", "Look at a neighbour by its place",
      "Chooses one of the point's neighbours, from 0, or - for the point itself.",
      [number("place")], read: { [$0.embed.neighbour.map { "\($0)" } ?? "-"] }
    ) { $0.embed.neighbour = Int($1[0]).map { max(0, $0) } },
    row(
      "clusters.go", "Go to a cluster by its number", "Chooses a cluster, and its first member.",
      [count("cluster") { $0.clusterWords }],
      read: { state in state.clusters.cluster.map { ["\($0)"] } }
    ) {
      $0.clusters.cluster = whole($1[0])
      $0.clusters.member = 0
    },
    row(
      "clusters.goMember", "Go to a member of the cluster by its place",
      "Chooses a member, from 0.", [count("place")], read: { ["\($0.clusters.member)"] }
    ) { $0.clusters.member = whole($1[0]) },
    row(
      "log.go", "Go to an event by its number", "Chooses an event, or - to follow the newest.",
      [number("event")], read: { [$0.log.selected.map { "\($0)" } ?? "-"] }
    ) { $0.log.selected = Int64($1[0]) },
    row(
      "prefs.go", "Go to a row of the classes", "Chooses a class by its place, from 0.",
      [count("row")], read: { ["\($0.prefs.cursor.row)"] }
    ) { $0.prefs.cursor.row = whole($1[0]) },
    row(
      "jobs.go", "Go to a row of the jobs", "Chooses a job by its place, from 0.",
      [count("row")], read: { ["\($0.jobs.cursor.row)"] }
    ) { $0.jobs.cursor.row = whole($1[0]) },
    row(
      "pairs.go", "Go to a row of the pairs", "Chooses a pair by its place, from 0.",
      [count("row")], read: { ["\($0.pairs.cursor.row)"] }
    ) { $0.pairs.cursor.row = whole($1[0]) },
    row(
      "pairs.goClass", "Go to a row of the classes of pairs",
      "Chooses a class of the pairs by its place, from 0.",
      [count("row")], read: { ["\($0.pairs.classCursor.row)"] }
    ) { $0.pairs.classCursor.row = whole($1[0]) },
  ]

  private static func row(
    _ id: String, _ title: String, _ help: String, _ arguments: [Command.Argument],
    read: @escaping @Sendable (State) -> [String]?,
    go: @escaping @Sendable (inout State, [String]) -> Void
  ) -> Row {
    let count = arguments.count
    return Row(
      command: Command(id, title, help: help, in: [.screens], arguments: arguments) {
        state, words in
        if words.count == count { go(&state, words) }
        return []
      }, read: read)
  }

  private static func whole(_ word: String) -> Int { Int(word) ?? 0 }

  private static func count(
    _ name: String, upTo last: Int = 1_000_000_000,
    known: @escaping @Sendable (State) -> [(text: String, about: String)] = { _ in [] }
  ) -> Command.Argument {
    Command.Argument(
      name: name, hint: "a whole number from 0 on",
      problem: { word in
        guard let value = Int(word), (0...last).contains(value) else {
          return "\(name) is not a whole number from 0 to \(last)"
        }
        return nil
      }, known: known)
  }

  /// A number, or `-` for none.
  private static func number(_ name: String) -> Command.Argument {
    Command.Argument(
      name: name, hint: "a number, or -",
      problem: { word in
        if word == "-" { return nil }
        guard let value = Double(word), abs(value) <= 1e9 else {
          return "\(name) is no number, nor -"
        }
        return nil
      })
  }
}
