import Terminal

/// The chosen row of a list, and which rows are seen.
public struct ListCursor: Codable, Sendable, Equatable {
  /// The chosen row, from 0.
  public var row = 0

  /// A row, else the first.
  public init(row: Int = 0) { self.row = row }

  /// Moves by so many rows and stays within the list.
  public mutating func move(by rows: Int, of count: Int) {
    row = max(0, min(count - 1, row + rows))
  }

  /// The row within a list of so many; 0 for an empty one.
  public func row(of count: Int) -> Int { max(0, min(count - 1, row)) }

  /// The first row that is seen where `height` rows are: the chosen one stands in the middle unless
  /// an end of the list is nearer.
  public func top(height: Int, count: Int) -> Int {
    min(max(0, row(of: count) - height / 2), max(0, count - height))
  }
}

extension CommandTable {
  /// The commands that move a list's cursor, on one screen.
  static func moves(
    _ tab: Tab, _ cursor: WritableKeyPath<State, ListCursor> & Sendable,
    count: @escaping @Sendable (State) -> Int
  ) -> [Command] {
    let name = tab.rawValue.lowercased()
    func move(
      _ verb: String, _ title: String, _ help: String, _ keys: [[Key]],
      _ rows: @escaping @Sendable (State) -> Int
    ) -> Command {
      Command("\(name).\(verb)", title, help: help, keys: keys, in: [.tab(tab)]) { state, _ in
        state[keyPath: cursor].move(by: rows(state), of: count(state))
        return []
      }
    }
    return [
      move("down", "Next row", "One row down.", Command.keys("j", "Down")) { _ in 1 },
      move("up", "Previous row", "One row up.", Command.keys("k", "Up")) { _ in -1 },
      move("halfDown", "Half a page down", "Half a screen down.", Command.keys("^d", "PgDn")) {
        $0.size.height / 2
      },
      move("halfUp", "Half a page up", "Half a screen up.", Command.keys("^u", "PgUp")) {
        -$0.size.height / 2
      },
      move("first", "First row", "The first row.", Command.keys("g g", "Home")) { -count($0) },
      move("last", "Last row", "The last row.", Command.keys("G", "End")) { count($0) },
    ]
  }
}
