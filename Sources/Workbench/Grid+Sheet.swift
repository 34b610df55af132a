import Figures
import Scales
import Terminal

extension Grid {
  /// The cells as a figure: the terminal's own colours are the theme's, palettes are xterm's.
  func sheet(title: String, theme: Figures.Theme = .dark) -> CellSheet {
    func rgb(_ color: Color) -> RGB? {
      color.components.map { RGB(UInt8($0.red), UInt8($0.green), UInt8($0.blue)) }
    }
    let rows = (0..<size.height).map { y in
      (0..<size.width).map { x -> CellSheet.Cell in
        let cell = self[x, y]
        var (ink, ground) = (rgb(cell.style.foreground), rgb(cell.style.background))
        if cell.style.attributes.contains(.reverse) {
          (ink, ground) = (ground ?? theme.background, ink ?? theme.ink)
        }
        return CellSheet.Cell(
          cell.glyph, ink: ink, ground: ground, isDim: cell.style.attributes.contains(.dim),
          isBold: cell.style.attributes.contains(.bold),
          isUnderlined: cell.style.attributes.contains(.underline),
          columns: cell.isTail ? 0 : CellText.columns(of: cell.glyph))
      }
    }
    return CellSheet(rows, title: title, theme: theme)
  }
}
