import Terminal

extension CommandTable {
  /// Commands of the screen Clip.
  static let clipCommands: [Command] = []
}
