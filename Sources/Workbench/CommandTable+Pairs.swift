import Terminal

extension CommandTable {
  /// Commands of the screen Pairs.
  static let pairsCommands: [Command] = []
}
