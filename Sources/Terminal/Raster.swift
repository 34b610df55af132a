/// A picture as bytes: red, green and blue of each pixel, row after row from the top, sRGB.
public struct Raster: Hashable, Sendable {
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int
  /// `width * height * 3` bytes.
  public let pixels: [UInt8]

  /// A picture; traps when the number of bytes is not that of the pixels.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width >= 0 && height >= 0 && pixels.count == width * height * 3,
      "a raster of \(width)x\(height) pixels has \(width * height * 3) bytes, not \(pixels.count)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The means of the areas that fall on each pixel of another size, `width * height` colours with
  /// components 0 to 255. Pixels that fall on two areas count in both by their share.
  package func resampled(width: Int, height: Int) -> [SIMD3<Float>] {
    guard self.width > 0, self.height > 0, width > 0, height > 0 else { return [] }
    // One direction after the other: rows first, then columns.
    let across = Raster.shares(from: self.width, to: width)
    let down = Raster.shares(from: self.height, to: height)
    var rows = [SIMD3<Float>](repeating: .zero, count: width * self.height)
    for y in 0..<self.height {
      for x in 0..<width {
        var sum = SIMD3<Float>.zero
        for (source, share) in across[x] {
          let index = (y * self.width + source) * 3
          sum +=
            share
            * SIMD3(Float(pixels[index]), Float(pixels[index + 1]), Float(pixels[index + 2]))
        }
        rows[y * width + x] = sum
      }
    }
    var result = [SIMD3<Float>](repeating: .zero, count: width * height)
    for y in 0..<height {
      for (source, share) in down[y] {
        for x in 0..<width { result[y * width + x] += share * rows[source * width + x] }
      }
    }
    return result
  }

  /// For each of `target` equal parts of `count` pixels: the pixels that it covers and their shares
  /// of it, which add up to 1.
  private static func shares(from count: Int, to target: Int) -> [[(Int, Float)]] {
    (0..<target).map { part in
      let start = Double(part) * Double(count) / Double(target)
      let end = Double(part + 1) * Double(count) / Double(target)
      return (Int(start)...max(Int(start), min(count - 1, Int(end)))).compactMap { pixel in
        let share = (min(end, Double(pixel + 1)) - max(start, Double(pixel))) / (end - start)
        return share > 1e-9 ? (pixel, Float(share)) : nil
      }
    }
  }
}
