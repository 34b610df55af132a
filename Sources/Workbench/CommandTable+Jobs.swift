import Terminal

extension CommandTable {
  /// Commands of the screen Jobs.
  static let jobsCommands: [Command] = []
}
