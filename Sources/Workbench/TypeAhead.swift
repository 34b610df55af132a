import Terminal

/// Letters that were typed for a line which could not be opened: they run nothing.
struct TypeAhead: Sendable {
  /// The key that was to open the line.
  let key: Key
  /// Lines that are still to come, each ended by Enter.
  var lines: Int
  /// When a pause tells that the typing is over, in seconds since 1970.
  var until: Double
  /// Whether something was dropped already.
  var hasDropped = false

  /// Seconds of such a pause: one, and one more as the clock comes once a second (our choice).
  static let pause = 2.0
}

extension State {
  /// Expects that what is typed now was meant for the lines of a command that cannot run.
  mutating func expectTyping(for command: Command, after key: Key) {
    guard command.opensLine else { return }
    typedAhead = TypeAhead(
      key: key, lines: max(1, command.arguments.count), until: now + TypeAhead.pause)
  }

  /// Drops a key that was typed for a line which could not be opened; false where it is none.
  mutating func dropsTyping(_ key: Key) -> Bool {
    guard var ahead = typedAhead else { return false }
    typedAhead = nil
    // The same key once more asks again.
    guard overlays.isEmpty, now < ahead.until, ahead.hasDropped || key != ahead.key else {
      return false
    }
    switch key {
    case .character, .backspace: break
    case .enter: ahead.lines -= 1
    case .escape: return true
    default: return false
    }
    (ahead.hasDropped, ahead.until) = (true, now + TypeAhead.pause)
    if ahead.lines > 0 { typedAhead = ahead }
    return true
  }
}

extension Command {
  /// Whether its key opens a line to be typed.
  var opensLine: Bool { !arguments.isEmpty || !accepts.isEmpty }
}
