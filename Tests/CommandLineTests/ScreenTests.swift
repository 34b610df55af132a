import Foundation
import Session
import Testing

/// The screen on a real terminal, with real keys, sizes and signals.
@Suite(
  "Screen", .enabled(if: ScreenTerminal.isAvailable, "tmux, which plays the terminal, is missing"))
struct ScreenTests {
  let program: Program
  let store: SessionStore
  let run: RunRecord

  /// A session whose run seems to be trained by this process.
  init() throws {
    program = try Program()
    let location = SessionLocation(folder: program.folder.appendingPathComponent("sessions/s"))
    store = try SessionStore.create(at: location, seed: 1, version: "test")
    run = try store.createRun(name: "first", manifest: "{}", targetPairs: 16_000)
    let id = run.id
    try store.append(
      steps: (1...200).map {
        StepRecord(
          run: id, step: $0, pairs: $0 * 16, wallSeconds: Double($0), learningRate: 1e-3,
          loss: 0.7 - Double($0) / 1_000, accuracy: 0.5, gradientNorm: 1)
      })
    for number in 1...30 {
      _ = try store.append(event: EventRecord(run: id, kind: "data", text: "clip \(number)"))
    }
    _ = try store.append(event: EventRecord(run: id, kind: "data", text: "漢字かな.mp4 is short"))
    try store.beat(
      HeartbeatRecord(run: id, state: .running, step: 200, pairs: 3_200, targetPairs: 16_000))
  }

  /// The shell line that runs earsight and tells how it went; its process id is in the file `pid`.
  private func line(_ words: String, environment: String = "TERM=tmux-256color LANG=C.UTF-8")
    -> String
  {
    """
    stty -a > before; sh -c "echo \\$\\$ > pid; exec env -i PATH=/usr/bin:/bin HOME=/nonexistent \
    EARSIGHT_SESSIONS=sessions \(environment) \(Program.path) \(words)"; echo CODE $?; \
    stty -a > after; sleep 20
    """
  }

  private func open(
    _ words: String = "watch s", environment: String = "TERM=tmux-256color LANG=C.UTF-8"
  ) throws -> ScreenTerminal {
    try ScreenTerminal(line(words, environment: environment), in: program.folder)
  }

  private func file(_ name: String) throws -> String {
    try String(contentsOf: program.folder.appendingPathComponent(name), encoding: .utf8)
  }

  /// Waits for the file that the shell writes last.
  private func expectRestored(_ terminal: ScreenTerminal, code: Int) throws {
    try terminal.wait(for: "CODE \(code)")
    try terminal.wait(for: "the line settings") { _ in (try? file("after").isEmpty) == false }
    #expect(try terminal.isRestored)
    #expect(try file("before") == file("after"))
  }

  @Test("keys open and close what the footer names, and Esc leads home")
  func keys() throws {
    let terminal = try open("watch s --control")
    let home = try terminal.wait(for: "the footer of a run") {
      $0.contains("RUNNING") && $0.contains("P pause")
    }
    #expect(home.contains("? help  q quit"))
    try terminal.press("?")
    try terminal.wait(for: "Train screen")
    try terminal.press("Escape")
    try terminal.wait(for: "no help") { !$0.contains("Train screen") }
    try terminal.press(":", "s", "m", "o", "o")
    try terminal.wait(for: "Change the smoothing")
    try terminal.press("Escape", "z")
    try terminal.wait(for: "(zoomed)")
    try terminal.press("Escape", "y")
    try terminal.wait(for: "log y") { $0.contains("  log y ") && !$0.contains("(zoomed)") }
    try terminal.press("P")
    try terminal.wait(for: "Pause asked")
    try terminal.wait(for: "the command in the session") { _ in
      (try? store.controls(run: run.id).map(\.command)) == [.pause]
    }
    try terminal.press("q")
    try expectRestored(terminal, code: 0)
    #expect(try terminal.text.contains("Training of first goes on"))
  }

  @Test("wide characters keep their columns on a real terminal")
  func wide() throws {
    let terminal = try open()
    try terminal.wait(for: "RUNNING")
    try terminal.press("8")
    func rows(_ shown: String) -> [Substring] {
      shown.split(separator: "\n").filter { $0.contains("漢字かな.mp4 is short") }
    }
    // In the list and, as the newest, below it in full.
    let rows = rows(try terminal.wait(for: "the event, twice") { rows($0).count == 2 })
    for row in rows { #expect(row.unicodeScalars.count + 4 == 120 && "┃│".contains(row.suffix(1))) }
  }

  @Test("a window of any size is drawn anew, and one too small says so")
  func sizes() throws {
    let terminal = try open()
    try terminal.wait(for: "RUNNING")
    try terminal.resize(columns: 80, rows: 24)
    let small = try terminal.wait(for: "loss  run  runs")
    #expect(small.contains("?  q quit") || small.contains("q quit"))
    try terminal.resize(columns: 40, rows: 10)
    try terminal.wait(for: "earsight needs 80x24")
    try terminal.wait(for: "this is 40x10")
    for columns in [1, 200, 90, 3, 130] { try terminal.resize(columns: columns, rows: 30) }
    let large = try terminal.wait(for: "Accuracy")
    #expect(large.contains("RUNNING") && !large.contains("earsight needs"))
  }

  @Test(
    "a signal that ends the screen leaves the terminal as it was",
    arguments: [SIGTERM, SIGHUP, SIGSEGV, SIGILL, SIGTRAP])
  func signals(number: Int32) throws {
    // Swift's own report of a crash would ask on the terminal whether it should go on.
    let terminal = try open(
      environment: "TERM=tmux-256color LANG=C.UTF-8 SWIFT_BACKTRACE=enable=no")
    try terminal.wait(for: "RUNNING")
    let id = try #require(Int32(try file("pid").split(separator: "\n").first ?? ""))
    kill(id, number)
    try expectRestored(terminal, code: 128 + Int(number))
  }

  @Test(
    "every kind of terminal shows the run, as a screen or as lines",
    arguments: [
      "TERM=xterm LANG=C.UTF-8", "TERM=xterm-256color NO_COLOR=1 LANG=xx_YY.UTF-8",
      "TERM=linux LANG=C.UTF-8", "TERM=vt100 LANG=C", "TERM=no-such-terminal", "TERM=dumb", "",
    ])
  func terminals(environment: String) throws {
    let terminal = try open(environment: environment)
    let shown = try terminal.wait(for: "RUNNING")
    let isScreen = !["TERM=dumb", ""].contains(environment)
    #expect(shown.contains("? help") == isScreen)
    #expect(shown.contains("no screen: ") != isScreen)
    let isUnicode = environment.contains("xterm") || environment.contains("no-such")
    if isScreen { #expect(shown.utf8.contains { $0 >= 0x80 } == isUnicode) }
  }

  @Test("in true colour the terminal is sent red, green and blue, with keys and clears of its own")
  func trueColor() throws {
    let terminal = try open(
      environment: "TERM=tmux-256color COLORTERM=truecolor LANG=C.UTF-8")
    try terminal.wait(for: "RUNNING")
    // The curve of training is 32 of 256 colours: 0, 135, 215.
    let shown = try terminal.tmux("capture-pane", "-p", "-e")
    #expect(shown.contains("38;2;0;135;215") && !shown.contains("38;5;"))
    try terminal.press("8")
    try terminal.wait(for: "following")
    try terminal.press("Up")
    try terminal.wait(for: "G follows")
    try terminal.press("q")
    try expectRestored(terminal, code: 0)
  }

  @Test("a cursor that moves by one row costs the terminal less than 8 kB")
  func economy() throws {
    let terminal = try open(
      environment: "TERM=tmux-256color COLORTERM=truecolor LANG=C.UTF-8")
    try terminal.wait(for: "RUNNING")
    try terminal.press("8")
    try terminal.wait(for: "following")
    let file = program.folder.appendingPathComponent("bytes")
    try terminal.tmux("pipe-pane", "-O", "cat > '\(file.path)'")
    try terminal.press("Home")
    try terminal.wait(for: "G follows")
    try terminal.wait(for: "bytes") { _ in (try? Data(contentsOf: file).isEmpty) == false }
    #expect(try Data(contentsOf: file).count < 8_000)
  }

  @Test(
    "--color has the last word on colours",
    arguments: [("truecolor", "38;2;"), ("256", "38;5;32"), ("8", "[36m"), ("mono", "")])
  func colors(tier: String, expected: String) throws {
    let terminal = try open(
      "watch s --color \(tier)",
      environment: "TERM=tmux-256color COLORTERM=truecolor LANG=C.UTF-8")
    try terminal.wait(for: "RUNNING")
    let shown = try terminal.tmux("capture-pane", "-p", "-e")
    #expect(
      expected.isEmpty
        ? shown.firstMatch(of: /\[[34](8;|[0-7]m)/) == nil : shown.contains(expected))
  }

  @Test("clicks and wheel reach the screen, and its end leaves the mouse to the terminal")
  func mouse() throws {
    let terminal = try open()
    try terminal.wait(for: "RUNNING")
    #expect(try terminal.tmux("display-message", "-p", "#{mouse_any_flag}") == "1\n")
    // Reports as xterm writes them (SGR): button, column and row from 1; M press, m release.
    func report(_ text: String) throws {
      try terminal.send("\u{1B}[<" + text)
    }
    let header = try terminal.text.prefix { $0 != "\n" }
    let place = try #require(header.range(of: "8Log"))
    let column = header.distance(from: header.startIndex, to: place.lowerBound) + 2
    try report("0;\(column);1M")
    try report("0;\(column);1m")
    try terminal.wait(for: "following")
    try report("64;20;5M")
    try terminal.wait(for: "G follows")
    try terminal.press("q")
    try expectRestored(terminal, code: 0)
  }

  @Test("settings are begun, read and told, and a wrong line is one clear warning")
  func settings() throws {
    let folder = program.folder.appendingPathComponent("settings")
    let environment = ["XDG_CONFIG_HOME": folder.path]
    let begun = try program.run("config", "--init", environment: environment)
    #expect(begun.code == 0)
    let path = folder.path + "/earsight/config"
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("theme = \"auto\""))
    let again = try program.run("config", "--init", environment: environment)
    #expect(again.code == 1 && again.errors.contains("exists already"))
    try Data("theme = \"pink\"\n[keys]\nhelp = \"F1\"\n".utf8)
      .write(to: URL(fileURLWithPath: path))
    let doctor = try program.run("doctor", environment: environment)
    #expect(doctor.output.contains("\(path):1: theme is \"pink\", expected auto"))
    let terminal = try open(
      environment: "TERM=tmux-256color LANG=C.UTF-8 XDG_CONFIG_HOME=\(folder.path)")
    let shown = try terminal.wait(for: "RUNNING")
    #expect(shown.contains("theme is \"pink\"") && shown.contains("F1 help"))
  }
}
