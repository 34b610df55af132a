import Foundation
import Session
import Terminal

/// Plays a script on a session without a screen: the same messages, state and views as with one.
///
/// After each line everything that the view needs is fetched before the next one is played. Besides
/// commands a line may be `size 120x36`, `key R` (any keys by their names), `type words` (letter by
/// letter), `view screen JSON` (as a session keeps how it is looked at), `wait` (until no job is at work;
/// `wait 60` seconds at most) or `screen` (the view as text).
public struct ScriptPlayer {
  /// The state after what was played.
  public private(set) var state: State
  /// Commands and keys that were played.
  public private(set) var count = 0
  private let source: any WorkbenchSource
  private let library: (any Library)?
  private let errands: Errands
  private let write: (String) -> Void

  /// How the session is looked at now, as a session keeps it: JSON text by name.
  public var kept: [String: String] { ViewState(state).parts(unlike: nil) }

  /// Seconds that `wait` waits at most unless it says otherwise (our choice: the longest analyses of
  /// a demo session take minutes).
  private static let patience = 3_600.0

  /// A player on a session, as its screen is at first.
  ///
  /// - Parameters:
  ///   - write: is given the text of each `screen`.
  public init(
    source: any WorkbenchSource, library: (any Library)?, session: SessionInfo,
    zone: Int = TimeZone.current.secondsFromGMT(), write: @escaping (String) -> Void
  ) {
    self.source = source
    self.library = library
    self.write = write
    errands = Errands(source)
    state = State(
      size: Size(width: 120, height: 36), tier: .palette256, glyphs: .unicode, now: wallClock(),
      zone: zone, session: session)
  }

  /// Plays all lines. Throws ``ScriptError``, which names the line, what stands there and the reason;
  /// what was played by then stays done.
  public mutating func play(_ script: Script) throws {
    defer { errands.close() }
    do { try look() } catch { throw ScriptError("the session cannot be read: \(error)") }
    for (number, line) in script.lines {
      do { try play(line) } catch let error as ScriptError {
        throw error.at(number, line.text)
      } catch {
        throw ScriptError("\(error)").at(number, line.text)
      }
    }
  }

  private mutating func play(_ line: ScriptLine) throws {
    switch line.command {
    case "size": try take(.resize(try size(line.arguments)))
    case "key":
      for word in line.arguments {
        guard let key = Key(named: word) else { throw ScriptError("no key is called \(word)") }
        try press(key)
      }
    case "type":
      for scalar in line.arguments.joined(separator: " ").unicodeScalars {
        try take(.key(.character(scalar)))
      }
      count += 1
    case "view": try look(as: line.arguments)
    case "wait": try wait(line.arguments)
    case "screen": write(view(state).plainText)
    default:
      guard let command = CommandTable.command(line.command) else {
        throw ScriptError(
          "there is no command \(line.command)\(suggestion(line.command)); also: size, key, type, "
            + "view, wait, screen")
      }
      if let problem = CommandTable.problem(of: command, line.arguments, in: state) {
        throw ScriptError(problem)
      }
      try take(.command(line.command, line.arguments))
      count += 1
    }
    try look()
  }

  /// A key that means nothing where it is pressed is a mistake of the script.
  private mutating func press(_ key: Key) throws {
    if case .nothing = CommandTable.meaning(of: state.pending + [key], in: state),
      state.overlays.isEmpty
    {
      throw ScriptError("\(key.name) does nothing on the screen \(state.tab.rawValue)")
    }
    try take(.key(key))
    count += 1
  }

  /// Takes a message, does what follows from it, and fetches what the view needs.
  private mutating func take(_ message: Message) throws {
    let before = state.notice
    var queue = [message]
    while !queue.isEmpty {
      let message = queue.removeFirst()
      let said = state.notice
      let effects = update(&state, message)
      // What a session tells by itself, such as missing clips, is no fault of the line.
      if message.isNews { state.notice = said }
      for effect in effects {
        if case .fetch(let inquiries) = effect {
          queue += inquiries.filter { state.analysis.shelf[$0] == nil }
            .map { .found($0, library?.find($0) ?? .failed("there is no session to ask")) }
          continue
        }
        if case .play = effect {
          // Nobody listens to a replay.
          queue.append(.silent(problem: nil))
          continue
        }
        do {
          if let answer = try errands.run(effect) { queue.append(answer) }
        } catch {
          queue.append(Errands.failure(of: effect, error))
        }
      }
    }
    // What a person would read as a warning ends a script.
    if let notice = state.notice, notice != before, notice.level != .plain {
      throw ScriptError(notice.text)
    }
    state.notice = nil
  }

  /// Takes the news there are.
  private mutating func look() throws {
    while true {
      let news = try source.news()
      try take(.news(news))
      // A long run comes in pieces.
      if news.steps.count < SessionSource.chunk { break }
    }
    try take(.tick(wallClock()))
  }

  private mutating func wait(_ arguments: [String]) throws {
    let seconds = arguments.first.map { Double($0) ?? -1 } ?? Self.patience
    guard arguments.count <= 1, seconds >= 0 else {
      throw ScriptError("expected `wait`, or `wait SECONDS`")
    }
    let end = monotonicClock() + seconds
    while true {
      try look()
      guard let job = state.analysis.runningJob else { return }
      if monotonicClock() >= end {
        throw ScriptError("\(job.title) is still \(job.word) after \(Int(seconds)) s")
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  /// Looks at the session as it was left: names of parts, each with its choices as JSON; the others as
  /// they are at first.
  private mutating func look(as arguments: [String]) throws {
    let names = Set(ViewState().parts.keys)
    var parts: [String: String] = [:]
    for place in stride(from: 0, to: arguments.count, by: 2) {
      guard names.contains(arguments[place]), place + 1 < arguments.count,
        let json = try? JSONSerialization.jsonObject(with: Data(arguments[place + 1].utf8)),
        json is [String: Any]
      else {
        throw ScriptError(
          "expected `view`, then \(names.sorted().joined(separator: ", ")), each with its JSON")
      }
      parts[arguments[place]] = arguments[place + 1]
    }
    state.overlays = []
    for effect in state.restore(ViewState(parts: parts)) { _ = try errands.run(effect) }
  }

  private func size(_ arguments: [String]) throws -> Size {
    let parts = arguments.first?.split(separator: "x").compactMap { Int($0) } ?? []
    guard arguments.count == 1, parts.count == 2, (1...1_000).contains(parts[0]),
      (1...1_000).contains(parts[1])
    else { throw ScriptError("expected columns and rows from 1 to 1000, as in `size 120x36`") }
    return Size(width: parts[0], height: parts[1])
  }

  private func suggestion(_ word: String) -> String {
    // Those of the same screen, or of the same verb.
    let screen = word.split(separator: ".").first.map { $0 + "." } ?? ""
    let near = CommandTable.all.map(\.id)
      .filter { $0.hasPrefix(screen) || $0.hasSuffix("." + word) }
      .prefix(8)
    return near.isEmpty ? "" : " (there are \(near.joined(separator: ", ")))"
  }
}

extension Key {
  /// The key that scripts and people call so: `P`, `^p`, `Tab`, `S-Tab`, `Esc`, `Enter`, `Space`.
  init?(named name: String) {
    guard let keys = Command.keys(name).first, keys.count == 1 else { return nil }
    let isLong = name.unicodeScalars.count > 2
    if isLong, case .character = keys[0], name != "Space" { return nil }
    if name.unicodeScalars.count == 2, !name.hasPrefix("^"), name != "Up" { return nil }
    self = keys[0]
  }
}

extension Message {
  /// Whether it tells of the session or the clock, and not of what was asked for.
  fileprivate var isNews: Bool {
    switch self {
    case .news, .found, .tick: true
    default: false
    }
  }
}
