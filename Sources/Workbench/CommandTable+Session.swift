import Terminal

extension CommandTable {
  /// Commands about the session as a whole.
  static let sessionCommands: [Command] = []
}
