import Terminal

extension CommandTable {
  /// Commands of the screen Embed.
  static let embedCommands: [Command] = []
}
