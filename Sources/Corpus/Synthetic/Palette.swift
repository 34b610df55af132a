/// A colour: red, green, blue in [0, 255].
struct Colour: Sendable {
  var red: Float
  var green: Float
  var blue: Float

  init(_ red: Float, _ green: Float, _ blue: Float) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A colour of this hue (turns), saturation and luminance (both in [0, 1]).
  ///
  /// The luminance (0.30 R + 0.59 G + 0.11 B, Rec. 601) comes out as asked for; the saturation gives
  /// way where the cube of colours ends.
  init(hue: Float, saturation: Float, luminance: Float) {
    func ramp(_ offset: Float) -> Float {
      let h = (hue + offset) - (hue + offset).rounded(.down)
      return clamp(abs(h * 6 - 3) - 1, 0, 1)
    }
    let pure = (ramp(0), ramp(2 / 3), ramp(1 / 3))
    let grey = 0.30 * pure.0 + 0.59 * pure.1 + 0.11 * pure.2
    var reach = saturation
    for part in [pure.0 - grey, pure.1 - grey, pure.2 - grey] {
      if part > 1e-4 { reach = min(reach, (1 - luminance) / part) }
      if part < -1e-4 { reach = min(reach, -luminance / part) }
    }
    red = 255 * (luminance + reach * (pure.0 - grey))
    green = 255 * (luminance + reach * (pure.1 - grey))
    blue = 255 * (luminance + reach * (pure.2 - grey))
  }

  /// The way from this colour to another, 0 here, 1 there.
  func mixed(_ other: Colour, _ t: Float) -> Colour {
    Colour(mix(red, other.red, t), mix(green, other.green, t), mix(blue, other.blue, t))
  }

  static let white = Colour(255, 255, 255)
  static let black = Colour(0, 0, 0)
}

/// The colours of one clip, drawn without any look at its class.
///
/// Hues follow one of the usual harmonies about a random base. Background and body draw their
/// luminances from one range, well apart from each other, either of them the lighter one; lines are
/// dark ink. So shapes are readable in every palette while the mean colour of a frame says nothing.
struct Palette: Sendable {
  /// Two colours of the background, close to each other.
  let back: (Colour, Colour)
  /// The object's main colour.
  let body: Colour
  /// A second colour that stands out from the body.
  let trim: Colour
  /// A third one, between both in luminance, of another hue.
  let accent: Colour
  /// Thin lines: stands out from body and background.
  let line: Colour

  /// Draws a palette.
  init(_ random: inout SceneRandom) {
    let hue = random.uniform(0, 1)
    let harmony = random.pick(
      [
        [0, 0.08, -0.08], [0, 0.5, 0.42], [0, 0.33, 0.66], [0, 0.45, 0.55], [0, 0.25, 0.5],
      ] as [[Float]])
    let apart = random.uniform(0.22, 0.36)
    let low = random.uniform(0.36, 0.84 - apart)
    let isLighter = random.chance(0.5)
    let (ground, main) = isLighter ? (low, low + apart) : (low + apart, low)
    let side: Float = main > 0.6 ? 1 : -1
    let saturation = random.uniform(0.05, 0.75)
    func colour(_ index: Int, _ luminance: Float, _ share: Float) -> Colour {
      Colour(
        hue: hue + harmony[index], saturation: saturation * share,
        luminance: clamp(luminance, 0.04, 0.96))
    }
    let spread = random.uniform(0.015, 0.05)
    back = (colour(0, ground - spread, 0.7), colour(0, ground + spread, 0.7))
    body = colour(1, main, 1)
    trim = colour(2, main - side * random.uniform(0.28, 0.4), 0.9)
    accent = colour(random.whole(0...2), main - side * random.uniform(0.1, 0.18), 1)
    line = colour(1, random.uniform(0.05, 0.1), 0.5)
  }
}
