import Foundation
import Glibc
import Media
import Synchronization

extension SyntheticCorpus {
  /// Makes the file at `path` if it is missing and belongs to a synthetic corpus: its folder holds the
  /// `corpus.csv` that its fellows were made from, and its name is that of a clip. Does nothing for
  /// any other path, so that opening it says what is wrong with it.
  ///
  /// A clip costs about half a second of one core. Several threads and processes may ask for the same
  /// file. A file made again is dated as of 2000, before all that was computed from the first one.
  ///
  /// - Throws: `SyntheticCorpusError.otherVersion` where this program would make other pictures;
  ///   `MediaError` where the file cannot be written.
  public static func restore(_ path: String) throws {
    guard access(path, F_OK) != 0, let recipe = try Recipe(of: path) else { return }
    try Self.turns[abs(path.hashValue % Self.turns.count)].withLock {
      guard access(path, F_OK) != 0 else { return }
      try encode(recipe.clip, to: URL(fileURLWithPath: path), isCancelled: { false })
      let date = Date(timeIntervalSince1970: 946_684_800)
      try? FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
    }
  }

  /// Whether `restore(_:)` would make the file at `path`, were it missing.
  public static func canRestore(_ path: String) -> Bool { (try? Recipe(of: path)) != nil }

  /// Of threads that want one file, one makes it and the others wait.
  private static let turns = (0..<16).map { _ in Turn() }

  private final class Turn: Sendable {
    private let mutex = Mutex(())
    func withLock(_ body: () throws -> Void) throws { try mutex.withLock { _ in try body() } }
  }

  /// What one file of a corpus is made from.
  private struct Recipe {
    let clip: SyntheticClip

    /// Nil where the path is not of a corpus.
    init?(of path: String) throws {
      let file = URL(fileURLWithPath: path)
      let beside = file.deletingLastPathComponent().appending(path: CorpusNotes.fileName)
      guard file.pathExtension == "mp4",
        let notes = (try? String(contentsOf: beside, encoding: .utf8)).flatMap({ CorpusNotes($0) }),
        let index = Self.index(of: file.lastPathComponent, classes: notes.classes)
      else { return nil }
      guard notes.version == SyntheticCorpus.version else {
        throw SyntheticCorpusError.otherVersion(
          file: path, found: notes.version, expected: SyntheticCorpus.version)
      }
      clip = SyntheticClip(
        index: index, classes: notes.classes, seconds: notes.seconds, seed: notes.seed)
    }

    /// The number of the clip whose file has this name, `bell_0003.mp4`.
    private static func index(of name: String, classes: Int) -> Int? {
      let parts = name.dropLast(4).split(separator: "_")
      guard parts.count == 2, let number = Int(parts[1]), (1...100_000_000).contains(number),
        let place = SyntheticClass.all.prefix(classes).firstIndex(where: { $0.name == parts[0] })
      else { return nil }
      let index = (number - 1) * classes + place
      let corpus = SyntheticCorpus(clips: 1, classes: classes)
      return corpus.fileName(index) == name ? index : nil
    }
  }
}

extension ClipReader {
  /// Opens a clip's file; one of a synthetic corpus that is missing is made again first.
  public convenience init(clipAt path: String) throws {
    try self.init(clipAt: path, scaler: Scaler())
  }

  /// The same with a scaler that readers on the same thread share.
  package convenience init(clipAt path: String, scaler: Scaler) throws {
    try SyntheticCorpus.restore(path)
    try self.init(path: path, scaler: scaler)
  }
}
