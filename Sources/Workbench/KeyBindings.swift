import Terminal

/// Which keys run which command: those that commands came with, unless a person chose others.
public struct KeyBindings: Sendable {
  /// What a sequence of keys means.
  public enum Meaning {
    case command(Command)
    /// The start of longer sequences.
    case unfinished
    case nothing
  }

  private struct Map: Sendable {
    var commands: [[Key]: Command] = [:]
    var starts: Set<[Key]> = []
  }

  private let chosen: [String: [[Key]]]
  private let maps: [[Command.Context]: Map]

  /// Commands whose keys stay: Esc leads home whatever is in a file.
  static let fixed: Set<String> = ["back", "overlay.close"]

  /// The keys that commands came with.
  public static let standard = KeyBindings([:])

  /// Keys by the names of commands; those that are not named keep theirs.
  public init(_ chosen: [String: [[Key]]]) {
    self.chosen = chosen
    var maps: [[Command.Context]: Map] = [:]
    for place in KeyBindings.places {
      var map = Map()
      for command in CommandTable.all where !command.contexts.isDisjoint(with: place.contexts) {
        for keys in chosen[command.id] ?? command.keys {
          map.commands[keys] = command
          for count in 1..<max(1, keys.count) { map.starts.insert(Array(keys.prefix(count))) }
        }
      }
      maps[place.contexts] = map
    }
    self.maps = maps
  }

  /// The keys of a command.
  public func keys(of command: Command) -> [[Key]] { chosen[command.id] ?? command.keys }

  /// The first key of a command as text; empty when it has none.
  public func name(of command: Command) -> String {
    keys(of: command).first.map(Command.name) ?? ""
  }

  /// What a sequence of keys means where these contexts are.
  func meaning(of keys: [Key], in contexts: [Command.Context]) -> Meaning {
    guard let map = maps[contexts] else { return .nothing }
    if let command = map.commands[keys] { return .command(command) }
    return map.starts.contains(keys) ? .unfinished : .nothing
  }

  /// Each place where keys can go, with its contexts.
  private static let places: [(name: String, contexts: [Command.Context])] =
    Tab.allCases.map { ("the screen \($0.rawValue)", [.tab($0), .screens, .always]) }
    + [
      ("a box or lasso", [.outline, .screens, .always]),
      ("the help", [.help, .always]), ("the palette", [.palette, .always]),
      ("a question", [.confirmation, .always]), ("a prompt", [.prompt, .always]),
      ("the sessions", [.sessions, .always]),
      ("a list of places", [.places, .always]),
    ]

  /// Takes the chosen keys away that would mean two things in one place, the last in `order` first;
  /// returns what was wrong with each.
  static func conflicts(
    _ chosen: inout [String: [[Key]]], order: [String]
  ) -> [(id: String, text: String)] {
    var found: [(id: String, text: String)] = []
    // Taking one away gives its first key back, which another may have been given.
    var wasCount = -1
    while wasCount != found.count {
      wasCount = found.count
      for id in order.reversed() {
        guard let keys = chosen[id], let command = CommandTable.command(id),
          let text = conflict(of: command, keys, chosen)
        else { continue }
        chosen[id] = nil
        found.append((id, text))
      }
    }
    return found.reversed()
  }

  private static func conflict(
    of command: Command, _ keys: [[Key]], _ chosen: [String: [[Key]]]
  ) -> String? {
    for place in places where !command.contexts.isDisjoint(with: place.contexts) {
      for other in CommandTable.all
      where other.id != command.id && !other.contexts.isDisjoint(with: place.contexts) {
        for theirs in chosen[other.id] ?? other.keys {
          guard let ours = keys.first(where: { $0.starts(with: theirs) || theirs.starts(with: $0) })
          else { continue }
          return "the key \(Command.name(ours)) of \(command.id) is \(Command.name(theirs)) of "
            + "\(other.id) on \(place.name), expected one that is free there"
        }
      }
    }
    return nil
  }
}
