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

/// Converts decoded frames to RGB24 of a wanted size, keeping what that needs between calls.
final class Scaler {
  private var scaler: EarsightScaler?
  private var scaled: UnsafeMutablePointer<AVFrame>?

  deinit {
    sws_freeContext(scaler)
    av_frame_free(&scaled)
  }

  /// Scales and turns a frame into `output`, rows without padding.
  ///
  /// - Returns: nil, or what was wrong.
  func convert(
    _ frame: UnsafeMutablePointer<AVFrame>, geometry: DisplayGeometry, width: Int, height: Int,
    into output: UnsafeMutableBufferPointer<UInt8>
  ) -> String? {
    precondition(output.count >= 3 * width * height, "frame: the buffer is too small")
    let isTurned = geometry.quarterTurns % 2 == 1
    let across = Int32(isTurned ? height : width)
    let down = Int32(isTurned ? width : height)
    let format = AVPixelFormat(rawValue: frame.pointee.format)
    // Unscaled pictures are looked at; scaled ones are for the network, and must be fast.
    let isScaled = across != frame.pointee.width || down != frame.pointee.height
    scaler = sws_getCachedContext(
      scaler, frame.pointee.width, frame.pointee.height, format, across, down, AV_PIX_FMT_RGB24,
      isScaled ? earsight_scale_bilinear() : earsight_scale_accurate(), nil, nil, nil)
    guard let scaler else { return "pixels of an unknown kind" }
    setColours(of: frame, on: scaler)
    guard let target = target(across, down) else { return "out of memory" }
    let source = withUnsafeBytes(of: frame.pointee.data) {
      Array($0.bindMemory(to: UnsafePointer<UInt8>?.self))
    }
    let sourceStrides = withUnsafeBytes(of: frame.pointee.linesize) {
      Array($0.bindMemory(to: Int32.self))
    }
    var planes: [UnsafeMutablePointer<UInt8>?] = [target.pointee.data.0, nil, nil, nil]
    var strides: [Int32] = [target.pointee.linesize.0, 0, 0, 0]
    let rows = sws_scale(
      scaler, source, sourceStrides, 0, frame.pointee.height, &planes, &strides)
    guard rows == down, let pixels = target.pointee.data.0 else { return "scaling failed" }
    place(
      pixels, stride: Int(target.pointee.linesize.0), geometry: geometry, width: width,
      height: height, into: output)
    return nil
  }

  /// Tells swscale the colour matrix and range that the frame names (BT.601 when it names none).
  private func setColours(of frame: UnsafeMutablePointer<AVFrame>, on scaler: EarsightScaler) {
    var inverse: UnsafeMutablePointer<Int32>?
    var table: UnsafeMutablePointer<Int32>?
    var sourceRange: Int32 = 0
    var targetRange: Int32 = 0
    var brightness: Int32 = 0
    var contrast: Int32 = 0
    var saturation: Int32 = 0
    guard
      sws_getColorspaceDetails(
        scaler, &inverse, &sourceRange, &table, &targetRange, &brightness, &contrast,
        &saturation) >= 0
    else { return }
    if frame.pointee.color_range == AVCOL_RANGE_JPEG { sourceRange = 1 }
    let matrix =
      frame.pointee.colorspace == AVCOL_SPC_UNSPECIFIED
      ? Int32(SWS_CS_DEFAULT) : Int32(frame.pointee.colorspace.rawValue)
    sws_setColorspaceDetails(
      scaler, sws_getCoefficients(matrix), sourceRange, table, targetRange, brightness, contrast,
      saturation)
  }

  /// The padded frame that swscale writes to: it may write past the end of an unpadded row.
  private func target(_ width: Int32, _ height: Int32) -> UnsafeMutablePointer<AVFrame>? {
    if let scaled, scaled.pointee.width == width, scaled.pointee.height == height {
      return scaled
    }
    av_frame_free(&scaled)
    scaled = av_frame_alloc()
    guard let scaled else { return nil }
    scaled.pointee.width = width
    scaled.pointee.height = height
    scaled.pointee.format = AV_PIX_FMT_RGB24.rawValue
    guard av_frame_get_buffer(scaled, 64) >= 0 else {
      av_frame_free(&self.scaled)
      return nil
    }
    return scaled
  }

  /// Copies the rows to their places: mirrored, then turned clockwise.
  private func place(
    _ pixels: UnsafeMutablePointer<UInt8>, stride: Int, geometry: DisplayGeometry, width: Int,
    height: Int, into output: UnsafeMutableBufferPointer<UInt8>
  ) {
    guard let target = output.baseAddress else { return }
    if geometry.quarterTurns == 0, !geometry.isMirrored {
      for row in 0..<height {
        (target + row * 3 * width).update(from: pixels + row * stride, count: 3 * width)
      }
      return
    }
    let isTurned = geometry.quarterTurns % 2 == 1
    let across = isTurned ? height : width
    let down = isTurned ? width : height
    for y in 0..<height {
      for x in 0..<width {
        let (turned, row) =
          switch geometry.quarterTurns {
          case 1: (y, down - 1 - x)
          case 2: (across - 1 - x, down - 1 - y)
          case 3: (across - 1 - y, x)
          default: (x, y)
          }
        let column = geometry.isMirrored ? across - 1 - turned : turned
        let from = pixels + row * stride + 3 * column
        let to = target + 3 * (y * width + x)
        to[0] = from[0]
        to[1] = from[1]
        to[2] = from[2]
      }
    }
  }
}
