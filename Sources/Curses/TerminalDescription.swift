import CNcurses
import Foundation

/// What terminfo knows of a terminal, to be changed before ncurses reads it.
///
/// Entries for direct colour (`xterm-direct`) are seldom installed, and none exists for a terminal
/// inside tmux. So the entry of the terminal at hand is read, given what it lacks, compiled in
/// memory and handed to ncurses through `TERMINFO=hex:...`; nothing is written to disk.
struct TerminalDescription {
  private var flags: [(name: String, isSet: Bool)] = []
  private var numbers: [(name: String, value: Int32)] = []
  private var strings: [(name: String, bytes: [UInt8]?)] = []
  private let terminal: String
  /// Names that terminfo does not know by itself: flags, and strings.
  private var ownFlags: [String] = []
  private var ownStrings: [(name: String, bytes: [UInt8])] = []

  /// The description of a terminal; nil where there is none.
  init?(of terminal: String) {
    guard !terminal.isEmpty, curses_load_description(terminal) != 0 else { return nil }
    defer { curses_forget_description() }
    self.terminal = terminal
    func names(_ name: (Int32) -> UnsafePointer<CChar>?) -> [String] {
      var result: [String] = []
      while let text = name(Int32(result.count)) { result.append(String(cString: text)) }
      return result
    }
    flags = names(curses_flag_name).map { ($0, curses_flag($0) > 0) }
    numbers = names(curses_number_name).map { ($0, max(-1, curses_number($0))) }
    strings = names(curses_string_name).map { name in
      (
        name,
        curses_capability(name).map { text in
          UnsafeBufferPointer(start: text, count: strlen(text)).map { UInt8(bitPattern: $0) }
        }
      )
    }
  }

  /// Entries of the palette; 0 for a terminal without colours.
  var colors: Int { Int(numbers.first { $0.name == "colors" }?.value ?? 0) }

  /// Whether it has a mouse.
  var hasMouse: Bool { strings.contains { $0.name == "kmous" && $0.bytes != nil } }

  /// Colours by 24 bits. Numbers 0 to 7 stay entries of the palette, as in every such entry of
  /// ncurses; the rest are written with semicolons, which more terminals read than colons.
  mutating func useDirectColor() {
    set("colors", 1 << 24)
    set("pairs", 1 << 16)
    flags = flags.map { $0.name == "ccc" ? ($0.name, false) : $0 }
    for name in ["initc", "initp", "oc", "setf", "setb"] { set(name, nil) }
    for (name, digit) in [("setaf", "3"), ("setab", "4")] {
      set(
        name,
        "\u{1B}[%?%p1%{8}%<%t\(digit)%p1%d%e\(digit)8;2;%p1%{65536}%/%d;"
          + "%p1%{256}%/%{255}%&%d;%p1%{255}%&%d%;m")
    }
    set("op", "\u{1B}[39;49m")
    ownFlags.append("RGB")
  }

  /// Reports of presses, releases and moves with a button held, without a limit on columns: xterm's
  /// modes 1002 and 1006 (SGR). In terminfo that is `kmous`, and `XM` of user_caps(5).
  mutating func useExactMouse() {
    guard hasMouse else { return }
    set("kmous", "\u{1B}[<")
    ownStrings.append(
      ("XM", Array("\u{1B}[?1006;1002%?%p1%{1}%=%th%el%;".utf8)))
  }

  private mutating func set(_ name: String, _ value: Int32) {
    numbers = numbers.map { $0.name == name ? (name, value) : $0 }
  }

  private mutating func set(_ name: String, _ text: String?) {
    strings = strings.map { $0.name == name ? (name, text.map { Array($0.utf8) }) : $0 }
  }

  /// The value of `TERMINFO` that makes ncurses use this description.
  var environmentValue: String {
    "hex:" + compiled.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// The compiled entry with numbers of 32 bits, as term(5) lays it out.
  private var compiled: [UInt8] {
    let title = Array(terminal.utf8) + [0]
    var table = Table(strings.map(\.bytes))
    var bytes: [UInt8] = []
    bytes.append(short: 0o1036)
    for count in [title.count, flags.count, numbers.count, strings.count, table.bytes.count] {
      bytes.append(short: count)
    }
    bytes += title
    bytes += flags.map { $0.isSet ? 1 : 0 }
    bytes.align()
    for number in numbers {
      withUnsafeBytes(of: number.value.littleEndian) { bytes += Array($0) }
    }
    for offset in table.offsets { bytes.append(short: offset) }
    bytes += table.bytes
    bytes.align()
    // Flags, strings, then the names of both.
    table = Table(ownStrings.map(\.bytes))
    let names = Table((ownFlags + ownStrings.map(\.name)).map { Array($0.utf8) })
    for count in [
      ownFlags.count, 0, ownStrings.count, table.offsets.count + names.offsets.count,
      table.bytes.count + names.bytes.count,
    ] {
      bytes.append(short: count)
    }
    bytes += ownFlags.map { _ in 1 }
    bytes.align()
    for offset in table.offsets + names.offsets { bytes.append(short: offset) }
    return bytes + table.bytes + names.bytes
  }

  /// Strings one after the other, each ended by a zero, and where each begins; -1 for none.
  private struct Table {
    var bytes: [UInt8] = []
    var offsets: [Int] = []

    init(_ strings: [[UInt8]?]) {
      for string in strings {
        offsets.append(string == nil ? -1 : bytes.count)
        if let string { bytes += string + [0] }
      }
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(short value: Int) {
    let bits = UInt16(truncatingIfNeeded: value)
    self += [UInt8(bits & 0xFF), UInt8(bits >> 8)]
  }

  /// Numbers begin at even places.
  fileprivate mutating func align() { if count % 2 == 1 { append(0) } }
}
