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
  /// Whether frames and spectrograms are shown in pixels.
  public var showsPixels = false
  /// What colours stand on.
  public var ground = Ground.either
  /// Colours of spectrograms.
  public var spectrogram = Ramp.magma
  /// Colours of activations, metrics and counts.
  public var activation = Ramp.viridis

  /// What colours stand on: the terminal's own background.
  public enum Ground: String, CaseIterable, Codable, Sendable {
    case dark, light
    /// Not known: colours that are seen on both.
    case either

    /// The ground by `COLORFGBG`, which some terminals set: the palette entries of text and ground,
    /// as `15;0`.
    public init(environment: [String: String]) {
      let last = (environment["COLORFGBG"] ?? "").split(separator: ";").last
      switch last.flatMap({ Int($0) }) ?? -1 {
      case 0...6, 8: self = .dark
      case 7, 9...15: self = .light
      default: self = .either
      }
    }
  }

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
      // Yellow is not seen on white.
      case .validation: return Style(.palette(ground == .light ? 1 : 3))
      case .gradient: return Style(.palette(2))
      case .learningRate: return Style(.palette(5))
      case .speed: return Style(.palette(4))
      }
    case .palette256, .trueColor:
      // On either ground hues of Okabe and Ito, on a known one 4.5:1 from it.
      let entries: (dark: UInt8, light: UInt8, either: UInt8) =
        switch curve {
        case .train: (74, 25, 32)
        case .validation: (208, 124, 166)
        case .gradient: (43, 22, 36)
        case .learningRate: (176, 90, 175)
        case .speed: (220, 58, 178)
        }
      return Style(.palette(on(entries)))
    }
  }

  /// The entry for the ground.
  func on(_ entries: (dark: UInt8, light: UInt8, either: UInt8)) -> UInt8 {
    switch ground {
    case .dark: entries.dark
    case .light: entries.light
    case .either: entries.either
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
