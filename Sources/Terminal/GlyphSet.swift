/// Which glyphs the terminal can show: Unicode line drawing, blocks and braille, or ASCII only.
public enum GlyphSet: String, CaseIterable, Sendable {
  case unicode
  case ascii

  /// Lines of a border, clockwise from the top left corner.
  public struct Border: Sendable {
    /// Corners and lines.
    public let topLeft, top, topRight, side, bottomLeft, bottom, bottomRight: Unicode.Scalar
  }

  /// The lines of a panel: heavy where the focus is.
  public func border(focused: Bool) -> Border {
    switch (self, focused) {
    case (.unicode, true):
      Border(
        topLeft: "┏", top: "━", topRight: "┓", side: "┃", bottomLeft: "┗", bottom: "━",
        bottomRight: "┛")
    case (.unicode, false):
      Border(
        topLeft: "┌", top: "─", topRight: "┐", side: "│", bottomLeft: "└", bottom: "─",
        bottomRight: "┘")
    case (.ascii, true):
      Border(
        topLeft: "#", top: "=", topRight: "#", side: "#", bottomLeft: "#", bottom: "=",
        bottomRight: "#")
    case (.ascii, false):
      Border(
        topLeft: "+", top: "-", topRight: "+", side: "|", bottomLeft: "+", bottom: "-",
        bottomRight: "+")
    }
  }

  /// Ends text that did not fit.
  public var ellipsis: Unicode.Scalar { self == .unicode ? "…" : "~" }
  /// A point of a sparse curve.
  public var point: Unicode.Scalar { self == .unicode ? "●" : "o" }
  /// What was measured before smoothing, in legends; in ASCII also in charts.
  public var speck: Unicode.Scalar { self == .unicode ? "⣿" : "." }
  /// A stroke of a curve, in legends.
  public var stroke: Unicode.Scalar { self == .unicode ? "━" : "-" }
  /// The vertical line of a chart's y axis, and the same with a tick.
  public var axis: (line: Unicode.Scalar, tick: Unicode.Scalar) {
    self == .unicode ? ("│", "┤") : ("|", "+")
  }
  /// The horizontal line of a chart's x axis, the same with a tick, and the corner.
  public var baseline: (line: Unicode.Scalar, tick: Unicode.Scalar, corner: Unicode.Scalar) {
    self == .unicode ? ("─", "┴", "└") : ("-", "+", "+")
  }
  /// Dashes of a reference line.
  public var dash: Unicode.Scalar { self == .unicode ? "╌" : "-" }
  /// A chart's vertical line at the place that is read.
  public var cursor: Unicode.Scalar { self == .unicode ? "┆" : ":" }
  /// A checkpoint on a chart's axis, and the best one.
  public var checkpoint: (saved: Unicode.Scalar, best: Unicode.Scalar) {
    self == .unicode ? ("▵", "▲") : ("^", "A")
  }
  /// Points at the selected row.
  public var pointer: Unicode.Scalar { self == .unicode ? "▸" : ">" }
  /// Between words of equal rank.
  public var dot: Unicode.Scalar { self == .unicode ? "·" : "-" }
  /// An arrow up and one down.
  public var arrows: (up: Unicode.Scalar, down: Unicode.Scalar) {
    self == .unicode ? ("↑", "↓") : ("^", "v")
  }
}
