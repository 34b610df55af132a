import NeuralNet
import Session
import Terminal

/// What the person chose to look at and how, so that a session is found as it was left.
///
/// Everything else of a ``State`` comes from the session, the terminal or the clock.
public struct ViewState: Sendable, Equatable {
  /// Which screen is in front, and of which run.
  public struct Screen: Codable, Sendable, Equatable {
    /// The screen in front.
    public var tab = Tab.train
    /// Places before it.
    public var trail: [Waypoint] = []
    /// Places that the one in front was opened from.
    public var way: [Waypoint] = []
    /// Whether the focused pane has the whole screen.
    public var isZoomed = false
    /// The run that was chosen; nil follows the newest.
    public var run: Int64?
  }

  /// How things are drawn.
  public struct Look: Codable, Sendable, Equatable {
    /// Whether glyphs are ASCII though the display has more.
    public var isPlain = false
    /// How pictures divide cells.
    public var mosaic = Mosaic.half
    /// Colours of spectrograms.
    public var spectrogram = Ramp.magma
    /// Colours of activations, metrics and counts.
    public var activation = Ramp.viridis
    /// The ground that the person chose here; nil where settings or the terminal tell it.
    public var ground: Theme.Ground?
  }

  /// What the analysis screens look at.
  public struct Analysis: Codable, Sendable, Equatable {
    /// Whose embeddings.
    public var subject = Subject()
    /// Whether trained minus random is shown.
    public var isDifference = false
    /// The result of each kind that was chosen among earlier ones.
    public var chosen: [String: Int64] = [:]
    /// The chosen unit of the audio tower.
    public var audioUnit = 0
    /// The chosen unit of the vision tower.
    public var visionUnit = 0
    /// The moment of a clip.
    public var moment: Moment?
    /// How strongly a unit's map covers what lies below, 0 to 1.
    public var overlay = 0.6
    /// Decibels below the loudest that spectrograms show.
    public var floor = 80.0
    /// Decibels that spectrograms are raised by.
    public var gain = 0.0
    /// Whether frequencies are spaced by their logarithm.
    public var isLogFrequency = false
    /// What narrows the clips.
    public var filter = ""
  }

  /// How the log is looked at.
  public struct Log: Codable, Sendable, Equatable {
    /// What was typed after `/`.
    public var filter = ""
    /// Whether events of level info are left out.
    public var isUrgentOnly = false
    /// The chosen event; nil follows the newest.
    public var selected: Int64?
  }

  var screen = Screen()
  var look = Look()
  var analysis = Analysis()
  var log = Log()
  var train = TrainState.Choice()
  var units = UnitsState()
  var clip = ClipState()
  var embed = EmbedState()
  var clusters = ClustersState()
  var prefs = PrefsState()
  var jobs = JobsState()
  var pairs = PairsState()

  /// As it is at first.
  public init() {}

  /// What is chosen in a state.
  public init(_ state: State) {
    screen = Screen(
      tab: state.tab, trail: state.trail, way: state.way, isZoomed: state.isZoomed,
      run: state.chosenRun)
    look = Look(
      isPlain: state.canShowUnicode && state.theme.glyphs == .ascii, mosaic: state.theme.mosaic,
      spectrogram: state.theme.spectrogram, activation: state.theme.activation,
      ground: state.chosenGround)
    analysis = Analysis(
      subject: state.analysis.subject, isDifference: state.analysis.isDifference,
      chosen: state.analysis.chosen,
      audioUnit: state.analysis.units[.audio] ?? 0,
      visionUnit: state.analysis.units[.vision] ?? 0, moment: state.analysis.moment,
      overlay: state.analysis.overlay, floor: state.analysis.floor, gain: state.analysis.gain,
      isLogFrequency: state.analysis.isLogFrequency, filter: state.analysis.filter.text)
    log = Log(
      filter: state.log.filterText, isUrgentOnly: state.log.isUrgentOnly,
      selected: state.log.selected)
    train = state.train.choice
    units = state.units
    clip = state.clip
    embed = state.embed
    clusters = state.clusters
    prefs = state.prefs
    jobs = state.jobs
    pairs = state.pairs
  }
}

extension State {
  /// Chooses everything as it was; returns what the world is to do for that.
  public mutating func restore(_ view: ViewState) -> [Effect] {
    tab = view.screen.tab
    trail = view.screen.trail
    way = view.screen.way
    isZoomed = view.screen.isZoomed
    chosenRun = view.screen.run
    theme.glyphs = view.look.isPlain || !canShowUnicode ? .ascii : .unicode
    theme.mosaic = view.look.mosaic
    theme.spectrogram = view.look.spectrogram
    theme.activation = view.look.activation
    chosenGround = view.look.ground
    if let chosenGround { theme.ground = chosenGround }
    analysis.isDifference = view.analysis.isDifference
    analysis.subject = view.analysis.subject
    analysis.chosen = view.analysis.chosen
    analysis.units = [
      .audio: max(0, view.analysis.audioUnit), .vision: max(0, view.analysis.visionUnit),
    ]
    analysis.moment = view.analysis.moment
    analysis.overlay = min(1, max(0, view.analysis.overlay))
    analysis.floor = min(160, max(20, view.analysis.floor))
    analysis.gain = min(60, max(-60, view.analysis.gain))
    analysis.isLogFrequency = view.analysis.isLogFrequency
    analysis.filter.set(view.analysis.filter)
    log.setFilter(view.log.filter)
    log.setUrgentOnly(view.log.isUrgentOnly)
    log.selected = view.log.selected
    train.take(view.train)
    units = view.units
    clip = view.clip
    embed = view.embed
    embed.zoom = min(EmbedState.greatestZoom, max(1, embed.zoom))
    clusters = view.clusters
    prefs = view.prefs
    jobs = view.jobs
    pairs = view.pairs
    // Panes that this size does not show give the focus away.
    _ = update(&self, .resize(size))
    return chosenRun.map { [.select(run: $0)] } ?? []
  }
}
