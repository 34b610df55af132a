import Terminal

extension CommandTable {
  /// Commands of the screen Prefs.
  static let prefsCommands: [Command] = []
}
