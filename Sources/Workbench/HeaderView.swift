import Scales
import Session
import Terminal

/// The first row: screens at the left; run, state and time left at the right.
enum HeaderView {
  static func draw(_ state: State, in rect: Rect, on grid: inout Grid) {
    var x = rect.x
    for tab in Tab.allCases {
      let isActive = tab == state.tab
      // A narrow screen has the name of the one in front only.
      let name = rect.width >= 120 ? "\(tab.digit)\(tab.rawValue)" : "\(tab.digit)"
      let start = x
      x =
        isActive
        ? grid.text(
          " \(tab.digit) \(tab.rawValue) ", x: x, y: rect.y, Style.reverse.with(.bold))
        : grid.text(" \(name)", x: x, y: rect.y)
      grid.answer(
        Rect(x: start, y: rect.y, width: x - start, height: 1),
        .command("show.\(tab.rawValue.lowercased())", []))
    }
    x += 1
    var right: [Panel.Span] = []
    if let failure = state.failure {
      right = [.init(" NO DATA ", state.theme.badge(.bad)), .init(" " + failure)]
    } else if let run = state.run {
      right = [
        .init(run.record.name, .bold), .init("  "),
        .init(" \(run.status.word) ", state.theme.badge(badge(run.status))),
        .init("  step "), .init(NumberText.grouped(run.step), .bold),
      ]
      if let target = run.targetSteps { right.append(.init("/" + NumberText.grouped(target))) }
      if let left = run.remainingSeconds {
        right.append(.init("  ETA "))
        right.append(.init(NumberText.duration(left), .bold))
      }
    } else {
      right = [.init("no run yet", .dim)]
    }
    // What it goes towards is on the screen as well.
    if Panel.width(right) > rect.maxX - x - 1 { right.removeAll { $0.text.hasPrefix("/") } }
    // The end matters more than the name of the run: names are cut first.
    let room = rect.maxX - x - 1
    var excess = Panel.width(right) - room
    for index in right.indices where excess > 0 {
      let count = CellText.width(right[index].text)
      guard index == 0 || state.failure != nil, count > 4 else { continue }
      let kept = max(4, count - excess)
      let cut = CellText.fitted(
        right[index].text, width: kept, ellipsis: state.theme.glyphs.ellipsis)
      right[index].text = CellText.string(cut)
      excess -= count - kept
    }
    var column = max(x, rect.maxX - 1 - Panel.width(right))
    for span in right {
      column = grid.text(
        span.text, x: column, y: rect.y, width: max(0, rect.maxX - column), span.style)
    }
  }

  /// How urgent a state of a run is.
  static func badge(_ status: RunStatus) -> Theme.Badge {
    switch status {
    case .running: .good
    case .saving, .starting: .busy
    case .waiting, .paused, .stopped: .waiting
    case .stalled: .warning
    case .failed: .bad
    case .done: .good
    }
  }
}
