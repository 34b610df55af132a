/// How a convolution is cut into strips of output rows, and how a strip lies in memory.
///
/// See `convolution.h` of CKernels for the layout. With Ws = Wo + 1 and flat position p = r * Ws + x,
/// every one of the nine taps of a packed strip is one contiguous stream.
struct StripGeometry {
  /// Output rows of a strip; the last may have fewer.
  let rows: Int
  /// Strips of an image.
  let strips: Int
  /// Floats from one channel of the packed input to the next.
  let channelStride: Int
  /// Floats from one channel of the strip's output to the next.
  let outputStride: Int
  /// Floats of a packed row.
  let rowLength: Int

  /// The strip's positions are computed in steps of up to this many (AVX-512: 3 vectors of 16).
  static let step = 48

  init(_ shape: ConvolutionShape, rows wanted: Int) {
    let most = max(1, min(shape.outputHeight, wanted))
    strips = (shape.outputHeight + most - 1) / most
    rows = (shape.outputHeight + strips - 1) / strips
    rowLength = shape.outputWidth + 1
    channelStride = Self.channelCount(shape, rows: rows)
    outputStride = (rows * rowLength + Self.step - 1) / Self.step * Self.step + 16
  }

  /// Floats of a packed channel, with room for the last tap of the last step, a multiple of 16.
  private static func channelCount(_ shape: ConvolutionShape, rows: Int) -> Int {
    let rowLength = shape.outputWidth + 1
    let used =
      shape.stride == 1 ? (rows + 2) * rowLength : 4 * (rows + 1) * rowLength
    // An odd number of cache lines keeps neighbouring channels out of the same cache sets.
    return ((used + 1 + 15) / 16 | 1) * 16
  }

  /// The rows of strip `index`.
  func range(_ index: Int, of height: Int) -> Range<Int> {
    index * rows..<min(height, (index + 1) * rows)
  }

  /// The offset of each tap (ky * 3 + kx) in a packed channel whose strip has `rows` rows.
  func fill(taps: UnsafeMutablePointer<Int64>, stride: Int, rows: Int) {
    for ky in 0..<3 {
      for kx in 0..<3 {
        let offset =
          stride == 1
          ? ky * rowLength + kx
          : ((ky & 1) * 2 + (kx & 1)) * (rows + 1) * rowLength + (ky >> 1) * rowLength + (kx >> 1)
        taps[ky * 3 + kx] = Int64(offset)
      }
    }
  }
}
