import ArgumentParser
import Terminal

/// How the screen looks, where a command has one.
struct ScreenOptions: ParsableArguments {
  @Option(
    name: [.customLong("color"), .customLong("colour")],
    help: "Colours of the screen: auto, truecolor, 256, 16, 8 or mono.")
  var color = "auto"

  func validate() throws {
    if color != "auto", tier == nil {
      throw ValidationError("--color \(color): expected auto, truecolor, 256, 16, 8 or mono")
    }
  }

  /// The colours asked for; nil finds out.
  var tier: ColorTier? { ColorTier(rawValue: color) }
}
