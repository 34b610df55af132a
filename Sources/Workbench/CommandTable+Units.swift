import Terminal

extension CommandTable {
  /// Commands of the screen Units.
  static let unitsCommands: [Command] = []
}
