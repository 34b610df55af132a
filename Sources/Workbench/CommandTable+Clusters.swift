import Terminal

extension CommandTable {
  /// Commands of the screen Clusters.
  static let clustersCommands: [Command] = []
}
