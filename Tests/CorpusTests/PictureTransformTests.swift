import Corpus
import Testing

@Suite("From a picture to the network's input")
struct PictureTransformTests {
  private static let (width, height, size) = (11, 9, 6)

  /// Bytes without a pattern, black and white among them.
  private static let pixels: [UInt8] = (0..<width * height * 3).map { place -> UInt8 in
    if place % 17 == 0 { return 0 }
    return place % 19 == 0 ? 255 : UInt8((place * 7919 + 13) % 251)
  }

  /// The slow twin: one value of the input at a time, as science has it, in `Double`.
  private func twin(_ augmentation: Augmentation) -> [Double] {
    let (width, height, size) = (Self.width, Self.height, Self.size)
    let left = Int((augmentation.cropX * Double(width - size)).rounded())
    let top = Int((augmentation.cropY * Double(height - size)).rounded())
    var result: [Double] = []
    for channel in 0..<3 {
      for y in 0..<size {
        for x in 0..<size {
          let column = left + (augmentation.flipped ? size - 1 - x : x)
          let place = 3 * ((top + y) * width + column)
          let color = (0..<3).map { Double(Self.pixels[place + $0]) / 255 }
          // ITU-R BT.601.
          let grey = 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]
          let saturated = grey + Double(augmentation.saturation) * (color[channel] - grey)
          let shifted = min(1, max(0, saturated + Double(augmentation.brightness)))
          result.append(2 * shifted - 1)
        }
      }
    }
    return result
  }

  private func transform(_ augmentation: Augmentation) -> [Float] {
    let size = Self.size
    return [Float](unsafeUninitializedCapacity: 3 * size * size) { buffer, count in
      count = 3 * size * size
      guard let output = buffer.baseAddress else { return }
      Self.pixels.withUnsafeBufferPointer {
        PictureTransform.apply(
          $0, width: Self.width, height: Self.height, size: size, augmentation: augmentation,
          to: output)
      }
    }
  }

  private func varied(_ change: (inout Augmentation) -> Void) -> Augmentation {
    var augmentation = Augmentation.none
    change(&augmentation)
    return augmentation
  }

  /// The largest difference between input and twin.
  private func difference(_ augmentation: Augmentation) -> Double {
    let (found, wanted) = (transform(augmentation), twin(augmentation))
    #expect(found.count == wanted.count)
    return zip(found, wanted).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
  }

  @Test("each variation by itself is that of a slow, plain twin")
  func single() {
    for augmentation in [
      Augmentation.none, varied { $0.flipped = true }, varied { ($0.cropX, $0.cropY) = (0, 1) },
      varied { ($0.cropX, $0.cropY) = (1, 0) }, varied { $0.saturation = 0.5 },
      varied { $0.saturation = 1.5 }, varied { $0.brightness = 32 / 255 },
      varied { $0.brightness = -32 / 255 },
    ] {
      #expect(difference(augmentation) < 2e-6, "\(augmentation)")
    }
  }

  @Test("all variations together are those of the twin")
  func together() throws {
    for pair in try PairSamplerTests.sampler().pairs(0..<500) {
      #expect(difference(pair.augmentation) < 2e-6, "\(pair.augmentation)")
    }
  }

  @Test("the crop reaches both edges of the picture, and every place between")
  func crops() throws {
    let pairs = try PairSamplerTests.sampler().pairs(0..<2000)
    func corner(_ augmentation: Augmentation) -> [Float] {
      var plain = Augmentation.none
      (plain.cropX, plain.cropY) = (augmentation.cropX, augmentation.cropY)
      let input = transform(plain)
      return (0..<3).map { input[$0 * Self.size * Self.size] }
    }
    let found = Set(pairs.map { corner($0.augmentation) })
    var wanted: Set<[Float]> = []
    for y in 0...(Self.height - Self.size) {
      for x in 0...(Self.width - Self.size) {
        wanted.insert(
          (0..<3).map { Float(Self.pixels[3 * (y * Self.width + x) + $0]) * (2 / 255) - 1 })
      }
    }
    #expect(found.count == 24 && wanted.count == 24)
    let isNear = found.allSatisfy { color in
      wanted.contains { zip($0, color).allSatisfy { abs($0 - $1) < 1e-6 } }
    }
    #expect(isNear)
  }

  @Test("black and white stay within -1 and 1, and a gain or a sound changes no picture")
  func limits() {
    let bright = transform(varied { ($0.brightness, $0.saturation) = (32 / 255, 1.5) })
    let dark = transform(varied { ($0.brightness, $0.saturation) = (-32 / 255, 1.5) })
    #expect(bright.max() == 1 && dark.min() == -1)
    #expect((bright + dark).allSatisfy { (-1...1).contains($0) })
    #expect(transform(varied { $0.gain = 0.9 }) == transform(.none))
  }
}
