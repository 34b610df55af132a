import Compute
import Media
import Signal

/// Turns descriptions into pictures and log-spectrograms; one thread's own.
final class PairDecoder {
  private var cache: ReaderCache
  private let spectrogram = LogSpectrogram()
  private var picture: [UInt8] = []
  private var sound = [Float](repeating: 0, count: LogSpectrogram.sampleCount)

  /// A decoder that may keep about `bytes` of open files.
  init(bytes: Int) { cache = ReaderCache(bytes: bytes) }

  /// Decodes one pair into place `index` of `batch`.
  ///
  /// - Throws: `PairFailure` that names the clip that failed.
  func decode(_ pair: PairDescription, clips: [Clip], into batch: Batch, at index: Int) throws {
    try attempt(pair.pictureClip, clips) { reader in
      let size = try reader.picture(
        at: pair.frameTime, shortestSide: PictureTransform.shortestSide, into: &picture)
      picture.withUnsafeBufferPointer { source in
        PictureTransform.apply(
          source, width: size.width, height: size.height, size: Batch.pictureSize,
          augmentation: pair.augmentation, to: batch.pictures + index * Batch.pictureCount)
      }
    }
    try attempt(pair.soundClip, clips) { reader in
      try sound.withUnsafeMutableBufferPointer { samples in
        try reader.sound(from: pair.soundStart, into: samples)
        let gain = pair.augmentation.gain
        if gain != 1 { for i in samples.indices { samples[i] *= gain } }
        let spectrum = UnsafeMutableBufferPointer(
          start: batch.spectra + index * Batch.spectrumCount, count: Batch.spectrumCount)
        spectrogram.compute(UnsafeBufferPointer(samples), into: spectrum)
      }
    }
    batch.labels[index] = pair.corresponds ? 1 : 0
  }

  private func attempt(_ clip: Int, _ clips: [Clip], _ body: (ClipReader) throws -> Void) throws {
    let path = clips[clip].path
    do {
      try body(try cache.reader(for: path))
    } catch {
      cache.drop(path)
      let reason = (error as? MediaError)?.description ?? String(describing: error)
      throw PairFailure(clip: clip, reason: reason)
    }
  }
}

/// A clip that could not be decoded for a pair.
public struct PairFailure: Error, Sendable, Equatable {
  /// Index of the clip.
  public let clip: Int
  /// Why, in one line that names the file.
  public let reason: String
}

extension ClipReader {
  /// The picture on display at the time, scaled so that its shortest side is as given, into a
  /// buffer that grows when it is too small.
  public func picture(
    at seconds: Double, shortestSide: Int, into pixels: inout [UInt8]
  ) throws -> (width: Int, height: Int) {
    let size = PictureSize.shortestSide(shortestSide)
    let expected = self.size(of: size)
    let room = expected.width * expected.height * 3
    if pixels.count < room { pixels = [UInt8](repeating: 0, count: room) }
    return try pixels.withUnsafeMutableBufferPointer {
      try frame(at: seconds, size: size, into: $0)
    }
  }
}
