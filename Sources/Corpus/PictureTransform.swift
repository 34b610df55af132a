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
    precondition(width >= size && height >= size, "crop of \(size) from \(width)x\(height)")
    let left = Int((augmentation.cropX * Double(width - size)).rounded())
    let top = Int((augmentation.cropY * Double(height - size)).rounded())
    let saturation = augmentation.saturation
    let plane = size * size
    // v in 0...255 -> saturated towards or away from grey, shifted, and mapped to [-1, 1].
    let scale: Float = 2 / 255
    let offset = 2 * augmentation.brightness - 1
    let step = augmentation.flipped ? -3 : 3
    for y in 0..<size {
      var p = ((top + y) * width + left + (augmentation.flipped ? size - 1 : 0)) * 3
      let row = output + y * size
      for x in 0..<size {
        let r = Float(source[p])
        let g = Float(source[p + 1])
        let b = Float(source[p + 2])
        let base = (grey.0 * r + grey.1 * g + grey.2 * b) * (1 - saturation)
        row[x] = clamp((base + saturation * r) * scale + offset)
        row[plane + x] = clamp((base + saturation * g) * scale + offset)
        row[2 * plane + x] = clamp((base + saturation * b) * scale + offset)
        p += step
      }
    }
  }

  @inline(__always)
  private static func clamp(_ v: Float) -> Float { max(-1, min(1, v)) }
}
