import Compute
import Signal

/// Pairs ready for the network.
///
/// Filled by the threads of one `BatchLoader` and read by one consumer, in turns that the loader
/// keeps apart; so it is safe to share although nothing in it is locked.
public final class Batch: @unchecked Sendable {
  /// Rows and columns of a picture (LLL 2.1).
  public static let pictureSize = 224
  /// Floats of one picture: 3 x 224 x 224.
  public static let pictureCount = 3 * pictureSize * pictureSize
  /// Floats of one log-spectrogram: 257 x 199.
  public static let spectrumCount = LogSpectrogram.valueCount

  /// Pairs in the batch, B.
  public let count: Int
  /// Pictures [B, 3, 224, 224], red first, each value in [-1, 1].
  public let pictures: UnsafeMutablePointer<Float>
  /// Log-spectrograms [B, 1, 257, 199].
  public let spectra: UnsafeMutablePointer<Float>
  /// 1 where frame and sound correspond, else 0; [B].
  public let labels: UnsafeMutablePointer<Int32>
  /// The number of the batch in its sequence.
  public internal(set) var number = -1

  private let storage: [AlignedBuffer]

  /// An empty batch of `count` pairs.
  public init(count: Int) {
    self.count = count
    let pictureStorage = AlignedBuffer(count: count * Self.pictureCount)
    let spectrumStorage = AlignedBuffer(count: count * Self.spectrumCount)
    storage = [pictureStorage, spectrumStorage]
    pictures = pictureStorage.base
    spectra = spectrumStorage.base
    labels = .allocate(capacity: count)
    labels.initialize(repeating: 0, count: count)
  }

  deinit { labels.deallocate() }
}
