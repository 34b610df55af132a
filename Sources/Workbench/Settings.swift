import Foundation
import Scales
import Terminal

/// What a person prefers, kept in a file from one day to the next.
public struct Settings: Sendable, Equatable {
  /// How pictures reach the terminal.
  public enum Pictures: String, CaseIterable, Sendable {
    /// As glyphs in colours, everywhere.
    case cells
    /// As pixels, by kitty's graphics protocol, where the terminal is not inside tmux.
    case kitty
  }

  /// The ground that colours are chosen for; nil finds out.
  public var ground: Theme.Ground?
  /// Colours to use; nil finds out.
  public var tier: ColorTier?
  /// How pictures divide cells; nil finds out. ``Mosaic/ascii`` is ASCII everywhere.
  public var glyphs: Mosaic?
  /// Colours of spectrograms.
  public var spectrogram = Ramp.magma
  /// Colours of activations, metrics and counts.
  public var activation = Ramp.viridis
  /// Whether the mouse works in the screen.
  public var isMouseOn = true
  /// How frames and spectrograms reach the terminal.
  public var pictures = Pictures.cells
  /// The program and its first arguments that plays a WAV file; empty finds one.
  public var player = ""
  /// Keys of commands, by the commands' names; all others have those they came with.
  public var keys: [String: [[Key]]] = [:]

  /// What the program does when nobody says anything.
  public init() {}
}

/// A setting of the file: its name, what it may be, and where it is kept.
struct Setting: Sendable {
  /// Name in the file.
  let name: String
  /// What it does, in a line.
  let about: String
  /// What may be written.
  let expected: String
  /// The value as the file writes it.
  let read: @Sendable (Settings) -> String
  /// Takes a text; false for one that means nothing.
  let write: @Sendable (inout Settings, String) -> Bool

  /// All settings, in the order of the file.
  static let all: [Setting] = [
    choice("theme", "the ground that colours are chosen for", \.ground),
    choice("color", "colours; NO_COLOR and COLORTERM count where this is auto", \.tier),
    choice("glyphs", "how pictures divide cells; ascii: ASCII everywhere", \.glyphs),
    choice("spectrogram", "colours of spectrograms", \.spectrogram, ramps),
    choice("activation", "colours of activations, metrics and counts", \.activation, ramps),
    Setting(
      name: "mouse", about: "off leaves the mouse to the terminal, for copying text",
      expected: "true or false", read: { String($0.isMouseOn) },
      write: { settings, text in
        guard let isOn = Bool(text) else { return false }
        settings.isMouseOn = isOn
        return true
      }),
    choice(
      "pictures", "kitty: pixels where the terminal knows kitty's graphics, not inside tmux",
      \.pictures, Settings.Pictures.allCases),
    Setting(
      name: "player", about: "program that plays a WAV file; empty: paplay, aplay or ffplay",
      expected: "a command, as \"ffplay -nodisp -autoexit\"", read: { quoted($0.player) },
      write: { settings, text in
        settings.player = text
        return true
      }),
  ]

  /// Palettes of a field; the one for differences has a middle that means nothing here.
  private static let ramps = Ramp.allCases.filter { !$0.isDiverging }

  private static func quoted(_ text: String) -> String { "\"\(text)\"" }

  private static func choice<Value: RawRepresentable & Sendable>(
    _ name: String, _ about: String, _ place: WritableKeyPath<Settings, Value> & Sendable,
    _ values: [Value]
  ) -> Setting where Value.RawValue == String {
    let words = values.map(\.rawValue)
    return Setting(
      name: name, about: about, expected: words.joined(separator: ", "),
      read: { quoted($0[keyPath: place].rawValue) },
      write: { settings, text in
        guard words.contains(text), let value = Value(rawValue: text) else { return false }
        settings[keyPath: place] = value
        return true
      })
  }

  private static func choice<Value: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, _ about: String, _ place: WritableKeyPath<Settings, Value?> & Sendable
  ) -> Setting where Value.RawValue == String {
    Setting(
      name: name, about: about,
      expected: (["auto"] + Value.allCases.map(\.rawValue)).joined(separator: ", "),
      read: { quoted($0[keyPath: place]?.rawValue ?? "auto") },
      write: { settings, text in
        let value = Value(rawValue: text)
        guard value != nil || text == "auto" else { return false }
        settings[keyPath: place] = value
        return true
      })
  }
}
