import Compute
import Media
import Signal

/// Turns descriptions into pictures and log-spectrograms; one thread's own.
///
/// Reads the prepared copy of a clip where there is one, and the clip itself where that fails.
final class PairDecoder {
  private var cache: ReaderCache
  private let spectrogram = LogSpectrogram()
  private var sound = [Float](repeating: 0, count: LogSpectrogram.sampleCount)
  private var clock = StageClock()

  /// A decoder that may keep about `bytes` of open files.
  init(bytes: Int) { cache = ReaderCache(bytes: bytes) }

  /// What decoding took since the last call.
  func takeTimes() -> LoadingTimes { clock.take() }

  /// Decodes one pair into place `index` of `batch`.
  ///
  /// - Throws: `PairFailure` that names the clip that failed.
  func decode(_ pair: PairDescription, clips: [Clip], into batch: Batch, at index: Int) throws {
    clock.start()
    try attempt(pair.pictureClip, clips, at: pair.frameTime) { reader, time in
      try reader.openPictures()
      clock.lap(.opening)
      let found = try reader.locate(time, .shortestSide(PictureTransform.shortestSide))
      clock.lap(.frame)
      let view = try reader.view(of: found)
      clock.lap(.scaling)
      PictureTransform.apply(
        view, size: Batch.pictureSize, augmentation: pair.augmentation,
        to: batch.pictures + index * Batch.pictureCount)
      clock.lap(.variation)
    }
    try attempt(pair.soundClip, clips, at: pair.soundStart) { reader, time in
      try reader.openSound()
      clock.lap(.opening)
      try sound.withUnsafeMutableBufferPointer { samples in
        try reader.sound(from: time, into: samples)
        let gain = pair.augmentation.gain
        if gain != 1 { for i in samples.indices { samples[i] *= gain } }
        clock.lap(.sound)
        let spectrum = UnsafeMutableBufferPointer(
          start: batch.spectra + index * Batch.spectrumCount, count: Batch.spectrumCount)
        spectrogram.compute(UnsafeBufferPointer(samples), into: spectrum)
        clock.lap(.spectrogram)
      }
    }
    batch.labels[index] = pair.corresponds ? 1 : 0
    clock.countPair()
  }

  /// Reads at a time of a clip: from the prepared copy, else from the clip.
  private func attempt(
    _ number: Int, _ clips: [Clip], at time: Double, _ body: (ClipReader, Double) throws -> Void
  ) throws {
    let clip = clips[number]
    if let copy = clip.preparedPath {
      do {
        return try body(try cache.reader(for: copy), time - clip.start)
      } catch {
        cache.drop(copy)
      }
    }
    do {
      try body(try cache.reader(for: clip.path), time)
    } catch {
      cache.drop(clip.path)
      let reason = (error as? MediaError)?.description ?? String(describing: error)
      throw PairFailure(clip: number, reason: reason)
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
