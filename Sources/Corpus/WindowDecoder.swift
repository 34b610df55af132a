import Compute
import Foundation

extension Clip {
  /// Middles of `count` seconds spread evenly over the used part of the clip; of one, its middle.
  public func windowTimes(count: Int) -> [Double] {
    (0..<count).map { start + 0.5 + (Double($0) + 0.5) / Double(count) * (usedDuration - 1) }
  }
}

extension PairDescription {
  /// The frame of a clip at `time`, and the second of its sound around it, unvaried.
  public init(clip: Int, time: Double) {
    self.init(
      pictureClip: clip, frameTime: time, soundClip: clip, soundStart: time - 0.5,
      corresponds: true, augmentation: .none)
  }
}

/// Decodes chosen pairs on all workers of a pool, for evaluation and analysis; nothing is put in the
/// place of what does not decode.
public final class WindowDecoder {
  /// What became of a pair that did not decode.
  public struct Failure: Sendable, Equatable {
    /// The pair's place in the list.
    public let index: Int
    /// Index of the clip.
    public let clip: Int
    /// Why, in one line that names the file.
    public let reason: String
  }

  private let pool: WorkerPool
  private let decoders: [PairDecoder]
  private let lock = NSLock()

  /// A decoder whose workers together may hold about `cacheBytes` of open files.
  public init(pool: WorkerPool, cacheBytes: Int = 64 << 20) {
    self.pool = pool
    decoders = (0..<pool.threads).map { _ in PairDecoder(bytes: cacheBytes / pool.threads) }
  }

  /// Decodes pairs into the first places of `batch`, closed up where some failed.
  ///
  /// - Parameter pairs: at most as many as the batch holds.
  /// - Returns: the places in `pairs` of those that lie in the batch, in order, and the failures.
  public func decode(
    _ pairs: ArraySlice<PairDescription>, of clips: [Clip], into batch: Batch
  ) -> (kept: [Int], failures: [Failure]) {
    precondition(pairs.count <= batch.count, "windows: \(pairs.count) for \(batch.count) places")
    var failures: [Failure] = []
    pool.parallel(count: pairs.count) { place, worker in
      let index = pairs.startIndex + place
      do {
        try decoders[worker].decode(pairs[index], clips: clips, into: batch, at: place)
      } catch {
        let found = error as? PairFailure
        let failure = Failure(
          index: index, clip: found?.clip ?? pairs[index].pictureClip,
          reason: found?.reason ?? String(describing: error))
        lock.withLock { failures.append(failure) }
      }
    }
    let failed = Set(failures.map(\.index))
    let kept = pairs.indices.filter { !failed.contains($0) }
    for (place, index) in kept.enumerated() where index - pairs.startIndex != place {
      batch.move(index - pairs.startIndex, to: place)
    }
    return (kept, failures.sorted { $0.index < $1.index })
  }
}

extension Batch {
  /// Copies a pair to another place.
  func move(_ from: Int, to place: Int) {
    (pictures + place * Self.pictureCount).update(
      from: pictures + from * Self.pictureCount, count: Self.pictureCount)
    (spectra + place * Self.spectrumCount).update(
      from: spectra + from * Self.spectrumCount, count: Self.spectrumCount)
    labels[place] = labels[from]
  }
}
