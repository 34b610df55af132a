import Terminal

/// Something the person can ask for. One table of these feeds keys, footer, help and palette.
public struct Command: Sendable, Identifiable {
  /// Where a command's keys work.
  public enum Context: Hashable, Sendable {
    /// Whatever is in front.
    case always
    /// On every screen, with nothing over it.
    case screens
    /// On one screen, with nothing over it.
    case tab(Tab)
    /// While a box or a lasso is drawn on the screen of embeddings.
    case outline
    case help, palette, confirmation, prompt, places, sessions
  }

  /// Something that must be told before the command can run.
  public struct Argument: Sendable {
    /// Its name, as a prompt writes it.
    public let name: String
    /// What may be typed.
    public let hint: String
    /// What is wrong with a text; nil when nothing is.
    public let problem: @Sendable (String) -> String?
    /// Words that it may well be, each with what is known of it.
    public var known: @Sendable (State) -> [(text: String, about: String)] = { _ in [] }
    /// What stands there at first.
    public var initial: @Sendable (State) -> String = { _ in "" }
    /// What a prompt writes in front of it; nil for its name.
    public var label: @Sendable (State) -> String? = { _ in nil }
  }

  /// Unique name, `screen.verb`.
  public let id: String
  /// What the palette calls it.
  public let title: String
  /// What it does, in a sentence.
  public let help: String
  /// Keys that run it; each is a sequence, most are of one key.
  public let keys: [[Key]]
  /// Where they work.
  public let contexts: Set<Context>
  /// What must be told first.
  public let arguments: [Argument]
  /// Whether each of them is kept as soon as it is told, and not only when all are.
  public let keepsEach: Bool
  /// What may be told after those; a key asks for it in its own way, or does without.
  public let accepts: [Argument]
  /// What the footer calls it; nil keeps it out of the footer.
  public let label: String?
  /// Whether it works on a screen too small for panes.
  public let isEssential: Bool
  /// Whether it writes into the session, or has a job do so.
  public let writes: Bool
  private let hindrance: @Sendable (State) -> String?
  /// Runs it, with one text for each argument.
  public let run: @Sendable (inout State, [String]) -> [Effect]

  /// A command.
  public init(
    _ id: String, _ title: String, help: String, keys: [[Key]] = [], in contexts: Set<Context>,
    arguments: [Argument] = [], accepts: [Argument] = [], label: String? = nil,
    isEssential: Bool = false, writes: Bool = false, keepsEach: Bool = false,
    obstacle: @escaping @Sendable (State) -> String? = { _ in nil },
    run: @escaping @Sendable (inout State, [String]) -> [Effect]
  ) {
    self.id = id
    self.title = title
    self.help = help
    self.keys = keys
    self.contexts = contexts
    self.arguments = arguments
    self.accepts = accepts
    self.label = label
    self.isEssential = isEssential
    self.writes = writes
    self.keepsEach = keepsEach
    hindrance = obstacle
    self.run = run
  }

  /// Why it cannot run now; nil when it can.
  public func obstacle(_ state: State) -> String? {
    if writes, state.session.isReadOnly { return SessionInfo.readOnlyObstacle }
    return hindrance(state)
  }

  /// A sequence of keys as text.
  public static func name(_ keys: [Key]) -> String { keys.map(\.name).joined(separator: " ") }

  /// The screen it belongs to; nil when it belongs to several.
  public var tab: Tab? {
    let tabs = Tab.allCases.filter { contexts.contains(.tab($0)) }
    return tabs.count == 1 ? tabs[0] : nil
  }

  /// Whether it works on a screen and not on every one.
  func isSpecial(to tab: Tab) -> Bool {
    contexts.contains(.tab(tab)) && !contexts.contains(.screens)
  }

  /// Whether its keys work on a screen.
  func works(on tab: Tab) -> Bool {
    !contexts.isDisjoint(with: [.tab(tab), .screens, .always])
  }

  /// What the command line calls the same thing, where that is another word than its own.
  var alias: String? {
    switch id {
    case "session.relocate": "relocate"
    case "embed.run": "tsne"
    case "clusters.run": "kmeans"
    case "prefs.run": "prefer"
    case "units.index": "index"
    case "pairs.run": "hard"
    default: nil
    }
  }

  /// Whether the palette lists it: all but those that only steer what lies over a screen.
  public var isInPalette: Bool {
    contexts.contains { context in
      switch context {
      case .always, .screens, .tab, .outline: true
      case .help, .palette, .confirmation, .prompt, .places, .sessions: false
      }
    }
  }
}

/// All commands.
public enum CommandTable {
  /// In the order of footer, help and palette.
  public static let all: [Command] =
    trainCommands + unitsCommands + notesCommands + clipCommands + layoutCommands + embedCommands
    + outlineCommands + clustersCommands
    + prefsCommands + jobsCommands + pairsCommands + filterCommands(.clips) + analysisCommands
    + logCommands + searchCommands + exportCommands + sessionCommands + generalCommands
    + placeCommands
    + overlayCommands + promptCommands + lineCommands + placeListCommands

  private static let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })

  /// The command of this name.
  public static func command(_ id: String) -> Command? { byID[id] }

  /// Where keys go now: the contexts in which a command may be found.
  public static func contexts(of state: State) -> [Command.Context] {
    switch state.overlays.last {
    case .help: [.help, .always]
    case .palette: [.palette, .always]
    case .confirmation: [.confirmation, .always]
    case .prompt: [.prompt, .always]
    case .sessions: [.sessions, .always]
    case .places: [.places, .always]
    case nil: [state.isOutlining ? .outline : .tab(state.tab), .screens, .always]
    }
  }

  /// The commands whose keys work now, able or not, in order.
  public static func reachable(in state: State) -> [Command] {
    let contexts = Set(contexts(of: state))
    let mustBeEssential = state.isTooSmall && state.overlays.isEmpty
    return all.filter {
      !$0.contexts.isDisjoint(with: contexts) && (!mustBeEssential || $0.isEssential)
    }
  }

  /// What a sequence of keys means in a state.
  public static func meaning(of keys: [Key], in state: State) -> KeyBindings.Meaning {
    let meaning = state.bindings.meaning(of: keys, in: contexts(of: state))
    guard state.isTooSmall && state.overlays.isEmpty else { return meaning }
    if case .command(let command) = meaning, command.isEssential { return meaning }
    return .nothing
  }

  /// The palette's rows for what was typed: those that can run, the best first, then the others.
  public static func search(_ query: String, in state: State) -> [Command] {
    let found = matches(query, on: state.tab)
    let disabled: Set<String>
    if case .palette(let palette) = state.overlays.last {
      disabled = palette.disabled
    } else {
      disabled = Self.disabled(in: state)
    }
    return found.filter { !disabled.contains($0.id) } + found.filter { disabled.contains($0.id) }
  }

  /// The palette's commands that cannot run now.
  static func disabled(in state: State) -> Set<String> {
    Set(all.filter { $0.isInPalette && $0.obstacle(state) != nil }.map(\.id))
  }

  /// The commands that fit what was typed, the best first.
  private static func matches(_ query: String, on tab: Tab) -> [Command] {
    let candidates = all.filter(\.isInPalette)
    if query.allSatisfy({ $0 == " " }) {
      // Without a query: what belongs to this screen first.
      return candidates.filter { $0.tab == tab } + candidates.filter { $0.tab == nil }
        + candidates.filter { $0.tab != nil && $0.tab != tab }
    }
    // Letters scattered over a text fit nearly everything: a title must have some of them together, a
    // help text nearly all (our choice: a word in a row scores about nine a letter).
    let letters = query.count { $0 != " " }
    func fit(_ text: String, least: Int) -> Int? {
      FuzzySearch.score(query, in: text).flatMap { $0 >= least * letters ? $0 : nil }
    }
    let scored = candidates.enumerated().compactMap { place, command in
      let found = [
        fit(command.title, least: 3), fit(command.id, least: 5).map { $0 - 6 },
        command.alias.flatMap { fit($0, least: 7) }, fit(command.help, least: 7).map { $0 - 12 },
      ].compactMap { $0 }.max()
      // What works here is meant more often than what is elsewhere.
      let distance = command.works(on: tab) ? 0 : 10
      return found.map { (score: $0 - distance, place: place, command: command) }
    }
    return scored.sorted { ($1.score, $0.place) < ($0.score, $1.place) }.map(\.command)
  }
}

extension Command {
  /// Key sequences from text: `"P"`, `"g g"`, `"^p"`, `"Tab"`.
  static func keys(_ texts: String...) -> [[Key]] {
    texts.map { $0.split(separator: " ").compactMap { Key(name: String($0)) } }
  }
}
