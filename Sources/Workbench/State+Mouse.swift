import Terminal

/// What the mouse does. Views publish what answers to it with the picture, and the message tells which
/// part that was; a click runs a command, so whatever the mouse can do, keys, palette and scripts can.
extension State {
  /// Rows that a turn of the wheel moves a list by (our choice).
  private static let wheelRows = 3

  mutating func take(_ mouse: Mouse, on area: HitArea?) -> [Effect] {
    pending = []
    if let grabbed, mouse.action == .drag || mouse.action == .release {
      if mouse.action == .release { self.grabbed = nil }
      return take(mouse, onCanvas: grabbed)
    }
    guard let area else { return [] }
    switch (mouse.action, area.target) {
    case (.press, .canvas):
      grabbed = area
      return take(mouse, onCanvas: area)
    case (.wheelUp, .canvas), (.wheelDown, .canvas): return take(mouse, onCanvas: area)
    case (.press, .command(let id, let arguments)):
      // What was pressed may have gone since it was drawn.
      guard mouse.button == .left, let command = CommandTable.command(id),
        !command.contexts.isDisjoint(with: CommandTable.contexts(of: self))
      else { return [] }
      return run(command, given: arguments)
    case (.wheelUp, let target), (.wheelDown, let target):
      // The keys that move a cursor, in the pane that lies there.
      if let pane = target.paneName { focus(pane: pane) }
      let key: Key = mouse.action == .wheelUp ? .up : .down
      return (0..<State.wheelRows).flatMap { _ in press(key) }
    default: return []
    }
  }

  /// What a canvas does with the mouse. The cells of `area` are where it lies; a drag may lead out.
  private mutating func take(_ mouse: Mouse, onCanvas area: HitArea) -> [Effect] {
    guard case .canvas(let name) = area.target else { return [] }
    if name == EmbedMapView.canvas { takeOnLayout(mouse, in: area.rect) }
    if let pane = TrainState.Pane(rawValue: name), pane.isChart {
      return take(mouse, onChart: pane, in: area.rect)
    }
    return []
  }

  /// The names of the panes of the screen in front.
  var paneNames: [String] {
    switch tab {
    case .train: TrainLayout.panes.map(\.rawValue)
    case .units: UnitsState.Pane.allCases.map(\.rawValue)
    case .clip: ClipState.Pane.allCases.map(\.rawValue)
    case .embed: EmbedLayout.panes(for: self).map(\.rawValue)
    case .clusters: ClustersLayout.panes(for: self).map(\.rawValue)
    case .pairs: PairsLayout.panes(self).map(\.rawValue)
    case .prefs, .jobs, .log: ["list"]
    }
  }

  /// Gives the keys to a pane of the screen in front; nothing where there is none of that name.
  mutating func focus(pane name: String) {
    switch tab {
    case .train: train.focus = TrainState.Pane(rawValue: name) ?? train.focus
    case .units: units.focus = UnitsState.Pane(rawValue: name) ?? units.focus
    case .clip: clip.focus = ClipState.Pane(rawValue: name) ?? clip.focus
    case .embed: embed.focus = EmbedState.Pane(rawValue: name) ?? embed.focus
    case .clusters: clusters.focus = ClustersState.Pane(rawValue: name) ?? clusters.focus
    case .pairs: pairs.focus = PairsState.Pane(rawValue: name) ?? pairs.focus
    case .prefs, .jobs, .log: break
    }
  }

  /// Chooses a row, counted from 0, of the list in the pane that has the keys.
  mutating func choose(row: Int) {
    switch tab {
    case .units: chooseUnit(row)
    case .clip: if clip.focus == .units { clip.row = max(0, row) }
    case .clusters:
      guard let board = ClusterBoard(self) else { return }
      if clusters.focus == .members {
        clusters.member = min(max(0, row), board.members.count - 1)
      } else if board.rows.indices.contains(row) {
        clusters.cluster = board.rows[row].cluster.number
        clusters.member = 0
      }
    case .prefs: prefs.cursor.row = max(0, row)
    case .jobs: jobs.cursor.row = max(0, row)
    case .pairs: pairCursor.row = max(0, row)
    case .log: log.choose(row: row)
    case .train:
      if train.focus == .runs, let run = train.list.run(atRow: row) {
        train.list.chosen = run.record.id
      }
    case .embed: chooseInEmbed(row)
    }
  }

  /// A row of the legend; or, of the point and its neighbours, the point (row 0) or a neighbour.
  private mutating func chooseInEmbed(_ row: Int) {
    switch embed.focus {
    case .legend: embed.legendRow = max(0, row)
    case .point:
      guard let map = maps.own else { return }
      let count = EmbedView.neighbours(map, self).count
      embed.neighbour = row > 0 && count > 0 ? min(row, count) - 1 : nil
    case .map, .other, .run: break
    }
  }

  /// A row of the list, a unit of the map, or a place among the unit's clips.
  private mutating func chooseUnit(_ row: Int) {
    switch units.focus {
    case .list:
      guard let rows = UnitRows(self), rows.listed.indices.contains(row) else { return }
      choose(unit: rows.listed[row].unit)
    case .map:
      if let table = analysis.table, table.metrics.indices.contains(row) { choose(unit: row) }
    case .unit: units.place = min(analysis.isDifference ? 9 : 4, max(0, row))
    }
  }
}

extension HitArea.Target {
  /// A click gives the keys to the pane of this name.
  static func pane(_ name: String) -> HitArea.Target { .command("pane.focus", [name]) }

  /// A click chooses a row, counted from 0, of a pane's list.
  static func row(_ row: Int, of pane: String = "list") -> HitArea.Target {
    .command("row.choose", [pane, String(row + 1)])
  }

  /// The pane that a click would give the keys to.
  var paneName: String? {
    if case .command("pane.focus", let words) = self { return words.first }
    if case .command("row.choose", let words) = self { return words.first }
    return nil
  }
}
