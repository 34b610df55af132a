import Foundation
import Media
import Synchronization

/// Copies the used seconds of clips into files from which any frame and any second is read at once:
/// every frame a picture of its own whose shortest side is 256, the sound plain samples.
///
/// The copy is an ordinary QuickTime file: Motion JPEG and 48 kHz mono float. It holds the frames
/// of the clip at their times, counted from the clip's start, and its sound to the bit.
public struct ClipPreparer: Sendable {
  /// A clip and the file that it was indexed from.
  public struct Original: Sendable {
    /// The clip.
    public var clip: Clip
    /// The size of its file when it was indexed.
    public var byteCount: Int64
    /// When its file had last been changed then.
    public var modified: Date

    /// A clip and what its file was when it was indexed.
    public init(clip: Clip, byteCount: Int64, modified: Date) {
      (self.clip, self.byteCount, self.modified) = (clip, byteCount, modified)
    }

    var copyName: String {
      PreparedFolder.name(of: clip, byteCount: byteCount, modified: modified)
    }
  }

  /// What a preparation came to.
  public struct Report: Sendable {
    /// Copies made now.
    public var made = 0
    /// Copies that were there already.
    public var kept = 0
    /// Clips that cannot be copied, sorted by path.
    public var skipped: [CorpusBuilder.Skipped] = []
    /// Bytes of all copies.
    public var byteCount: Int64 = 0
  }

  /// The clips to copy.
  public let originals: [Original]
  /// Where to.
  public let folder: URL

  /// A preparation of `originals` in `folder`, which is made where needed.
  public init(_ originals: [Original], to folder: URL) {
    (self.originals, self.folder) = (originals, folder)
  }

  /// Makes the copies that are missing, and removes those of clips that are no more.
  ///
  /// A copy gets its name when it is complete, so a preparation that was interrupted or killed goes
  /// on where it stopped.
  ///
  /// - Parameters:
  ///   - threads: clips copied at a time.
  ///   - progress: told of clips done, of all, and of the bytes of their copies, from any thread.
  ///   - isCancelled: asked before every frame.
  /// - Throws: a `MediaError.cannotWrite` when the copies cannot be written, and
  ///   `CancellationError`; never for a clip that cannot be read.
  public func run(
    threads: Int,
    progress: @escaping @Sendable (_ done: Int, _ total: Int, _ bytes: Int64) -> Void = {
      _, _, _ in
    },
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> Report {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    PreparedFolder(folder).removeOthers(than: Set(originals.map(\.copyName)))
    let next = Atomic<Int>(0)
    let state = Mutex((report: Report(), fatal: (any Error)?.none, done: 0))
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, originals.count))) { _ in
      while true {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        let mustStop = state.withLock { $0.fatal != nil }
        guard number < originals.count, !mustStop else { return }
        let outcome = Result { try copy(originals[number], isCancelled) }
        let (done, bytes) = state.withLock { state in
          state.done += 1
          switch outcome {
          case .success((let isNew, let count)):
            if isNew { state.report.made += 1 } else { state.report.kept += 1 }
            state.report.byteCount += count
          case .failure(let error as CorpusBuilder.Skipped): state.report.skipped.append(error)
          case .failure(let error): state.fatal = state.fatal ?? error
          }
          return (state.done, state.report.byteCount)
        }
        progress(done, originals.count, bytes)
      }
    }
    var (report, fatal, _) = state.withLock { $0 }
    if let fatal { throw fatal }
    report.skipped.sort { $0.path < $1.path }
    return report
  }

  /// Copies a clip unless that was done; whether it was not, and the copy's size.
  private func copy(
    _ original: Original, _ isCancelled: () -> Bool
  ) throws -> (isNew: Bool, byteCount: Int64) {
    let target = folder.appendingPathComponent(original.copyName).path
    if let size = Self.size(of: target) { return (false, size) }
    let path = original.clip.path
    do {
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      if let size = attributes?[.size] as? NSNumber, size.int64Value != original.byteCount {
        throw CorpusBuilder.Skipped(
          path: path, reason: "the file has changed since it was indexed; make the session again")
      }
      try Self.copy(original.clip, to: target, isCancelled)
    } catch let error as MediaError where error.path != target {
      throw CorpusBuilder.Skipped(path: path, reason: error.reason)
    }
    return (true, Self.size(of: target) ?? 0)
  }

  private static func size(of path: String) -> Int64? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.int64Value
  }

  /// Copies the used seconds of a clip, frame by frame with the sound in step.
  private static func copy(_ clip: Clip, to target: String, _ isCancelled: () -> Bool) throws {
    let reader = try ClipReader(clipAt: clip.path)
    let length = clip.usedDuration
    let rate = 48_000.0
    let sound = try reader.sound(from: clip.start, count: Int((length * rate).rounded(.up)))
    var pixels: [UInt8] = []
    func read(_ time: Double) throws -> (width: Int, height: Int) {
      try reader.picture(
        at: clip.start + time, shortestSide: PictureTransform.shortestSide, into: &pixels)
    }
    let size = try read(0)
    let writer = try ClipWriter(path: target, encoding: encoding(size))
    var heard = 0
    func write(_ time: Double, until next: Double) throws {
      try pixels.withUnsafeBufferPointer {
        try writer.append(
          pixels: UnsafeBufferPointer(rebasing: $0[..<(3 * size.width * size.height)]),
          width: size.width, height: size.height, at: time)
      }
      let end = min(sound.count, max(heard, Int(next * rate)))
      try sound.withUnsafeBufferPointer {
        try writer.append(sound: UnsafeBufferPointer(rebasing: $0[heard..<end]))
      }
      heard = end
    }
    var time = 0.0
    while let found = try reader.timeOfNextPicture(), found - clip.start < length {
      if isCancelled() { throw CancellationError() }
      let next = found - clip.start
      // Two pictures within a tick are shown as one.
      if next - time > 1 / Double(ticks) { try write(time, until: next) }
      guard try read(next) == size else {
        throw MediaError.decodeFailed(
          path: clip.path, what: "the picture", reason: "it changes its size on the way")
      }
      time = max(time, next)
    }
    try write(time, until: length)
    // A last picture that stands long is written again: its own length would not be kept.
    if length - time > 0.2 { try write(length - 0.05, until: length) }
    try writer.finish()
  }

  /// Ticks a second of picture times: a multiple of the common frame rates, 1001 ones too.
  private static let ticks = 90_000

  private static func encoding(_ size: (width: Int, height: Int)) -> Encoding {
    var encoding = Encoding()
    encoding.container = "mov"
    encoding.videoCodecs = ["mjpeg"]
    // Motion JPEG decodes as fast as intra-frame H.264, opens faster, and may be odd-sized. The
    // quantiser is our choice; a test asks for a mean difference under 4 levels.
    encoding.quantiser = 3
    // Whole numbers would raise what lies below their last bit, such as bands that a codec left
    // empty, to their own noise: the spectrogram would show it.
    encoding.audioCodec = "pcm_f32le"
    encoding.width = size.width
    encoding.height = size.height
    encoding.frameRate = 25
    encoding.ticksPerSecond = ticks
    encoding.sampleRate = 48_000
    encoding.keyframeInterval = 1
    return encoding
  }
}

extension CorpusBuilder.Skipped: Error {}
