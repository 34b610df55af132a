import CNcurses
import CTerminal
import Foundation
import Terminal

/// The terminal as a display: the only place that knows ncurses.
///
/// One thread starts it, presents grids, reads keys and closes it. However the process ends, the
/// terminal is left as it was found: ``close()`` does so in order, a signal handler that was prepared
/// beforehand does so for everything else.
public final class Screen: Display {
  /// What the person asked for; nil means: find out.
  public struct Options: Sendable {
    /// Colours to use.
    public var tier: ColorTier?
    /// Glyphs to use.
    public var glyphs: GlyphSet?
    /// Where standard error goes while the screen is up; nil: to a file that is gone afterwards.
    public var errorLog: URL?
    /// Whether pictures in pixels are sent, by kitty's graphics protocol.
    public var showsPixels = false

    /// Options; all found out unless said.
    public init(tier: ColorTier? = nil, glyphs: GlyphSet? = nil, errorLog: URL? = nil) {
      self.tier = tier
      self.glyphs = glyphs
      self.errorLog = errorLog
    }
  }

  /// Colours that the terminal shows.
  public let tier: ColorTier
  /// Glyphs that the terminal shows.
  public let glyphs: GlyphSet
  /// Ends a waiting ``read(timeout:)`` from any thread.
  public var waker: any Waker { pipe }

  let pipe: WakePipe
  var pairs: PairCache
  /// What the terminal shows now; nil when that is not known.
  var shown: Grid?
  /// The pictures in pixels that the terminal shows; nil where none are sent.
  var pixels: KittyGraphics?
  private let handle: OpaquePointer
  private var errors: ErrorLog?
  private var isOpen = true

  /// Takes the terminal over.
  ///
  /// Throws ``ScreenError`` when there is no terminal, or none that ncurses can drive. `TERM` is
  /// tried first, then `xterm-256color` and `vt100`.
  public init(
    _ options: Options = Options(),
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    if let obstacle = Screen.obstacle(environment: environment) { throw ScreenError(obstacle) }
    glyphs = TextLocale.prepare(asked: options.glyphs, environment: environment)
    pipe = try WakePipe()
    errors = try ErrorLog(redirectingTo: options.errorLog)
    // Line settings are read before ncurses changes them; the bytes are known after it started.
    guard terminal_guard_prepare(STDIN_FILENO) == 0 else {
      let reason = String(cString: strerror(errno))
      errors?.end()
      throw ScreenError("the terminal does not tell its settings: \(reason)")
    }
    terminal_guard_standard_error(errors?.saved ?? -1)
    terminal_take_short_turns()
    // Before newterm: it leaves signals alone that have a handler.
    guard terminal_guard_install(pipe.writeEnd) == 0 else {
      let reason = String(cString: strerror(errno))
      errors?.end()
      throw ScreenError("no signal handlers: \(reason)")
    }
    guard let (handle, tier) = Screen.start(options, environment) else {
      terminal_guard_remove()
      errors?.end()
      throw ScreenError(
        "no terminal description for TERM=\(CellText.clean(environment["TERM"] ?? "")), "
          + "xterm-256color or vt100; install ncurses-base, or use the commands that need no "
          + "screen: earsight train, control, sessions, export")
    }
    self.handle = handle
    raw()
    noecho()
    nonl()
    curses_prepare_window()
    if environment["ESCDELAY"] == nil { set_escdelay(25) }
    curs_set(0)
    let hasColors = has_colors()
    if hasColors {
      start_color()
      use_default_colors()
    }
    self.tier = hasColors ? tier : .monochrome
    pairs = PairCache(limit: Int(curses_pairs()), tier: tier)
    pixels = options.showsPixels ? KittyGraphics() : nil
    let bytes =
      (options.showsPixels ? KittyGraphics.endOfAll.utf8.map { CChar(bitPattern: $0) } : [])
      + Screen.restoreBytes()
    bytes.withUnsafeBufferPointer { terminal_guard_bytes($0.baseAddress, $0.count) }
  }

  deinit { close() }

  /// Gives the terminal back; returns the last lines that were written to standard error meanwhile.
  @discardableResult
  public func close() -> [String] {
    guard isOpen else { return [] }
    isOpen = false
    clearPixels()
    let hasOtherScreen = curses_capability("rmcup") != nil
    endwin()
    // What comes next stands below the last picture, not in it.
    if !hasOtherScreen { FileHandle.standardOutput.write(Data("\n".utf8)) }
    delscreen(handle)
    terminal_guard_remove()
    return errors?.end() ?? []
  }

  /// Asks for reports of the mouse, or leaves it to the terminal. Off at first.
  public func setMouse(_ isOn: Bool) { curses_mouse(isOn ? 1 : 0) }

  /// Gives the terminal back to the shell until the process is continued.
  public func suspend() {
    clearPixels()
    endwin()
    errors?.pause()
    terminal_guard_remove()
    terminal_guard_stop()
    _ = terminal_guard_install(pipe.writeEnd)
    errors?.resume()
    reset_prog_mode()
    fitToWindow()
    invalidate()
  }

  /// Sends everything anew at the next ``present(_:)``.
  public func invalidate() {
    shown = nil
    clearPixels()
    curses_repaint_all()
  }

  /// Why there can be no screen here: no terminal, or one that can only print lines. Nil when there
  /// can be one.
  public static func obstacle(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String? {
    if isatty(STDOUT_FILENO) == 0 { return "standard output is not a terminal" }
    if isatty(STDIN_FILENO) == 0 { return "standard input is not a terminal" }
    switch environment["TERM"] {
    case nil, "": return "TERM is not set"
    case "dumb": return "TERM=dumb prints lines only"
    default: return nil
    }
  }

  /// What ends the full-screen mode: attributes and colours off, keypad off, cursor on, the main
  /// screen back, and mouse reports off whether they were on or not.
  private static func restoreBytes() -> [CChar] {
    var bytes: [CChar] = []
    for name in ["sgr0", "op", "rmkx", "cnorm", "rmcup"] {
      guard let text = curses_capability(name) else { continue }
      bytes += Array(UnsafeBufferPointer(start: text, count: strlen(text)))
    }
    if curses_capability("kmous") != nil {
      bytes += "\u{1B}[?1000l\u{1B}[?1002l\u{1B}[?1006l".utf8.map { CChar(bitPattern: $0) }
    }
    if curses_capability("rmcup") == nil { bytes += [13, 10] }
    return bytes
  }

  /// Colours that a screen would draw with here; nil where no description of a terminal is found.
  public static func tier(
    asked: ColorTier?, environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> ColorTier? {
    names(environment).lazy.compactMap { TerminalDescription(of: $0) }.first
      .map { tiers(of: $0, asked: asked, environment).drawn }
  }

  /// The terminal that is named, then those that most terminals understand.
  private static func names(_ environment: [String: String]) -> [String] {
    [environment["TERM"], "xterm-256color", "vt100"].compactMap { $0 }
  }

  /// The colours that a terminal has by its description, and those to draw with: what it lacks is
  /// drawn with the best that it has.
  private static func tiers(
    of description: TerminalDescription, asked: ColorTier?, _ environment: [String: String]
  ) -> (own: ColorTier, drawn: ColorTier) {
    let own = ColorTier.choose(
      asked: nil, environment: [:], terminfoColors: description.colors)
    let wanted = ColorTier.choose(
      asked: asked, environment: environment, terminfoColors: description.colors)
    let hasIt = wanted == .trueColor && own != .monochrome || wanted.paletteSize <= own.paletteSize
    return (own, hasIt ? wanted : own)
  }

  /// Starts ncurses on the first terminal that it knows: the one named, then those that most
  /// terminals understand. Returns the colours to draw with as well.
  private static func start(
    _ options: Options, _ environment: [String: String]
  ) -> (OpaquePointer, ColorTier)? {
    for name in names(environment) {
      guard var description = TerminalDescription(of: name) else { continue }
      let (own, tier) = tiers(of: description, asked: options.tier, environment)
      if tier == .trueColor { description.useDirectColor() }
      description.useExactMouse()
      if tier == .trueColor || description.hasMouse,
        let handle = start(name, terminfo: description.environmentValue)
      {
        return (handle, tier)
      }
      if let handle = curses_start(name) {
        return (handle, tier == .trueColor ? own : tier)
      }
    }
    return nil
  }

  /// Starts ncurses with a description of its own; the environment is as before afterwards.
  private static func start(_ name: String, terminfo: String) -> OpaquePointer? {
    let before = getenv("TERMINFO").map { String(cString: $0) }
    setenv("TERMINFO", terminfo, 1)
    defer {
      if let before { setenv("TERMINFO", before, 1) } else { unsetenv("TERMINFO") }
    }
    return curses_start(name)
  }
}

/// Why the terminal cannot be taken over.
public struct ScreenError: Error, CustomStringConvertible, LocalizedError {
  /// What was found and the remedy, in one line.
  public let description: String
  /// The same, for Foundation.
  public var errorDescription: String? { description }

  init(_ description: String) { self.description = description }
}
