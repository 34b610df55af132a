import Session
import Terminal

extension State {
  /// The moment of the chosen clip of the unit's top.
  var chosenPlace: Moment? {
    let isOther = analysis.isDifference && units.place >= 5
    guard let table = isOther ? analysis.comparedTable : analysis.table,
      table.metrics.indices.contains(analysis.unit)
    else { return nil }
    let top = table.top(of: analysis.unit)
    guard !top.isEmpty else { return nil }
    // A kept view may hold any number.
    let place = top[min(max(0, isOther ? units.place - 5 : units.place), top.count - 1)]
    return Moment(clip: place.clip.id, time: place.time)
  }

  /// Goes so many units on in the list.
  mutating func stepUnit(_ steps: Int) {
    guard let rows = UnitRows(self) else { return }
    choose(unit: rows.unit(steps, from: analysis.unit))
  }

  /// Chooses a unit and the first clip of its top.
  mutating func choose(unit: Int) {
    guard unit != analysis.unit else { return }
    analysis.unit = unit
    units.place = 0
  }

  /// Moves what the focused pane has a cursor on.
  mutating func moveUnit(columns: Int, rows: Int) {
    guard let count = analysis.table?.metrics.count, count > 0 else { return }
    if units.focus == .map {
      let grid = UnitsLayout.mapGrid(self, units: count)
      let target = analysis.unit + columns + rows * grid.columns
      if (0..<count).contains(target) { choose(unit: target) }
    } else if rows != 0 {
      stepUnit(rows)
    } else {
      stepPlace(columns)
    }
  }

  /// Chooses another clip of the unit's top; in the difference also of the random network's.
  mutating func stepPlace(_ steps: Int) {
    units.place = min(analysis.isDifference ? 9 : 4, max(0, units.place + steps))
  }
}
