import Compute

/// What makes one training or evaluation pair, before anything is decoded.
public struct PairDescription: Sendable, Equatable {
  /// Index of the clip that shows the frame.
  public var pictureClip: Int
  /// Time of the frame in its clip, in seconds.
  public var frameTime: Double
  /// Index of the clip that sounds.
  public var soundClip: Int
  /// Start of the second of sound in its clip, in seconds.
  public var soundStart: Double
  /// Whether frame and sound come from the same moment of the same clip.
  public var corresponds: Bool
  /// How picture and sound are varied.
  public var augmentation: Augmentation
}

/// The variation of one pair's picture and sound (LLL 2.2; ranges as l3embedding has them).
public struct Augmentation: Sendable, Equatable {
  /// Position of the crop in the free range, 0 (left) to 1 (right).
  public var cropX: Double
  /// Position of the crop in the free range, 0 (top) to 1 (bottom).
  public var cropY: Double
  /// Whether the picture is mirrored left to right.
  public var flipped: Bool
  /// Added to each channel, in units of the full range 0 to 1.
  public var brightness: Float
  /// Factor on the distance of each channel from the pixel's grey.
  public var saturation: Float
  /// Factor on the whole second of sound.
  public var gain: Float

  /// Evaluation: centre crop and nothing else.
  public static let none = Augmentation(
    cropX: 0.5, cropY: 0.5, flipped: false, brightness: 0, saturation: 1, gain: 1)

  /// Any position, mirrored half of the time, brightness within 32/255, saturation 0.5 to 1.5,
  /// gain 0.9 to 1.1.
  static func random(_ random: inout RandomStream) -> Augmentation {
    Augmentation(
      cropX: random.uniform(), cropY: random.uniform(), flipped: random.uniform() < 0.5,
      brightness: Float(random.uniform() * 2 - 1) * 32 / 255,
      saturation: Float(0.5 + random.uniform()), gain: Float(0.9 + 0.2 * random.uniform()))
  }
}
