import Media

/// From an RGB picture whose shortest side is 256 to the network's input [3, 224, 224] in [-1, 1].
public enum PictureTransform {
  /// Pixels of the shortest side before cropping (LLL 2.2).
  public static let shortestSide = 256

  /// Weights of red, green and blue in a pixel's grey (ITU-R BT.601).
  private static let grey: (Float, Float, Float) = (0.299, 0.587, 0.114)

  /// Crops, mirrors, changes brightness and saturation, and scales to [-1, 1].
  ///
  /// - Parameters:
  ///   - source: RGB rows, `width * height * 3` bytes; both sides at least `size`.
  ///   - output: [3, size, size].
  ///   - augmentation: what to vary.
  public static func apply(
    _ source: UnsafeBufferPointer<UInt8>, width: Int, height: Int, size: Int,
    augmentation: Augmentation, to output: UnsafeMutablePointer<Float>
  ) {
    guard let pixels = source.baseAddress, source.count >= 3 * width * height else {
      preconditionFailure("picture of \(width)x\(height) in \(source.count) bytes")
    }
    apply(
      PictureView(interleaved: pixels, rowStride: 3 * width, width: width, height: height),
      size: size, augmentation: augmentation, to: output)
  }

  /// Crops, mirrors, changes brightness and saturation, and scales to [-1, 1].
  ///
  /// - Parameters:
  ///   - source: both sides at least `size`.
  ///   - output: [3, size, size].
  ///   - augmentation: what to vary.
  public static func apply(
    _ source: PictureView, size: Int, augmentation: Augmentation,
    to output: UnsafeMutablePointer<Float>
  ) {
    let (width, height) = (source.width, source.height)
    precondition(width >= size && height >= size, "crop of \(size) from \(width)x\(height)")
    let left = Int((augmentation.cropX * Double(width - size)).rounded())
    let top = Int((augmentation.cropY * Double(height - size)).rounded())
    let shade = Shade(
      saturation: augmentation.saturation, offset: 2 * augmentation.brightness - 1)
    let plane = size * size
    for y in 0..<size {
      let start = (top + y) * source.rowStride + left * source.pixelStride
      let row = output + y * size
      let (red, green, blue) = (source.red + start, source.green + start, source.blue + start)
      // Constant strides let the compiler work on many pixels at a time.
      if source.pixelStride == 1 {
        shade.apply(red, green, blue, stride: 1, row, plane: plane, count: size)
      } else {
        shade.apply(red, green, blue, stride: 3, row, plane: plane, count: size)
      }
      if augmentation.flipped {
        for channel in 0..<3 { reverse(row + channel * plane, count: size) }
      }
    }
  }

  private static func reverse(_ row: UnsafeMutablePointer<Float>, count: Int) {
    for x in 0..<count / 2 {
      let left = row[x]
      row[x] = row[count - 1 - x]
      row[count - 1 - x] = left
    }
  }

  /// v in 0...255 -> saturated towards or away from grey, shifted, and mapped to [-1, 1].
  private struct Shade {
    var saturation: Float
    var offset: Float

    @inline(__always)
    func apply(
      _ red: UnsafePointer<UInt8>, _ green: UnsafePointer<UInt8>, _ blue: UnsafePointer<UInt8>,
      stride: Int, _ row: UnsafeMutablePointer<Float>, plane: Int, count: Int
    ) {
      let scale: Float = 2 / 255
      let (reds, greens, blues) = (row, row + plane, row + 2 * plane)
      for x in 0..<count {
        let r = Float(red[x &* stride])
        let g = Float(green[x &* stride])
        let b = Float(blue[x &* stride])
        let base = (grey.0 * r + grey.1 * g + grey.2 * b) * (1 - saturation)
        reds[x] = clamp((base + saturation * r) * scale + offset)
        greens[x] = clamp((base + saturation * g) * scale + offset)
        blues[x] = clamp((base + saturation * b) * scale + offset)
      }
    }

    @inline(__always)
    private func clamp(_ v: Float) -> Float { max(-1, min(1, v)) }
  }
}
