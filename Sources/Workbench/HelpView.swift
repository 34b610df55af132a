import Session
import Terminal

/// The keys of the screen below, and what its words mean.
enum HelpView {
  /// A row: a heading, or a key with what it does, or more of that.
  enum Row {
    case heading(String)
    case entry(keys: String, text: String)
  }

  /// Everything that the help says, in rows as wide as the screen has room for.
  static func rows(for state: State) -> [Row] {
    var sections: [(heading: String, entries: [(keys: String, text: String)])] = []
    func add(_ heading: String, _ commands: [Command]) {
      sections.append(
        (
          heading,
          commands.filter { !state.bindings.keys(of: $0).isEmpty }.map { command in
            (
              state.bindings.keys(of: command).map(Command.name).joined(separator: "  "),
              "\(command.title). \(command.help)"
            )
          }
        ))
    }
    if state.isOutlining {
      add(
        "While a box or lasso is drawn", CommandTable.all.filter { $0.contexts.contains(.outline) })
    }
    add("\(state.tab.rawValue) screen", CommandTable.all.filter { $0.isSpecial(to: state.tab) })
    if let list = FilteredList.allCases.first(where: { $0.tabs.contains(state.tab) }) {
      sections.append(("Filter of the \(list.noun)", filterWords + state.fieldLines(of: list)))
    } else if let list = state.searchedList {
      sections.append(("Search of the \(list.noun)", filterWords + list.lines))
    }
    add(
      "Everywhere",
      CommandTable.all.filter {
        $0.contexts.contains(.screens) || $0.contexts.contains(.always)
      })
    if state.tab == .train { sections.append(("What is shown", words(state))) }
    if state.isMouseOn {
      sections.append(
        (
          "Mouse",
          [
            ("click", "Shows a screen, runs a key of the footer, goes to a pane or a row."),
            ("wheel", "Moves the cursor of what lies below it."),
            ("Shift", "With Shift most terminals select text themselves; or turn the mouse off."),
          ]
        ))
    }
    var session: [(keys: String, text: String)] = []
    if let note = state.session.note { session.append(("opened", note + ".")) }
    if let obstacle = state.session.controlObstacle {
      session.append(("control", obstacle + "."))
    }
    if !session.isEmpty { sections.append(("This session", session)) }
    return sections.flatMap { section in
      [Row.heading(section.heading)]
        + section.entries.flatMap { entry in
          let lines = TextWrap.lines(entry.text, width: textWidth(state))
          // What is too wide for its column has a row to itself.
          let isWide = CellText.width(entry.keys) > keyWidth
          return (isWide ? [Row.entry(keys: entry.keys, text: "")] : [])
            + lines.enumerated().map { index, line in
              Row.entry(keys: index == 0 && !isWide ? entry.keys : "", text: line)
            }
        }
    }
  }

  /// The filter language.
  private static let filterWords: [(keys: String, text: String)] = [
    ("a b", "Both hold; a | b either. A word is looked for in the whole row, -a leaves it out."),
    (":  :~", "f:v is the field f that equals v, f:~v that has v in it; f:\"two words\" is one v."),
    (">  >=  <  <=", "f>.5 compares the field f as a number."),
    ("Tab  Down", "While it is typed: completes it; chooses what Tab and Enter complete."),
  ]

  /// Words and signs of the training screen.
  private static func words(_ state: State) -> [(keys: String, text: String)] {
    let glyphs = state.theme.glyphs
    let point = String(Character(glyphs.point))
    let sign = glyphs == .unicode ? "±" : "+-"
    let behind = glyphs == .unicode ? "the faint area" : "the dots"
    return [
      ("train", "What the steps measured, smoothed; \(behind) behind is each step's own value."),
      (point, "Validation, with its 95 % interval as a bar."),
      (sign, "Half of a 95 % interval, from the number of pairs asked (Wilson)."),
      ("test", "Accuracy on the test split, asked once at the end; n pairs. Chance is .500."),
      ("ln 2", "The loss of answering 1/2 to every pair: a network that knows nothing."),
      ("off scale", "So many raw values lie beyond the axis; Y fits the axis to all."),
      ("data", "Time that a step waits for its pairs."),
      ("between", "Time between steps, most of it validation."),
    ]
  }

  private static let keyWidth = 12

  private static func box(_ state: State, rows: Int) -> Rect {
    Rect(x: 0, y: 0, width: state.size.width, height: state.size.height).centered(
      width: min(104, max(40, state.size.width - 6)), height: min(rows + 2, state.size.height - 2))
  }

  private static func textWidth(_ state: State) -> Int {
    box(state, rows: 0).width - keyWidth - 6
  }

  /// How far the help can be scrolled, and how many of its rows are seen at once.
  static func scrollLimit(_ state: State) -> (limit: Int, seen: Int) {
    let count = rows(for: state).count
    let seen = max(0, box(state, rows: count).height - 2)
    return (max(0, count - seen), seen)
  }

  static func draw(_ state: State, scroll: Int, on grid: inout Grid) {
    let rows = rows(for: state)
    let box = box(state, rows: rows.count)
    let isLong = rows.count > box.height - 2
    let inside = Panel(
      title: [.init("Help", .bold)],
      badge: [.init(isLong ? "j k ^d ^u G  Esc closes" : "Esc closes", .dim)], isFocused: true
    ).draw(in: box, on: &grid, glyphs: state.theme.glyphs)
    let first = min(scroll, max(0, rows.count - inside.height))
    grid.clipped(to: inside) { grid in
      for (index, row) in rows.dropFirst(first).prefix(inside.height).enumerated() {
        let y = inside.y + index
        switch row {
        case .heading(let text):
          grid.text(text, x: inside.x + 1, y: y, Style.bold.with(.underline))
        case .entry(let keys, let text):
          grid.text(
            keys, x: inside.x + 2, y: y, width: text.isEmpty ? inside.width - 3 : keyWidth, .bold)
          grid.text(text, x: inside.x + 3 + keyWidth, y: y)
        }
      }
      let arrows = state.theme.glyphs.arrows
      if first > 0 { grid.put(arrows.up, x: inside.maxX - 1, y: inside.y, .bold) }
      if first + inside.height < rows.count {
        grid.put(arrows.down, x: inside.maxX - 1, y: inside.maxY - 1, .bold)
      }
    }
  }
}
