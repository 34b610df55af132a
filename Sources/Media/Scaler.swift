import CFFmpeg

/// Converts decoded frames to colour pictures of a wanted size, keeping what that needs between
/// calls; one thread's own.
package final class Scaler {
  /// Conversions kept: so many kinds of clip can take turns without one being planned anew (0.1 ms).
  private static let limit = 8

  /// What a conversion is planned for.
  private struct Plan: Equatable {
    var width: Int32
    var height: Int32
    var format: Int32
    var across: Int32
    var down: Int32
    var isExact: Bool
    var matrix: Int32
    var isFullRange: Bool
  }

  /// A planned conversion with the padded frame that it writes to: swscale may write past the end
  /// of an unpadded row.
  private struct Conversion {
    var plan: Plan
    var context: EarsightScaler
    var target: UnsafeMutablePointer<AVFrame>

    func free() {
      sws_freeContext(context)
      var target: UnsafeMutablePointer<AVFrame>? = target
      av_frame_free(&target)
    }
  }

  private var conversions: [Conversion] = []
  /// A turned picture, RGB24.
  private var turned: UnsafeMutableBufferPointer<UInt8> = .allocate(capacity: 0)

  /// A scaler that has converted nothing yet.
  package init() {}

  deinit {
    for conversion in conversions { conversion.free() }
    turned.deallocate()
  }

  /// Why a frame could not be converted.
  struct Failure: Error {
    let reason: String
  }

  /// Scales and turns a frame.
  func convert(
    _ picture: LocatedPicture, geometry: DisplayGeometry
  ) -> Result<PictureView, Failure> {
    let frame = picture.frame
    let isTurned = geometry.quarterTurns % 2 == 1
    let isFullRange =
      frame.pointee.color_range == AVCOL_RANGE_JPEG || isJPEGFormat(frame.pointee.format)
    let plan = Plan(
      width: frame.pointee.width, height: frame.pointee.height, format: frame.pointee.format,
      across: Int32(isTurned ? picture.height : picture.width),
      down: Int32(isTurned ? picture.width : picture.height), isExact: picture.isExact,
      matrix: frame.pointee.colorspace == AVCOL_SPC_UNSPECIFIED
        ? Int32(SWS_CS_DEFAULT) : Int32(frame.pointee.colorspace.rawValue),
      isFullRange: isFullRange)
    guard let conversion = conversion(plan) else {
      return .failure(Failure(reason: "pixels of an unknown kind, or out of memory"))
    }
    let target = conversion.target
    let rows = earsight_scale(conversion.context, frame, target)
    guard rows == plan.down, let first = target.pointee.data.0 else {
      return .failure(Failure(reason: "scaling failed"))
    }
    let stride = Int(target.pointee.linesize.0)
    let (across, down) = (Int(plan.across), Int(plan.down))
    // Planes come in the order green, blue, red.
    let view =
      if let blue = target.pointee.data.1, let red = target.pointee.data.2 {
        PictureView(
          red: red, green: first, blue: blue, rowStride: stride, width: across, height: down)
      } else {
        PictureView(interleaved: first, rowStride: stride, width: across, height: down)
      }
    if geometry.quarterTurns == 0, !geometry.isMirrored { return .success(view) }
    return .success(turn(view, geometry, width: picture.width, height: picture.height))
  }

  private func isJPEGFormat(_ format: Int32) -> Bool {
    [AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ440P]
      .contains { $0.rawValue == format }
  }

  /// The conversion of a plan, the one used last at the end.
  private func conversion(_ plan: Plan) -> Conversion? {
    if let place = conversions.lastIndex(where: { $0.plan == plan }) {
      if place < conversions.count - 1 { conversions.append(conversions.remove(at: place)) }
      return conversions.last
    }
    let isScaled = plan.across != plan.width || plan.down != plan.height
    // swscale writes planes at three times the speed of pixels when it scales; when it does not, it
    // has a fast way to pixels (0.21 and 0.56 ms, 0.28 and 0.04 ms; measured: 341x256).
    let format = isScaled && !plan.isExact ? AV_PIX_FMT_GBRP : AV_PIX_FMT_RGB24
    let context = sws_getContext(
      plan.width, plan.height, AVPixelFormat(rawValue: plan.format), plan.across, plan.down,
      format, plan.isExact ? earsight_scale_accurate() : earsight_scale_bilinear(), nil, nil, nil)
    guard let context else { return nil }
    setColours(plan, on: context)
    guard let target = Self.target(plan.across, plan.down, format) else {
      sws_freeContext(context)
      return nil
    }
    if conversions.count >= Self.limit { conversions.removeFirst().free() }
    conversions.append(Conversion(plan: plan, context: context, target: target))
    return conversions.last
  }

  /// Tells swscale the colour matrix and range that the frame names (BT.601 when it names none).
  private func setColours(_ plan: Plan, on context: EarsightScaler) {
    var inverse: UnsafeMutablePointer<Int32>?
    var table: UnsafeMutablePointer<Int32>?
    var sourceRange: Int32 = 0
    var targetRange: Int32 = 0
    var brightness: Int32 = 0
    var contrast: Int32 = 0
    var saturation: Int32 = 0
    guard
      sws_getColorspaceDetails(
        context, &inverse, &sourceRange, &table, &targetRange, &brightness, &contrast,
        &saturation) >= 0
    else { return }
    if plan.isFullRange { sourceRange = 1 }
    sws_setColorspaceDetails(
      context, sws_getCoefficients(plan.matrix), sourceRange, table, targetRange, brightness,
      contrast, saturation)
  }

  private static func target(
    _ width: Int32, _ height: Int32, _ format: AVPixelFormat
  ) -> UnsafeMutablePointer<AVFrame>? {
    var target = av_frame_alloc()
    guard let frame = target else { return nil }
    frame.pointee.width = width
    frame.pointee.height = height
    frame.pointee.format = format.rawValue
    guard av_frame_get_buffer(frame, 64) >= 0 else {
      av_frame_free(&target)
      return nil
    }
    return frame
  }

  /// Puts the pixels in their places: mirrored, then turned clockwise.
  private func turn(
    _ source: PictureView, _ geometry: DisplayGeometry, width: Int, height: Int
  ) -> PictureView {
    if turned.count < 3 * width * height {
      turned.deallocate()
      turned = .allocate(capacity: 3 * width * height)
      turned.initialize(repeating: 0)
    }
    let (across, down) = (source.width, source.height)
    for y in 0..<height {
      for x in 0..<width {
        let (column, row) =
          switch geometry.quarterTurns {
          case 1: (y, down - 1 - x)
          case 2: (across - 1 - x, down - 1 - y)
          case 3: (across - 1 - y, x)
          default: (x, y)
          }
        let from =
          row * source.rowStride
          + (geometry.isMirrored ? across - 1 - column : column) * source.pixelStride
        let to = 3 * (y * width + x)
        turned[to] = source.red[from]
        turned[to + 1] = source.green[from]
        turned[to + 2] = source.blue[from]
      }
    }
    guard let pixels = turned.baseAddress else { preconditionFailure("out of memory") }
    return PictureView(
      interleaved: pixels, rowStride: 3 * width, width: width, height: height)
  }
}
