import CFFmpeg

/// How large a picture is wanted.
public enum PictureSize: Sendable, Equatable {
  /// As displayed, unscaled.
  case native
  /// Exactly so many pixels across and down, whatever the picture's own shape.
  case exactly(width: Int, height: Int)
  /// The shape kept, the shorter side so many pixels long, the longer one rounded.
  case shortestSide(Int)
}

/// How the coded pictures of a file turn into displayed ones: pixel aspect, then rotation.
struct DisplayGeometry: Equatable {
  /// Width of a pixel by its height.
  var pixelAspect = 1.0
  /// Clockwise quarter turns, 0 to 3.
  var quarterTurns = 0
  /// Whether left and right change places, before turning.
  var isMirrored = false

  /// The longest side of a picture that is decoded: a larger one is a damaged header.
  static let longestSide = 16_384

  /// Square pixels, upright.
  init() {}

  /// Reads the stream's pixel aspect and display matrix.
  init(
    context: UnsafeMutablePointer<AVFormatContext>, stream: UnsafeMutablePointer<AVStream>
  ) {
    let aspect = av_guess_sample_aspect_ratio(context, stream, nil).value
    if aspect > 0.1, aspect < 10 { pixelAspect = aspect }
    guard let matrix = earsight_display_matrix(stream) else { return }
    // Rows (a b u)(c d v): a mirroring has a negative determinant.
    let determinant =
      Double(matrix[0]) * Double(matrix[4]) - Double(matrix[1]) * Double(matrix[3])
    isMirrored = determinant < 0
    var unmirrored = Array(UnsafeBufferPointer(start: matrix, count: 9))
    if isMirrored { av_display_matrix_flip(&unmirrored, 1, 0) }
    // The angle is counter-clockwise.
    let angle = av_display_rotation_get(unmirrored)
    if angle.isFinite { quarterTurns = ((Int((-angle / 90).rounded()) % 4) + 4) % 4 }
  }

  /// Pixels across and down of a coded picture as displayed, unscaled.
  func displaySize(width: Int, height: Int) -> (width: Int, height: Int) {
    let wide = max(1, Int((Double(width) * pixelAspect).rounded()))
    return quarterTurns % 2 == 0 ? (wide, height) : (height, wide)
  }

  /// Pixels across and down of the picture that is wanted of a coded picture.
  func size(_ wanted: PictureSize, width: Int, height: Int) -> (width: Int, height: Int) {
    let shown = displaySize(width: width, height: height)
    switch wanted {
    case .native: return shown
    case .exactly(let width, let height): return (width, height)
    case .shortestSide(let side):
      let short = Double(min(shown.width, shown.height))
      func scaled(_ length: Int) -> Int {
        max(side, Int((Double(length) * Double(side) / short).rounded()))
      }
      return shown.width <= shown.height
        ? (side, scaled(shown.height)) : (scaled(shown.width), side)
    }
  }
}
