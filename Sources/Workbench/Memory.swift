import Terminal

/// What of the person's choices and commands the session was told already.
public struct Memory: Sendable {
  /// Whether a session is told at all; a replay and a test tell none.
  public var isOn = false
  /// The view as the session has it.
  var view: ViewState?
  /// Where cursors stand as the journal has them: the arguments of each place's command.
  var places: [String: [String]] = [:]
  /// The size as the journal has it.
  var size: Size?
  /// How a replay of the journal looks at the session by now.
  var told = ViewState()
  /// How the session was looked at when it was opened: the journal's first line, until it is told.
  var beginning: ScriptLine?
  /// What a question that is open was asked by; a replay knows it only if the answer is yes.
  var question: ScriptLine?
  /// Whether a job was started that the journal has not waited for.
  var mustWait = false

  /// Nothing was told, and nothing will be.
  public init() {}

  /// What the session is to be told of a state from now on.
  public init(of state: State) {
    isOn = true
    view = ViewState(state)
    told = ViewState(state)
    beginning = told.line
    places = Place.all(of: state)
  }
}

extension State {
  /// Tells the session how it is looked at, where that changed.
  mutating func keepView() -> [Effect] {
    guard memory.isOn else { return [] }
    let view = ViewState(self)
    guard view != memory.view else { return [] }
    let parts = view.parts(unlike: memory.view)
    memory.view = view
    return parts.isEmpty ? [] : [.keep(view: parts)]
  }

  /// What the session is told when the screen goes.
  package mutating func leave() -> [Effect] {
    guard memory.isOn else { return [] }
    // Nobody replays what was only looked at.
    guard memory.beginning == nil else { return keepView() }
    var lines = journalPlaces(of: self)
    if memory.mustWait { lines.append(ScriptLine("wait")) }
    memory.told = ViewState(self)
    return keepView() + (lines.isEmpty ? [] : [.record(lines)])
  }
}
