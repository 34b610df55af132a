import Foundation
import Media
import Synchronization

/// A corpus of made-up clips for trying, testing and showing: real video files in which what is seen
/// and what is heard belong together, because both follow from one description.
///
/// Twelve classes, each a shape that moves and a sound in time with it; colours, places, backgrounds,
/// pitch, tempo, loudness and noise vary without regard to the class. Everything follows from the
/// seed: clip `i` depends on the seed, `i`, the length and the number of classes alone.
public struct SyntheticCorpus: Sendable {
  /// How many clips.
  public let clips: Int
  /// How many of the classes take part, in the order of `classNames`.
  public let classes: Int
  /// Length of a clip in seconds.
  public let seconds: Double
  /// What everything is drawn from.
  public let seed: UInt64

  /// Describes a corpus; nothing is written yet.
  ///
  /// - Parameters:
  ///   - clips: at least 1; classes take turns, so a multiple of `classes` balances them.
  ///   - classes: 1 to the number of `classNames`.
  ///   - seconds: at least 1, so that a second of sound can be taken.
  ///   - seed: any number.
  public init(clips: Int = 600, classes: Int = 12, seconds: Double = 10, seed: UInt64 = 1) {
    precondition(clips >= 1, "synthetic corpus: \(clips) clips, at least 1 is needed")
    precondition(
      (1...Self.classNames.count).contains(classes),
      "synthetic corpus: \(classes) classes, there are 1 to \(Self.classNames.count)")
    precondition(seconds >= 1, "synthetic corpus: clips of \(seconds) s, at least 1 s is needed")
    self.clips = clips
    self.classes = classes
    self.seconds = seconds
    self.seed = seed
  }

  /// The classes there are.
  public static var classNames: [String] { SyntheticClass.all.map(\.name) }

  /// The description of clip `index`, counted from 0.
  package func clip(_ index: Int) -> SyntheticClip {
    SyntheticClip(index: index, classes: classes, seconds: seconds, seed: seed)
  }

  /// The file's name of clip `index`, counted from 0: its class and its number within the class.
  package func fileName(_ index: Int) -> String {
    let number = String(index / classes + 1)
    let zeros = String(repeating: "0", count: max(0, 4 - number.count))
    return "\(className(index))_\(zeros)\(number).mp4"
  }

  /// The class of clip `index`, counted from 0.
  package func className(_ index: Int) -> String { SyntheticClass.all[index % classes].name }

  /// In words, as `3 clips of 1 class`.
  public var words: String {
    CorpusNotes.count(clips, "clip", "clips") + " of "
      + CorpusNotes.count(classes, "class", "classes")
  }

  /// Writes the clips and `labels.csv` (`file,class`), creating the directory where needed.
  ///
  /// A clip that is there already is kept, for a file gets its name only when it is complete; so a
  /// write that was interrupted goes on where it stopped. `corpus.csv` remembers what the files were
  /// made from, and a directory of other parameters is refused.
  ///
  /// - Parameters:
  ///   - directory: where to.
  ///   - threads: how many clips are made at a time.
  ///   - progress: called after every clip with the clips there are and the clips there shall be.
  ///   - isCancelled: asked before every frame; `true` ends the work with a `CancellationError`.
  public func write(
    to directory: URL, threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in },
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws {
    precondition(threads >= 1, "synthetic corpus: \(threads) threads")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try claim(directory)
    let missing = (0..<clips).filter {
      !FileManager.default.fileExists(atPath: directory.appending(path: fileName($0)).path)
    }
    let labels = ["file,class"] + (0..<clips).map { "\(fileName($0)),\(className($0))" }
    try write(labels, to: directory.appending(path: "labels.csv"))
    progress(clips - missing.count, clips)

    let work = Mutex(Work())
    let total = clips
    let lane: @Sendable () -> Void = {
      while let turn = work.withLock({ $0.take(of: missing.count) }) {
        do {
          if isCancelled() { throw CancellationError() }
          let index = missing[turn]
          try Self.encode(
            clip(index), to: directory.appending(path: fileName(index)), isCancelled: isCancelled)
          work.withLock {
            $0.done += 1
            progress(total - missing.count + $0.done, total)
          }
        } catch {
          work.withLock { $0.failure = $0.failure ?? error }
        }
      }
    }
    let group = DispatchGroup()
    for _ in 0..<min(threads, missing.count) {
      group.enter()
      Thread {
        lane()
        group.leave()
      }.start()
    }
    group.wait()
    if let failure = work.withLock({ $0.failure }) { throw failure }
  }

  private struct Work: Sendable {
    var next = 0
    var done = 0
    var failure: (any Error)?

    /// The next turn; none when all are taken or one has failed.
    mutating func take(of count: Int) -> Int? {
      guard failure == nil, next < count else { return nil }
      next += 1
      return next - 1
    }
  }

  /// Renders a clip into a file, frame by frame with the sound in step.
  static func encode(
    _ clip: SyntheticClip, to file: URL, isCancelled: () -> Bool
  ) throws {
    var encoding = Encoding()
    encoding.width = SyntheticClip.width
    encoding.height = SyntheticClip.height
    encoding.frameRate = clip.frameRate
    encoding.sampleRate = SyntheticClip.sampleRate
    // Training reads single frames from anywhere: with every frame a key frame, and coded plainly,
    // one takes a fraction of the time of a frame between key frames, for 1.6 times the bytes.
    encoding.keyframeInterval = 1
    encoding.decodesFast = true
    // FFmpeg's AAC keeps 22 of 24 kHz at this rate (16 kHz at 64 kbit/s): the top third of a
    // spectrogram would be empty.
    encoding.soundBitRate = 160_000
    encoding.soundSearch = "fast"
    let writer = try ClipWriter(path: file.path, encoding: encoding)
    let sound = clip.sound()
    var canvas = SyntheticClip.canvas()
    var heard = 0
    for frame in 0..<clip.frameCount {
      if isCancelled() { throw CancellationError() }
      clip.draw(at: Double(frame) / Double(clip.frameRate), on: &canvas)
      try canvas.pixels.withUnsafeBufferPointer { try writer.append(pixels: $0) }
      let until = min(sound.count, (frame + 1) * SyntheticClip.sampleRate / clip.frameRate)
      try sound.withUnsafeBufferPointer {
        try writer.append(sound: UnsafeBufferPointer(rebasing: $0[heard..<until]))
      }
      heard = until
    }
    if heard < sound.count { try writer.append(sound: Array(sound[heard...])) }
    try writer.finish()
  }

  /// What the files are made from.
  var notes: CorpusNotes {
    CorpusNotes(version: Self.version, classes: classes, seconds: seconds, seed: seed)
  }

  /// Notes the parameters in an empty directory; checks them in one that has been written to.
  private func claim(_ directory: URL) throws {
    let file = directory.appending(path: CorpusNotes.fileName)
    guard FileManager.default.fileExists(atPath: file.path) else {
      return try Data(notes.text.utf8).write(to: file, options: .atomic)
    }
    guard let found = (try? String(contentsOf: file, encoding: .utf8)).flatMap({ CorpusNotes($0) })
    else { throw SyntheticCorpusError.unreadableNotes(file: file.path) }
    guard found == notes else {
      throw SyntheticCorpusError.otherCorpus(
        directory: directory.path, found: found, wanted: notes)
    }
  }

  private func write(_ lines: [String], to file: URL) throws {
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file, options: .atomic)
  }

  /// Raised when the same seed makes other files than before.
  static let version = 2
}
