import Terminal

extension CommandTable {
  /// Commands of the screen of preferences.
  static let prefsCommands: [Command] =
    [
      Command(
        "prefs.run", "Compute unit preferences",
        help: "Compares the units' top five with the labels, trained against random network.",
        keys: Command.keys("R"), in: [.tab(.prefs)], label: "run",
        writes: true,
        obstacle: { $0.analysis.running("prefer") == nil ? nil : "it is being computed already" }
      ) { state, _ in
        state.say("computing preferences in a process of its own; 7 shows it")
        return [
          .start(
            ["prefer", state.session.path] + state.analysis.arguments(of: state.showNewest()))
        ]
      },
      Command(
        "prefs.unit", "Go to the class's unit",
        help: "Shows the unit whose top five hold most clips of the chosen class.",
        keys: Command.keys("Enter"), in: [.tab(.prefs)], label: "unit",
        obstacle: { $0.chosenPreference == nil ? "no unit's top five hold this class" : nil }
      ) { state, _ in
        if let unit = state.chosenPreference {
          state.drillIn(to: .units)
          state.choose(unit: unit)
        }
        return []
      },
      Command(
        "prefs.order", "Order of the classes", help: "By how many of five, or by name.",
        keys: Command.keys("o"), in: [.tab(.prefs)], label: "order"
      ) { state, _ in
        state.prefs.order = state.prefs.order == .count ? .name : .count
        return []
      },
    ] + moves(.prefs, \.prefs.cursor) { $0.preferences?.names.count ?? 0 }
}

extension State {
  /// The best unit of the chosen class.
  var chosenPreference: Int? {
    guard let found = preferences, let side = preferenceSide(found), !found.names.isEmpty else {
      return nil
    }
    let order = orderedClasses(found)
    return side.classes[order[prefs.cursor.row(of: order.count)]].unit
  }
}
