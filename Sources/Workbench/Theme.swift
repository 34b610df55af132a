import Terminal

/// What things look like in each colour tier.
///
/// Text keeps the terminal's own colours, so it reads on dark and on light; words that must be seen
/// stand on a ground of their own. Curves take colours of Okabe and Ito that differ for every eye
/// and stand out from black as from white.
public struct Theme: Sendable, Equatable {
  /// Colours that there are.
  public var tier: ColorTier
  /// Glyphs that there are.
  public var glyphs: GlyphSet
  /// How pictures divide cells.
  public var mosaic = Mosaic.half

  /// A theme.
  public init(tier: ColorTier, glyphs: GlyphSet) {
    self.tier = tier
    self.glyphs = glyphs
  }

  /// What a curve shows.
  public enum Curve: CaseIterable, Sendable {
    case train, validation, gradient, learningRate, speed
  }

  /// How urgent a word is.
  public enum Badge: CaseIterable, Sendable {
    case good, busy, waiting, warning, bad
  }

  /// Style of a curve.
  public func curve(_ curve: Curve) -> Style {
    switch tier {
    case .monochrome: return .bold
    case .palette8, .palette16:
      switch curve {
      case .train: return Style(.palette(6))
      case .validation: return Style(.palette(3))
      case .gradient: return Style(.palette(2))
      case .learningRate: return Style(.palette(5))
      case .speed: return Style(.palette(4))
      }
    case .palette256, .trueColor:
      switch curve {
      case .train: return Style(.palette(32))
      case .validation: return Style(.palette(166))
      case .gradient: return Style(.palette(36))
      case .learningRate: return Style(.palette(175))
      case .speed: return Style(.palette(178))
      }
    }
  }

  /// Style of what was measured before smoothing.
  public func raw(_ curve: Curve) -> Style {
    switch tier {
    case .monochrome: .dim
    case .palette8, .palette16: Style(.palette(4), on: .standard, .dim)
    case .palette256, .trueColor: Style(.palette(curve == .train ? 67 : 102), on: .standard, .dim)
    }
  }

  /// Style of a word on its own ground.
  public func badge(_ badge: Badge) -> Style {
    switch tier {
    case .monochrome:
      return Style(.standard, on: .standard, [.reverse, .bold])
    case .palette8, .palette16:
      switch badge {
      case .good: return Style(.palette(0), on: .palette(2))
      case .busy: return Style(.palette(0), on: .palette(6))
      case .waiting: return Style(.palette(0), on: .palette(7))
      case .warning: return Style(.palette(0), on: .palette(3))
      case .bad: return Style(.palette(7), on: .palette(1), .bold)
      }
    case .palette256, .trueColor:
      switch badge {
      case .good: return Style(.palette(16), on: .palette(36), .bold)
      case .busy: return Style(.palette(16), on: .palette(74), .bold)
      case .waiting: return Style(.palette(16), on: .palette(250), .bold)
      case .warning: return Style(.palette(16), on: .palette(214), .bold)
      case .bad: return Style(.palette(231), on: .palette(160), .bold)
      }
    }
  }
}
