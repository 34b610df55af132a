import Session
import Terminal

extension CommandTable {
  /// The list of runs: which is followed, which are compared.
  static let runCommands: [Command] =
    [
      Command(
        "train.mark", "Compare the run, or no longer",
        help:
          "Marks the chosen run: its curves lie on the charts beside those of the followed one.",
        keys: Command.keys("Space"), in: [.tab(.train)], label: "compare", obstacle: listObstacle
      ) { state, _ in
        guard let run = state.listedRun else { return [] }
        if !state.train.list.toggleMark(run.record.id) {
          state.say(
            "\(RunList.mostMarked) runs are compared: more could not be told apart.", .warning)
        }
        return []
      },
      Command(
        "train.invert", "Compare the other runs instead",
        help: "Compares the listed runs that were not compared, and no longer those that were.",
        keys: Command.keys("*"), in: [.tab(.train)], obstacle: listObstacle
      ) { state, _ in
        let listed = state.train.list.listed.map { state.train.list.rows[$0].record.id }
        let marked = listed.filter { state.train.list.place(of: $0) != nil }
        let others = listed.filter { state.train.list.place(of: $0) == nil }
        var left = 0
        for run in marked + others where !state.train.list.toggleMark(run) { left += 1 }
        if left > 0 {
          state.say(
            "\(RunList.mostMarked) runs are compared, \(left) more were left out.", .warning)
        }
        return []
      },
      Command(
        "train.compared", "Compare by training or by validation",
        help: "Compares smoothed measures of each step, or the validations.",
        keys: Command.keys("T"), in: [.tab(.train)],
        obstacle: { $0.train.list.markedCount == 0 ? "no run is marked: Space marks one" : nil }
      ) { state, _ in
        state.train.compared = state.train.compared == .training ? .validation : .training
        return []
      },
      Command(
        "train.enter", "Follow the chosen run, or read the charts",
        help:
          "With the focus on the runs follows the chosen one; else places the cursor, or ends it.",
        keys: Command.keys("Enter"), in: [.tab(.train)], label: "show run",
        obstacle: { $0.run == nil ? "there is no run yet" : nil }
      ) { state, _ in
        if state.train.focus == .runs {
          guard let run = state.listedRun, run.record.id != state.run?.record.id else { return [] }
          return [.select(run: run.record.id)]
        }
        if state.train.cursor != nil {
          state.train.cursor = nil
        } else {
          state.moveCursor(cells: 0)
        }
        return []
      },
    ] + filterCommands(.runs) + [
      Command(
        "train.runOrder", "Sort the runs otherwise", help: "By age, accuracy, step, name.",
        keys: Command.keys("o"), in: [.tab(.train)], label: "order", obstacle: listObstacle
      ) { state, _ in
        let all = RunList.Order.allCases
        let place = all.firstIndex(of: state.train.list.order) ?? 0
        state.train.list.setOrder(all[(place + 1) % all.count])
        return []
      },
      choose("down", "Next row of the runs", Command.keys("j", "Down")) { _ in 1 },
      choose("up", "Row of the runs before", Command.keys("k", "Up")) { _ in -1 },
      choose("halfDown", "Runs half a page on", Command.keys("^d", "PgDn")) { $0.size.height / 2 },
      choose("halfUp", "Runs half a page back", Command.keys("^u", "PgUp")) { -$0.size.height / 2 },
      ends("first", "First step or run", Command.keys("g g", "Home"), isLast: false),
      ends("last", "Newest step or last run", Command.keys("G", "End"), isLast: true),
      Command(
        "train.previousRun", "Previous run", help: "Follows the run before this one in the list.",
        keys: Command.keys("["), in: [.tab(.train)],
        obstacle: { neighbour(-1, $0) == nil ? "there is no run before this one" : nil }
      ) { state, _ in follow(-1, &state) },
      Command(
        "train.nextRun", "Next run", help: "Follows the run after this one in the list.",
        keys: Command.keys("]"), in: [.tab(.train)],
        obstacle: { neighbour(1, $0) == nil ? "there is no run after this one" : nil }
      ) { state, _ in follow(1, &state) },
    ]

  /// Why nothing can be done with the chosen run.
  private static let listObstacle: @Sendable (State) -> String? = { state in
    if state.train.list.rows.isEmpty { return "there is no run yet" }
    if !TrainLayout.isShown(.runs, state) {
      return "the runs are not on the screen: Tab shows them"
    }
    return state.train.list.listed.isEmpty ? "no run passes the filter: \\ clears it" : nil
  }

  private static func choose(
    _ verb: String, _ title: String, _ keys: [[Key]], _ rows: @escaping @Sendable (State) -> Int
  ) -> Command {
    let reach =
      switch verb {
      case "down": "the run below"
      case "up": "the run above"
      case "halfDown": "the run half a screen below"
      default: "the run half a screen above"
      }
    return Command(
      "train.\(verb)", title, help: "Chooses \(reach) in the list of runs.", keys: keys,
      in: [.tab(.train)], obstacle: listObstacle
    ) { state, _ in
      let list = state.train.list
      let row = list.row(following: state.run?.record.id) ?? 0
      let wanted = min(max(0, row + rows(state)), list.listed.count - 1)
      state.train.list.chosen = list.run(atRow: wanted)?.record.id
      return []
    }
  }

  private static func ends(
    _ verb: String, _ title: String, _ keys: [[Key]], isLast: Bool
  ) -> Command {
    Command(
      "train.\(verb)", title,
      help: isLast
        ? "With the focus on the runs chooses the last of the list; else reads the newest step."
        : "With the focus on the runs chooses the first of the list; else reads the first step.",
      keys: keys, in: [.tab(.train)],
      obstacle: { $0.run == nil ? "there is no run yet" : nil }
    ) { state, _ in
      if state.train.focus == .runs {
        let list = state.train.list
        let row = isLast ? list.listed.count - 1 : 0
        state.train.list.chosen = list.run(atRow: row)?.record.id
      } else {
        state.setCursor(index: isLast ? .max : 0)
      }
      return []
    }
  }

  private static func follow(_ distance: Int, _ state: inout State) -> [Effect] {
    guard let run = neighbour(distance, state) else { return [] }
    state.train.list.chosen = nil
    return [.select(run: run)]
  }

  private static func neighbour(_ distance: Int, _ state: State) -> Int64? {
    let list = state.train.list
    guard let run = state.run?.record.id,
      let row = list.listed.firstIndex(where: { list.rows[$0].record.id == run })
    else { return list.listed.isEmpty ? nil : list.run(atRow: 0)?.record.id }
    return list.run(atRow: row + distance)?.record.id
  }
}

extension State {
  /// The run under the list's cursor.
  var listedRun: RunRow? {
    train.list.row(following: run?.record.id).flatMap { train.list.run(atRow: $0) }
  }
}
