import CNcurses
import Foundation
import Terminal

extension Screen {
  /// Seconds without a further change of size before the last one counts (our choice: a window
  /// being dragged reports dozens a second).
  private static let resizeRest = 0.05

  /// Waits at most `timeout` seconds for input and returns all there is.
  public func read(timeout: Double) -> [Input] {
    var result = drainKeys()
    var signals = wait(result.isEmpty ? timeout : 0)
    if signals.contains(.resize) {
      // At most a quarter of a second, so that endless dragging shows something.
      for _ in 0..<5 {
        let more = wait(Screen.resizeRest)
        signals.formUnion(more)
        if !more.contains(.resize) { break }
      }
    }
    result += drainKeys()
    if signals.contains(.wake) { result.append(.wake) }
    if signals.contains(.stop) { suspend() }
    if signals.contains(.resize) || signals.contains(.stop) { fitToWindow() }
    if signals.contains(.resize) { result.append(.resize(size)) }
    if signals.contains(.stop) || signals.contains(.resumed) {
      invalidate()
      result.append(.redraw)
    }
    if signals.contains(.gone) { result.append(.closed) }
    return result
  }

  /// What ended a wait.
  private struct Signals: OptionSet {
    let rawValue: Int
    static let wake = Signals(rawValue: 1)
    static let resize = Signals(rawValue: 2)
    static let stop = Signals(rawValue: 4)
    static let resumed = Signals(rawValue: 8)
    static let gone = Signals(rawValue: 16)
  }

  private func wait(_ timeout: Double) -> Signals {
    var descriptors = [
      pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: pipe.readEnd, events: Int16(POLLIN), revents: 0),
    ]
    let milliseconds = Int32(min(3_600_000, max(0, (timeout * 1_000).rounded(.up))))
    _ = poll(&descriptors, nfds_t(descriptors.count), milliseconds)
    var result: Signals = []
    // After a signal poll fails, and the pipe has the letter all the same.
    for letter in pipe.drain() {
      switch letter {
      case UInt8(ascii: "W"): result.insert(.resize)
      case UInt8(ascii: "Z"): result.insert(.stop)
      case UInt8(ascii: "C"): result.insert(.resumed)
      default: result.insert(.wake)
      }
    }
    if descriptors[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { result.insert(.gone) }
    return result
  }

  private func drainKeys() -> [Input] {
    var result: [Input] = []
    var value: UInt32 = 0
    // A pasted book must not keep the screen from being drawn.
    while result.count < 1_000 {
      switch curses_get_key(&value) {
      case 1: if let key = Screen.key(character: value) { result.append(.key(key)) }
      case 2:
        let code = Int32(bitPattern: value)
        if code == KEY_MOUSE {
          if let mouse = Screen.mouse() { result.append(.mouse(mouse)) }
        } else if let key = Screen.key(code: code) {
          result.append(.key(key))
        }
      default: return result
      }
    }
    return result
  }

  /// What the mouse did; nil when it is of no interest.
  private static func mouse() -> Mouse? {
    var (x, y, button): (Int32, Int32, Int32) = (0, 0, 0)
    let action: Mouse.Action
    switch UInt8(truncatingIfNeeded: curses_get_mouse(&x, &y, &button)) {
    case UInt8(ascii: "p"): action = .press
    case UInt8(ascii: "r"): action = .release
    case UInt8(ascii: "d"): action = .drag
    case UInt8(ascii: "u"): action = .wheelUp
    case UInt8(ascii: "v"): action = .wheelDown
    default: return nil
    }
    let buttons: [Mouse.Button] = [.left, .middle, .right]
    return Mouse(action, buttons[min(2, max(0, Int(button) - 1))], x: Int(x), y: Int(y))
  }

  private static func key(character value: UInt32) -> Key? {
    switch value {
    case 9: return .tab
    case 10, 13: return .enter
    case 27: return .escape
    case 8, 127: return .backspace
    case 0: return .control(" ")
    case 1...26: return Unicode.Scalar(value + 96).map { .control($0) }
    case 28...31: return nil
    default:
      guard let scalar = Unicode.Scalar(value), CellText.columns(of: scalar) > 0 else { return nil }
      return .character(scalar)
    }
  }

  private static func key(code: Int32) -> Key? {
    switch code {
    case KEY_UP: .up
    case KEY_DOWN: .down
    case KEY_LEFT: .left
    case KEY_RIGHT: .right
    case KEY_HOME: .home
    case KEY_END: .end
    case KEY_PPAGE: .pageUp
    case KEY_NPAGE: .pageDown
    case KEY_BTAB: .backTab
    case KEY_BACKSPACE: .backspace
    case KEY_DC: .delete
    case KEY_IC: .insert
    case KEY_ENTER: .enter
    case (KEY_F0 + 1)...(KEY_F0 + 12): .function(Int(code - KEY_F0))
    default: nil
    }
  }
}
