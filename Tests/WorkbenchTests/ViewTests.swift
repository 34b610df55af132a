import Foundation
import SeededNumbers
import Session
import Terminal
import Testing
import Workbench

@Suite("Views")
struct ViewTests {
  /// Writes the picture instead of comparing where `EARSIGHT_RECORD` names a folder.
  func expect(_ state: State, looksLike name: String) throws {
    let text = view(state).plainText
    if let folder = ProcessInfo.processInfo.environment["EARSIGHT_RECORD"] {
      try text.write(toFile: "\(folder)/\(name).txt", atomically: true, encoding: .utf8)
      return
    }
    let file = try #require(
      Bundle.module.url(forResource: name, withExtension: "txt", subdirectory: "Expected"))
    let expected = try String(contentsOf: file, encoding: .utf8)
    let pairs = zip(
      text.split(separator: "\n", omittingEmptySubsequences: false),
      expected.split(separator: "\n", omittingEmptySubsequences: false))
    for (row, pair) in pairs.enumerated() { #expect(pair.0 == pair.1, "\(name), row \(row)") }
    #expect(text == expected)
  }

  @Test("the training screen looks as recorded")
  func train() throws { try expect(Bench.trained(), looksLike: "train-120x36") }

  @Test("the training screen without Unicode looks as recorded")
  func trainASCII() throws {
    var state = Bench.state(80, 24, tier: .monochrome, glyphs: .ascii)
    _ = update(&state, .news(Bench.news()))
    try expect(state, looksLike: "train-ascii-80x24")
  }

  @Test("the training screen before the first run says how to begin")
  func empty() throws { try expect(Bench.state(), looksLike: "train-empty-120x36") }

  @Test("a session that cannot be read says so")
  func failed() throws {
    var state = Bench.state()
    _ = update(&state, .failed("first: the database is locked by another program"))
    try expect(state, looksLike: "train-failed-120x36")
  }

  @Test("the log looks as recorded")
  func log() throws {
    var state = LogTests.filled()
    _ = update(&state, .news(Bench.news(steps: 400)))
    _ = Bench.type("kkk", &state)
    try expect(state, looksLike: "log-120x36")
  }

  @Test("an empty log says so")
  func emptyLog() throws {
    var state = Bench.state()
    _ = Bench.type("8", &state)
    try expect(state, looksLike: "log-empty-120x36")
  }

  @Test("the palette looks as recorded")
  func palette() throws {
    var state = Bench.trained(obstacle: "this viewer only watches; --control lets it act")
    _ = Bench.type(":checkp", &state)
    try expect(state, looksLike: "palette-120x36")
  }

  @Test("the screen of units looks as recorded")
  func units() throws { try expect(Bench.analysed("2"), looksLike: "units-120x36") }

  @Test("the screen of a clip looks as recorded")
  func clip() throws { try expect(Bench.analysed("3"), looksLike: "clip-120x36") }

  @Test("every size from 1x1 to 300x100 is drawn, with every overlay, in every tier")
  func sizes() {
    var dice = Dice(state: 3)
    var sizes = [
      (1, 1), (1, 100), (300, 1), (2, 2), (79, 24), (80, 24), (119, 30), (120, 24),
      (179, 40), (180, 24), (300, 100),
    ]
    for _ in 0..<60 {
      sizes.append((Int.random(in: 1...300, using: &dice), Int.random(in: 1...100, using: &dice)))
    }
    let openings = [
      "", "?", ":", ":zoom", "S", "i", "z", "8", "8/x", "8?", "2", "2\t", "2\t\tM", "2f/dead", "3",
      "3f\t", "3\t\t", "3rr", "2rV", "3V",
    ]
    for (index, size) in sizes.enumerated() {
      for glyphs in GlyphSet.allCases {
        let tier = ColorTier.allCases[index % ColorTier.allCases.count]
        for opening in [openings[index % openings.count], openings[(index + 3) % openings.count]] {
          var state = Bench.analysed("", 200, 60, tier: tier, glyphs: glyphs)
          _ = update(&state, .news(Bench.news(steps: index % 3 * 40)))
          Bench.play(opening, &state)
          _ = update(&state, .resize(Size(width: size.0, height: size.1)))
          let grid = view(state)
          #expect(grid.size == state.size && grid.cells.count == size.0 * size.1)
          #expect(grid.isSound)
          if glyphs == .ascii { #expect(grid.cells.allSatisfy { $0.glyph.isASCII }) }
          if tier == .monochrome {
            #expect(
              grid.cells.allSatisfy {
                $0.style.foreground == .standard && $0.style.background == .standard
              })
          }
        }
      }
    }
  }

  @Test("text on a ground of its own reads on every terminal, and other text keeps its colours")
  func contrast() {
    for tier in [ColorTier.palette256, .trueColor] {
      let theme = Theme(tier: tier, glyphs: .unicode)
      for badge in Theme.Badge.allCases {
        let style = theme.badge(badge)
        #expect((Color.contrast(style.foreground, style.background) ?? 0) >= 4.5)
      }
      // Curves are no text: 3:1 on black and on white would be WCAG's rule for graphics; light
      // hues cannot have both, so the two that matter do.
      for curve in [Theme.Curve.train, .validation] {
        let color = theme.curve(curve).foreground
        #expect((Color.contrast(color, .rgb(0, 0, 0)) ?? 0) >= 3)
        #expect((Color.contrast(color, .rgb(255, 255, 255)) ?? 0) >= 3)
      }
    }
    // On the screen itself: letters with a colour of their own always have a ground of their own.
    for cell in view(Bench.trained()).cells where cell.glyph.properties.isAlphabetic {
      #expect(cell.style.foreground == .standard || cell.style.background != .standard)
    }
  }

  @Test("hostile names and events reach no cell raw")
  func hostile() {
    let text = "evil\u{1B}]0;x\u{07}\u{202E}name\n\u{9B}2J\u{200B}漢"
    var state = Bench.state()
    var news = Bench.news()
    var run = Bench.run
    run.name = text
    run.manifest = "{\"batch\": \"\(text.replacing("\n", with: "\\n"))\", \"seed\": [}"
    news.run = run
    news.runs = [run]
    news.heartbeat?.host = text
    news.heartbeat?.message = text
    news.events.append(EventRecord(id: 9_999_999, level: .error, kind: text, text: text))
    _ = update(&state, .news(news))
    _ = update(&state, .failed(text))
    for keys in ["", "S", "8", "?", ":"] {
      var shown = state
      _ = Bench.type(keys, &shown)
      #expect(view(shown).isSound)
    }
    guard let run = state.run else { return }
    let lines = [
      PlainLines.status(run), PlainLines.line(news.events[news.events.count - 1], zone: 0),
    ]
    #expect(lines.allSatisfy { line in line.unicodeScalars.allSatisfy { $0.value >= 0x20 } })
  }

  @Test("at 80x24 help, refusals and the palette's reasons are told to their end")
  func nothingCut() {
    for tab in Tab.allCases {
      var state = Bench.trained(80, 24, obstacle: "this screen only watches: --control may")
      _ = Bench.type(String(Character(tab.digit)) + "?", &state)
      var pages = ""
      for _ in 0..<40 {
        pages += view(state).plainText
        _ = Bench.press([.control("d")], &state)
      }
      #expect(!pages.contains("…"))
      for command in CommandTable.all where command.tab == tab && !command.keys.isEmpty {
        for word in command.help.split(separator: " ") { #expect(pages.contains(word)) }
      }
    }
    let long = "this screen only watches: earsight watch a-session-of-a-long-name --control may"
    var state = Bench.trained(80, 24, obstacle: long)
    _ = Bench.type("P", &state)
    let rows = view(state).plainText.split(separator: "\n").suffix(4)
    #expect(rows.joined().contains("--control") && rows.joined().contains(" may."))
    Bench.choose("train.pause", of: "pause", &state)
    #expect(view(state).plainText.contains("--control may."))
  }

  @Test("the test of a run stands on the training screen, with its error and its count")
  func testResult() {
    for (width, height) in [(80, 24), (120, 36), (200, 60)] {
      var state = Bench.state(width, height)
      var news = Bench.news(status: .done)
      news.validations.append(
        ValidationRecord(
          run: 3, step: 2_400, pairs: 38_400, loss: 0.4, accuracy: 0.833, count: 2_048,
          split: .test))
      _ = update(&state, .news(news))
      let text = view(state).plainText
      #expect(text.contains(".833 ±.016  n 2,048"), "\(width)x\(height)")
      #expect(!text.contains("/4,000") && state.run?.validations.count == 6)
      _ = Bench.type("\u{9}", &state)
    }
  }

  @Test("numbers beyond all measure are drawn, on every axis")
  func beyondMeasure() {
    for value in [1e308, -1e308, Double.nan, .infinity, .leastNonzeroMagnitude] {
      for (width, height) in [(80, 24), (120, 36), (200, 60)] {
        var news = News()
        news.run = Bench.run
        news.status = .running
        news.steps = (1...200).map {
          StepRecord(
            run: 3, step: .max / 200 * $0, pairs: .max / 400 * $0, wallSeconds: value,
            learningRate: value, loss: $0 % 2 == 0 ? value : 1, accuracy: value,
            gradientNorm: value)
        }
        news.validations = [
          ValidationRecord(
            run: 3, step: .max - 1, pairs: .max, loss: value, accuracy: value, count: .max),
          ValidationRecord(
            run: 3, step: .max, pairs: .max, loss: value, accuracy: value, count: .max, split: .test
          ),
        ]
        news.heartbeat = HeartbeatRecord(
          run: 3, time: Date(timeIntervalSince1970: value), pid: 1, host: "", state: .running,
          step: .max, pairs: 1, targetPairs: .max)
        var state = Bench.state(width, height)
        _ = update(&state, .news(news))
        for _ in 0..<8 {
          #expect(view(state).isSound)
          _ = Bench.press([.character("x"), .character("y"), .tab], &state)
        }
      }
    }
  }

  @Test("the x axis can be the time of day")
  func clock() {
    var state = Bench.trained()
    _ = Bench.type("xxx", &state)
    let text = view(state).plainText
    // The run was made at 11:45 and trained for 16 minutes.
    #expect(text.contains("x clock time") && text.contains(" 11:50 ") && text.contains(" 12:00 "))
    #expect(!text.contains("12:05"))
  }

  @Test("a run named in wide characters keeps every border in its column")
  func wide() {
    var state = Bench.state(80, 24)
    var news = Bench.news()
    news.run?.name = "鳥の声と犬の声を聞くとても長い名前の実験、その二"
    news.events.append(
      EventRecord(id: 9_999, kind: "注意", text: String(repeating: "漢字かな ", count: 40)))
    _ = update(&state, .news(news))
    for keys in ["", "S", ":", "8"] {
      _ = Bench.type(keys, &state)
      let grid = view(state)
      #expect(grid.isSound)
      let rows = keys == "8" ? 1..<16 : 3..<21
      #expect(rows.allSatisfy { "┓┃┛┤".unicodeScalars.contains(grid[79, $0].glyph) })
      _ = Bench.press([.escape], &state)
    }
  }

  @Test("the footer names only keys that work now")
  func footer() {
    func footer(_ state: State) -> String {
      String(view(state).plainText.split(separator: "\n").last ?? "")
    }
    #expect(footer(Bench.trained()).contains("P pause"))
    #expect(!footer(Bench.state()).contains("P pause"))
    #expect(!footer(Bench.trained(obstacle: "watching")).contains("S stop"))
    #expect(footer(Bench.trained(80, 24)).contains("q quit"))
  }

  @Test("without a screen a run is one line")
  func plain() throws {
    let run = try #require(Bench.trained().run)
    #expect(
      PlainLines.status(run)
        == "width8-seed1  RUNNING  step 2,400/4,000  loss .294  accuracy .875  "
        + "validation .850 +-.031  40.0 pairs/s  ETA 10m 40s")
  }
}
