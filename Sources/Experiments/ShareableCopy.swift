import Foundation
import Session
import Training

/// A copy of a session that can be given away: what was computed and said, weights without the
/// optimizer's state, and no videos.
///
/// Of videos inside the session's folder the tables beside them go along (`corpus.csv`, `labels.csv`), so
/// that synthetic ones are made again where they are wanted.
public struct ShareableCopy {
  private let store: SessionStore

  /// A copy of this session, yet to be written.
  public init(of store: SessionStore) { self.store = store }

  /// Writes the copy, all of it or nothing.
  ///
  /// - Parameters:
  ///   - folder: where to; it must not be there yet.
  ///   - notice: with it the copy is a `ShippedSession`, and this is what it tells people.
  /// - Throws: `SessionError`, `ArrayFileError`.
  public func write(to folder: URL, notice: String? = nil) throws {
    let files = FileManager.default
    let target = SessionLocation(folder: folder)
    guard !files.fileExists(atPath: target.folder.path) else {
      throw ExperimentError.exists(path: target.folder.path)
    }
    let parent = target.folder.deletingLastPathComponent()
    let draft = SessionLocation(
      folder: parent.appendingPathComponent(
        ".\(UUID().uuidString)/\(target.name)", isDirectory: true))
    defer { try? files.removeItem(at: draft.folder.deletingLastPathComponent()) }
    for folder in [draft.checkpoints, draft.embeddings, draft.exports] {
      try files.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    try store.writeShareableDatabase(to: draft)
    let source = store.location
    for name in try names(in: source.checkpoints) where name.hasSuffix(".safetensors") {
      try WeightsFile.strip(
        source.checkpoints.appendingPathComponent(name),
        to: draft.checkpoints.appendingPathComponent(name))
    }
    for name in try names(in: source.embeddings) {
      try files.copyItem(
        at: source.embeddings.appendingPathComponent(name),
        to: draft.embeddings.appendingPathComponent(name))
    }
    for folder in try clipFolders() {
      let copy = draft.folder.appendingPathComponent(folder, isDirectory: true)
      try files.createDirectory(at: copy, withIntermediateDirectories: true)
      let original = source.folder.appendingPathComponent(folder)
      for name in try names(in: original) where name.hasSuffix(".csv") {
        try files.copyItem(
          at: original.appendingPathComponent(name), to: copy.appendingPathComponent(name))
      }
    }
    if let notice {
      try Data((notice + "\n").utf8).write(
        to: draft.folder.appendingPathComponent(ShippedSession.marker))
    }
    try files.moveItem(at: draft.folder, to: target.folder)
  }

  /// Files of a folder that are not hidden, in order; none where there is no such folder.
  private func names(in folder: URL) throws -> [String] {
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { !$0.hasPrefix(".") }
  }

  /// Folders inside the session's that hold its clips, relative.
  private func clipFolders() throws -> Set<String> {
    let root = store.location.folder.path + "/"
    return Set(
      try store.clips().compactMap { clip in
        let folder = store.location.url(of: clip.path).deletingLastPathComponent().path + "/"
        return folder.hasPrefix(root) ? String(folder.dropFirst(root.count).dropLast()) : nil
      })
  }
}
