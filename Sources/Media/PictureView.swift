/// A colour picture in memory that belongs to a reader, planes apart or pixel by pixel; valid until
/// the reader's next picture.
public struct PictureView {
  /// The red values, `pixelStride` bytes apart in a row, `rowStride` from row to row.
  public let red: UnsafePointer<UInt8>
  /// The green values, laid out like the red ones.
  public let green: UnsafePointer<UInt8>
  /// The blue values, laid out like the red ones.
  public let blue: UnsafePointer<UInt8>
  /// Bytes from a pixel to the next: 1 where the colours lie in planes of their own, else 3.
  public let pixelStride: Int
  /// Bytes from a row to the next.
  public let rowStride: Int
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int

  /// A picture of rows of interleaved red, green and blue.
  public init(
    interleaved pixels: UnsafePointer<UInt8>, rowStride: Int, width: Int, height: Int
  ) {
    (red, green, blue, pixelStride) = (pixels, pixels + 1, pixels + 2, 3)
    (self.rowStride, self.width, self.height) = (rowStride, width, height)
  }

  /// A picture of three planes of one layout.
  init(
    red: UnsafePointer<UInt8>, green: UnsafePointer<UInt8>, blue: UnsafePointer<UInt8>,
    rowStride: Int, width: Int, height: Int
  ) {
    (self.red, self.green, self.blue, pixelStride) = (red, green, blue, 1)
    (self.rowStride, self.width, self.height) = (rowStride, width, height)
  }

  /// Copies it as RGB24, rows without padding; traps when the buffer is too small.
  func copy(into output: UnsafeMutableBufferPointer<UInt8>) {
    precondition(output.count >= 3 * width * height, "frame: the buffer is too small")
    guard let target = output.baseAddress else { return }
    for row in 0..<height {
      let to = target + row * 3 * width
      let start = row * rowStride
      if pixelStride == 3 {
        to.update(from: red + start, count: 3 * width)
        continue
      }
      for x in 0..<width {
        to[3 * x] = red[start + x]
        to[3 * x + 1] = green[start + x]
        to[3 * x + 2] = blue[start + x]
      }
    }
  }
}
