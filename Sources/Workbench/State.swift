import Session
import Terminal

/// Everything the screen shows and every choice the person made, as values.
///
/// ``update(_:_:)`` alone changes it; ``view(_:)`` draws it. Time, size, colours and the session
/// come in as messages, so the same messages give the same pictures.
public struct State: Sendable {
  /// Columns and rows of the screen.
  public var size: Size
  /// Colours and glyphs.
  public var theme: Theme
  /// The ground that the person chose here; nil where settings or the terminal tell it.
  var chosenGround: Theme.Ground?
  /// Whether the display can show more than ASCII.
  public let canShowUnicode: Bool
  /// Seconds since 1970.
  public var now: Double
  /// Seconds east of Greenwich, for times of day.
  public let zone: Int

  /// The session that is watched.
  public var session: SessionInfo
  /// The runs of the session, oldest first.
  public var runs: [RunRecord] = []
  /// The run that is shown; nil before there is one.
  public var run: RunData?
  /// The run that was chosen; nil follows the newest.
  public var chosenRun: Int64?
  /// Log lines of the session and how they are looked at.
  public var log = LogState()
  /// How the training screen looks.
  public var train = TrainState()
  /// What the analysis screens look at.
  public var analysis = AnalysisState()
  /// How the screen of units looks.
  public var units = UnitsState()
  /// How the screen of clip looks.
  public var clip = ClipState()
  /// How the screen of embedding looks.
  public var embed = EmbedState()
  /// The layouts on the screen of embedding, with what follows from them.
  package internal(set) var maps = EmbedMaps()
  /// How the screen of clusters looks.
  public var clusters = ClustersState()
  /// How the screen of preferences looks.
  public var prefs = PrefsState()
  /// How the screen of jobs looks.
  public var jobs = JobsState()
  /// How the screen of hardest pairs looks.
  public var pairs = PairsState()
  /// Why the session cannot be read at present; nil when it can.
  public var failure: String?
  /// What could not be kept in the session so far; nil when all was.
  public var arrears: Arrears?
  /// How many of the clips have their file; nil before it was looked.
  public var census: ClipCensus?
  /// What the session was told of choices and commands.
  public var memory = Memory()

  /// The screen in front.
  public var tab: Tab = .train
  /// Places that were left, for `'`; the last last.
  public var trail: [Waypoint] = []
  /// Places that the one in front was opened from, one in the other, for Esc; the last last.
  public var way: [Waypoint] = []
  /// Whether the focused pane has the whole screen.
  public var isZoomed = false
  /// What lies over the screen; the last has the keys.
  public var overlays: [Overlay] = []
  /// Keys of a sequence that is not complete.
  public var pending: [Key] = []
  /// What is typed for a line that could not be opened; nil where nothing is.
  var typedAhead: TypeAhead?
  /// The screen whose sounds are played; nil in silence.
  public var playing: Tab?
  /// What follows when the run is done.
  public var sequel: Sequel?
  /// What was last looked for, or filtered by.
  var sought = ""
  /// The newest message to the person.
  public var notice: Notice?
  /// Photographs in glyphs that took time to find.
  public var paintings = Paintings()
  /// What keys mean.
  public var bindings = KeyBindings.standard
  /// Whether the terminal is asked for reports of the mouse.
  public var isMouseOn = false
  /// The canvas on which a button of the mouse was pressed and is not yet released.
  public var grabbed: HitArea?

  /// A state before the first data.
  public init(
    size: Size, tier: ColorTier, glyphs: GlyphSet, now: Double, zone: Int, session: SessionInfo
  ) {
    self.size = size
    self.theme = Theme(tier: tier, glyphs: glyphs)
    self.canShowUnicode = glyphs == .unicode
    self.now = now
    self.zone = zone
    self.session = session
  }

  /// Takes what the person prefers; `environment` tells of the terminal where nothing is said.
  public mutating func take(_ settings: Settings, environment: [String: String] = [:]) {
    theme.ground = settings.ground ?? Theme.Ground(environment: environment)
    theme.spectrogram = settings.spectrogram
    theme.activation = settings.activation
    let mosaic = settings.glyphs ?? Mosaic.known(in: environment)
    if mosaic == .ascii { theme.glyphs = .ascii } else { theme.mosaic = mosaic }
    isMouseOn = settings.isMouseOn
    theme.showsPixels =
      settings.pictures == .kitty && KittyGraphics.isPossible(environment: environment)
    if !settings.keys.isEmpty { bindings = KeyBindings(settings.keys) }
  }

  /// The smallest screen that is drawn in full.
  public static let smallestSize = Size(width: 80, height: 24)

  /// Whether the screen has no room for its panes.
  public var isTooSmall: Bool {
    size.width < State.smallestSize.width || size.height < State.smallestSize.height
  }

  /// Nothing open, nothing zoomed, nothing half typed: where Esc leads.
  public var isHome: Bool { overlays.isEmpty && !isZoomed && pending.isEmpty }

  /// Says something to the person for a few seconds.
  mutating func say(_ text: String, _ level: Notice.Level = .plain) {
    notice = Notice(text: text, level: level, until: now + (level == .plain ? 6 : 15))
  }
}

/// A screen of the workbench.
public enum Tab: String, CaseIterable, Codable, Sendable {
  case train = "Train"
  case units = "Units"
  case clip = "Clip"
  case embed = "Embed"
  case clusters = "Clust"
  case prefs = "Prefs"
  case jobs = "Jobs"
  case log = "Log"
  case pairs = "Pairs"

  /// The key that shows it.
  public var digit: Unicode.Scalar {
    switch self {
    case .train: "1"
    case .units: "2"
    case .clip: "3"
    case .embed: "4"
    case .clusters: "5"
    case .prefs: "6"
    case .jobs: "7"
    case .log: "8"
    // It joins what is seen and what is heard; 0 fits, and 9 is kept for the evaluation.
    case .pairs: "&"
    }
  }
}

/// What the workbench knows of the session besides its runs.
public struct SessionInfo: Sendable, Equatable {
  /// Name of the session's folder.
  public var name: String
  /// The folder.
  public var path: String
  /// What names it on a command line.
  public var word: String
  /// What to know of how it was opened, in one line.
  public var note: String?
  /// Why nothing may be asked of the trainer from here; nil when it may.
  public var controlObstacle: String?
  /// Whether nothing can be kept in it.
  public var isReadOnly: Bool
  /// Why nothing can be written into a session that is read-only.
  static let readOnlyObstacle = "the session is read-only; ^S saves a copy that is yours"

  /// A session.
  public init(
    name: String, path: String = "", word: String? = nil, note: String? = nil,
    controlObstacle: String? = nil, isReadOnly: Bool = false
  ) {
    self.word = word ?? name
    self.isReadOnly = isReadOnly
    self.name = name
    self.path = path
    self.note = note
    self.controlObstacle = controlObstacle
  }
}

/// What could not be kept in the session and is tried again.
public struct Arrears: Sendable, Equatable {
  /// How many changes.
  public var count: Int
  /// Why, in one line.
  public var reason: String

  /// So many changes, for a reason.
  public init(count: Int, reason: String) {
    self.count = count
    self.reason = reason
  }
}

/// A sentence for the person, shown in the status line until a time.
public struct Notice: Sendable, Equatable {
  /// How much it matters.
  public enum Level: Sendable { case plain, warning, error }
  /// The sentence.
  public var text: String
  /// How much it matters.
  public var level: Level
  /// When it disappears, in seconds since 1970.
  public var until: Double
}

/// What lies over a screen and has its keys.
public enum Overlay: Sendable, Equatable {
  /// The keys of the screen; scrolled by so many rows.
  case help(scroll: Int)
  /// All commands, searched by what was typed.
  case palette(Palette)
  /// A question before something that cannot be undone.
  case confirmation(Confirmation)
  /// A line to be typed.
  case prompt(Prompt)
  /// The list of sessions.
  case sessions(SessionPicker)
  /// Places to choose from.
  case places(PlaceList)
}

/// The command palette.
public struct Palette: Sendable, Equatable {
  /// What is typed.
  public var line = TypedLine()
  /// What was typed.
  public var query: String { line.text }
  /// The chosen row among those that match.
  public var selection = 0
  /// The commands that could not run when it was opened. They stay last, and do not move under the
  /// cursor when a training ends, say.
  let disabled: Set<String>
}

/// A question before something that cannot be undone.
public struct Confirmation: Sendable, Equatable {
  /// What is about to happen, in a word or two.
  public var title: String
  /// What it means, in full sentences.
  public var consequence: String
  /// What `y` is called.
  public var verb: String
  /// What `n` is called: what stays as it is.
  public var refusal: String
  /// What is done on `y`.
  public var effect: Effect
}

/// A line to be typed.
public struct Prompt: Sendable, Equatable {
  /// What the line is for.
  public enum Purpose: Sendable, Equatable {
    /// The next argument of a command, after those given already.
    case argument(command: String, given: [String])
    /// The filter of a list; the text before is restored by Esc.
    case filter(FilteredList, before: String)
    /// What is looked for in the list in front; Esc leads back to the row.
    case search(from: Int)
  }
  /// What the line is for.
  public var purpose: Purpose
  /// Written in front.
  public var label: String
  /// What may be typed, in one line.
  public var hint: String
  /// What is typed.
  public var line: TypedLine
  /// What is wrong with it.
  public var problem: String?
  /// What may come next.
  public var suggestions: [Suggestion] = []
  /// The chosen row among those; nil before one is.
  public var selection: Int?
}
