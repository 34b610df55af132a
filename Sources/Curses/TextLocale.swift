import CNcurses
import Foundation
import Terminal

/// The language settings that ncurses draws by.
enum TextLocale {
  /// Sets the locale of the process and says which glyphs it can show.
  ///
  /// A locale that is set but not installed (`en_US.UTF-8` over ssh) falls back to `C.UTF-8`, as
  /// does none at all; one that is installed and not UTF-8 (`LANG=C`) means ASCII, as do terminals
  /// whose fonts have no braille. Numbers are always written with a point.
  static func prepare(asked: GlyphSet?, environment: [String: String]) -> GlyphSet {
    defer { setlocale(LC_NUMERIC, "C") }
    let isNamed = ["LC_ALL", "LC_CTYPE", "LANG"].contains { !(environment[$0] ?? "").isEmpty }
    let terminal = environment["TERM"] ?? ""
    let canShow = !["linux", "vt100", "vt102", "vt220", "ansi"].contains(terminal)
    if !isNamed || setlocale(LC_ALL, "") == nil {
      if setlocale(LC_ALL, "C.UTF-8") == nil { setlocale(LC_ALL, "C") }
    }
    var isUnicode = curses_codeset().map { String(cString: $0) } == "UTF-8"
    if asked == .unicode, !isUnicode, setlocale(LC_ALL, "C.UTF-8") != nil { isUnicode = true }
    guard isUnicode else { return .ascii }
    return asked ?? (canShow ? .unicode : .ascii)
  }
}
