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
  /// What the journal is told before the first line: how the session was looked at then.
  var beginning: [ScriptLine] = []
  /// Whether a job was started that the journal has not waited for.
  var mustWait = false

  /// Nothing was told, and nothing will be.
  public init() {}

  /// What the session is to be told of a state from now on.
  public init(of state: State) {
    isOn = true
    view = ViewState(state)
    places = Place.all(of: state)
    size = state.size
    let kept = ViewState(state).parts(unlike: ViewState()).sorted { $0.key < $1.key }
    beginning = [
      ScriptLine("size", ["\(state.size.width)x\(state.size.height)"]),
      ScriptLine("view", kept.flatMap { [$0.key, $0.value] }),
    ]
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
    var lines = journalPlaces(of: self)
    if memory.mustWait { lines.append(ScriptLine("wait")) }
    return keepView() + record(lines)
  }

  /// Has lines written into the journal; the first after how the session was looked at before.
  mutating func record(_ lines: [ScriptLine]) -> [Effect] {
    guard !lines.isEmpty else { return [] }
    defer { memory.beginning = [] }
    return [.record(memory.beginning + lines)]
  }
}
