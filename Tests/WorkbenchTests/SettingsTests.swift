import Foundation
import Terminal
import Testing
import Workbench

@Suite("Settings")
struct SettingsTests {
  @Test("a file says what is preferred; what it writes of itself says the same")
  func reading() {
    let reading = SettingsFile.read(
      """
      # mine
      theme = "dark"      # at night
      color = 256
      glyphs = 'sextant'
      activation = "cividis"
      mouse = false
      player = "ffplay -nodisp \\"x\\""

      [keys]
      "train.pause" = "^x"
      units.next = [ "X", "g n" ]
      units.previous = "\\""
      """)
    #expect(reading.problems.isEmpty)
    let settings = reading.settings
    #expect(settings.ground == .dark && settings.tier == .palette256)
    #expect(settings.glyphs == .sextant && settings.spectrogram == .magma)
    #expect(settings.activation == .cividis && !settings.isMouseOn)
    #expect(settings.player == "ffplay -nodisp \"x\"")
    #expect(settings.keys["train.pause"] == [[.control("x")]])
    #expect(
      settings.keys["units.next"] == [[.character("X")], [.character("g"), .character("n")]])
    #expect(settings.keys["units.previous"] == [[.character("\"")]])
    var plain = settings
    plain.player = "mpv"
    #expect(SettingsFile.read(SettingsFile.text(plain)).settings == plain)
    #expect(SettingsFile.read(SettingsFile.text(Settings())).problems.isEmpty)
  }

  @Test(
    "a wrong line is told with its number, what it has and what was expected; the rest counts",
    arguments: [
      ("theme = \"pink\"", "theme is \"pink\", expected auto, dark, light, either"),
      ("them = \"dark\"", "no setting is called them, expected one of theme, color"),
      ("theme dark", "\"theme dark\", expected name = value"),
      ("theme = \"dark", "expected name = value"),
      ("mouse = \"maybe\"", "mouse is \"maybe\", expected true or false"),
      ("spectrogram = \"difference\"", "expected viridis, magma, cividis"),
      ("[units]", "the table [units] is not known, expected [keys]"),
      ("glyphs = \"half\"\nglyphs = \"half\"", "glyphs stands here again, expected once"),
      ("[keys]\n\"units.fly\" = \"x\"", "no command is called units.fly"),
      ("[keys]\nquit = \"Strg+Q\"", "the key \"Strg+Q\" of quit is not known"),
      ("[keys]\nback = \"q\"", "back keeps its key"),
      ("[keys]\ntrain.pause = \"K\"", "is K of train.checkpoint on the screen Train"),
      ("[keys]\nunits.sort = \"g\"", "is g g of units."),
    ])
  func problems(text: String, expected: String) {
    let reading = SettingsFile.read("activation = \"magma\"\n" + text)
    #expect(reading.problems.count == 1)
    let line = 1 + text.split(separator: "\n").count
    #expect(reading.problems.first?.hasPrefix("\(line): ") == true)
    #expect(reading.problems.first?.contains(expected) == true, "\(reading.problems)")
    #expect(reading.settings.activation == .magma)
    #expect(reading.settings.keys.isEmpty)
  }

  @Test("two commands may exchange their keys")
  func exchange() {
    let reading = SettingsFile.read("[keys]\ntrain.pause = \"K\"\ntrain.checkpoint = \"P\"")
    #expect(reading.problems.isEmpty)
    var state = Bench.trained()
    state.take(reading.settings)
    #expect(Bench.type("K", &state) == [.send(.pause, run: 3)])
    #expect(Bench.type("P", &state) == [.send(.checkpoint, run: 3)])
  }

  @Test("chosen keys work and stand in footer, help and palette; those before mean nothing")
  func bindings() {
    var state = Bench.trained()
    state.take(SettingsFile.read("[keys]\nhelp = \"F1\"\ntrain.pause = \"^x\"").settings)
    let footer = view(state).plainText
    #expect(footer.contains("^X pause") && footer.contains("F1 help"))
    #expect(Bench.type("P", &state).isEmpty)
    #expect(Bench.press([.control("x")], &state) == [.send(.pause, run: 3)])
    _ = Bench.press([.function(1)], &state)
    let help = view(state).plainText
    #expect(help.contains("^X"))
    _ = Bench.press([.escape], &state)
    _ = Bench.type(":keys of this", &state)
    #expect(view(state).plainText.contains("F1"))
  }

  @Test("the file lies where the environment says")
  func path() {
    #expect(
      SettingsFile.path(environment: ["HOME": "/h", "XDG_CONFIG_HOME": "/x"])
        == "/x/earsight/config")
    #expect(
      SettingsFile.path(environment: ["HOME": "/h", "XDG_CONFIG_HOME": "x"])
        == "/h/.config/earsight/config")
  }

  @Test("every key has a name that means it")
  func keyNames() {
    var keys: [Key] = [
      .enter, .escape, .tab, .backTab, .backspace, .delete, .insert, .up, .down, .left, .right,
      .home, .end, .pageUp, .pageDown, .function(1), .function(12), .control("x"),
    ]
    keys += (32...126).compactMap { Unicode.Scalar($0).map { .character($0) } }
    for key in keys { #expect(Key(name: key.name) == key) }
    #expect(Key(name: "Strg") == nil && Key(name: "F13") == nil && Key(name: "") == nil)
  }
}

@Suite("Themes")
struct ThemeTests {
  @Test("on a dark and on a light ground curves have the contrast of text")
  func contrast() {
    for (ground, paper) in [
      (Theme.Ground.dark, Color.rgb(30, 30, 30)), (.light, .rgb(250, 250, 250)),
    ] {
      for tier in [ColorTier.palette256, .trueColor] {
        var theme = Theme(tier: tier, glyphs: .unicode)
        theme.ground = ground
        for curve in Theme.Curve.allCases {
          #expect((Color.contrast(theme.curve(curve).foreground, paper) ?? 0) >= 4.5)
        }
      }
    }
  }

  @Test("the ground is found in COLORFGBG, and a setting has the last word")
  func ground() {
    #expect(Theme.Ground(environment: ["COLORFGBG": "15;0"]) == .dark)
    #expect(Theme.Ground(environment: ["COLORFGBG": "0;default;15"]) == .light)
    #expect(Theme.Ground(environment: ["COLORFGBG": "0;7"]) == .light)
    #expect(Theme.Ground(environment: ["COLORFGBG": "7;8"]) == .dark)
    #expect(Theme.Ground(environment: [:]) == .either)
    var state = Bench.state()
    var settings = Settings()
    settings.ground = .light
    state.take(settings, environment: ["COLORFGBG": "15;0"])
    #expect(state.theme.ground == .light)
  }

  @Test("c goes through three palettes of the field in front, r through six kinds of glyphs")
  func cycles() {
    var state = Bench.analysed()
    _ = Bench.play("3", &state)
    let first = view(state)
    _ = Bench.type("c", &state)
    #expect(state.theme.spectrogram == .cividis && view(state) != first)
    _ = Bench.type("cc", &state)
    #expect(state.theme.spectrogram == .magma && state.theme.activation == .viridis)
    _ = Bench.type("\tc", &state)
    #expect(state.theme.spectrogram == .magma && state.theme.activation == .magma)
    var seen: [Mosaic] = []
    for _ in Mosaic.allCases {
      seen.append(state.theme.glyphs == .ascii ? .ascii : state.theme.mosaic)
      _ = Bench.type("r", &state)
    }
    #expect(seen == Mosaic.allCases)
    #expect(state.theme.mosaic == .half && state.theme.glyphs == .unicode)
  }
}
