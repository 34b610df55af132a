import Scales
import Terminal

/// How a difference of the trained and the random network is written and drawn, on every screen: blue
/// where the random one has more, orange where the trained one has.
enum Difference {
  /// What is shown, in the title of a pane.
  static let title = "trained - random"

  /// A value with its sign.
  static func text(_ value: Double, _ size: (Double) -> String = NumberText.fraction) -> String {
    (value < 0 ? "-" : "+") + size(abs(value))
  }

  /// What the colours over a picture mean; with few colours what stands for them.
  static func legend(_ theme: Theme) -> String {
    theme.tier.paletteSize < 256
      ? "trained more reversed, less underlined" : "trained more orange, less blue"
  }

  /// A bar as long as the value is great, against the greatest, in the colour of its sign.
  static func drawBar(
    _ value: Double, of greatest: Double, x: Int, y: Int, width: Int, _ theme: Theme,
    on grid: inout Grid
  ) {
    let color = Ramp.difference.color(value < 0 ? 0.1 : 0.9, tier: theme.tier)
    Gauge.draw(
      abs(value) / max(greatest, 1e-12), x: x, y: y, width: width, on: &grid,
      glyphs: theme.glyphs, Style(color))
  }
}
