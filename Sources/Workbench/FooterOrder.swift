import Terminal

/// What is done most on each screen, the most first; the rest follows in the order of the table.
package enum FooterOrder {
  /// The first commands of the footer: where there is nothing to look at yet what makes it, then those
  /// of the pane that has the keys, then the screen's.
  static func of(_ state: State) -> [String] {
    let first: [String] =
      switch state.tab {
      case .units where state.analysis.table == nil: ["units.index", "analysis.whose"]
      case .train where state.train.focus == .runs: ["train.enter", "train.mark", "train.runOrder"]
      case .embed where state.maps.own == nil: ["embed.run", "analysis.whose"]
      default: []
      }
    return first + of(state.tab).filter { !first.contains($0) }
  }

  /// Whether a command is about panes of which none is on the screen now, so that pressing its key would
  /// show nothing.
  static func isIdle(_ id: String, _ state: State) -> Bool {
    switch state.tab {
    case .train:
      if id == "train.enter" || id == "train.runOrder" { return state.train.focus != .runs }
      return ofCharts.contains(id)
        && (state.run == nil || !TrainLayout.places(state).contains { $0.pane.isChart })
    case .units: return state.analysis.table == nil && ofUnits.contains(id)
    case .embed:
      guard let panes = ofLayouts[id] else { return false }
      return state.maps.own == nil
        || !EmbedLayout.places(
          in: EmbedLayout.body(state.size), state, isZoomed: state.isZoomed
        ).contains { panes.contains($0.pane) }
    case .clusters:
      guard let panes = ofClusters[id] else { return false }
      return !ClustersLayout.places(
        in: EmbedLayout.body(state.size), state, isZoomed: state.isZoomed
      ).contains { panes.contains($0.pane) }
    case .clip, .prefs, .jobs, .log, .pairs: return false
    }
  }

  private static let ofCharts: Set<String> = [
    "train.cursorLeft", "train.cursorRight", "train.zoomIn", "train.zoomOut", "train.fit",
    "train.smoothing", "train.logarithmic", "train.axis", "train.freeze",
  ]
  private static let ofUnits: Set<String> = [
    "units.nextPane", "units.sort", "units.metric", "units.filter", "units.previous",
  ]
  private static let ofLayouts: [String: Set<EmbedState.Pane>] = [
    "embed.open": [.map, .point, .legend], "embed.nextNeighbour": [.map, .point],
    "embed.box": [.map], "embed.lasso": [.map], "embed.in": [.map], "embed.isolate": [.map],
    "embed.color": [.map, .legend], "embed.mark": [.map],
  ]
  private static let ofClusters: [String: Set<ClustersState.Pane>] = [
    "clusters.open": [.members], "clusters.nextCluster": [.list, .table, .members],
    "clusters.sort": [.list], "clusters.members": [.members],
  ]

  /// The first commands of a screen's footer.
  package static func of(_ tab: Tab) -> [String] {
    switch tab {
    case .train:
      [
        "train.pause", "train.checkpoint", "train.stop", "train.nextPane", "train.cursorRight",
        "train.zoomIn", "train.smoothing", "train.logarithmic", "train.axis", "train.jump",
        "train.mark",
      ]
    case .units:
      [
        "units.open", "units.play", "units.nextPane", "notes.unit", "units.filter",
        "units.sort", "units.metric", "analysis.network", "units.previous", "units.companions",
        "analysis.modality",
      ]
    case .clip:
      [
        "clip.play", "clip.later", "clip.next", "clip.note", "clip.nextPane", "clip.previousUnit",
        "clip.zoomIn", "clip.range", "units.overlay", "analysis.network", "clip.follow",
        "notes.bookmark", "analysis.modality",
      ]
    case .embed:
      [
        "embed.open", "embed.nextNeighbour", "embed.nextPane", "embed.box", "embed.lasso",
        "embed.color", "embed.in", "analysis.network", "embed.run", "embed.isolate",
        "analysis.modality",
      ]
    case .clusters:
      [
        "clusters.open", "clusters.nextPane", "clusters.nextCluster", "clusters.sort",
        "clusters.members", "clusters.run", "analysis.network", "clusters.parameters",
      ]
    case .prefs: ["prefs.unit", "prefs.order", "prefs.run", "analysis.network"]
    case .jobs: ["jobs.open", "jobs.pause", "jobs.cancel", "jobs.again"]
    case .log: ["log.filter", "log.urgent", "log.follow"]
    case .pairs:
      [
        "pairs.picture", "pairs.sound", "pairs.play", "pairs.nextPane", "pairs.filter",
        "pairs.mistakes", "pairs.run",
      ]
    }
  }

  /// The first commands while a box or a lasso is drawn.
  package static let outline = [
    "outline.left", "outline.corner", "outline.take", "back", "outline.farLeft", "embed.in",
  ]
}
