import Corpus
import Foundation
import Media
import Session

extension SessionStore {
  /// The session's clips as the samplers want them, paths absolute, each with its prepared copy
  /// where there is one.
  public func trainingClips() throws -> [Clip] {
    let prepared = PreparedFolder(session: location.folder)
    return try originals().map { original in
      var clip = original.clip
      clip.preparedPath = prepared.path(
        of: clip, byteCount: original.byteCount, modified: original.modified)
      return clip
    }
  }

  /// The session's clips with what their files were when they were indexed.
  public func originals() throws -> [ClipPreparer.Original] {
    try clips().map { record in
      ClipPreparer.Original(
        clip: Clip(
          path: location.url(of: record.path).path, source: record.source,
          start: record.start, duration: record.duration, label: record.label,
          split: Split(rawValue: record.split.rawValue) ?? .train),
        byteCount: record.byteCount, modified: record.modified)
    }
  }

  /// Makes a session of a clip index: what was found and what was left out, all there or nothing.
  public static func create(
    at location: SessionLocation, seed: UInt64, index: CorpusBuilder.Index
  ) throws -> SessionStore {
    try create(
      at: location, seed: seed, version: RunManifest.version,
      clips: index.clips.map(ClipRecord.init),
      skipped: index.skipped.map { SkippedRecord(path: $0.path, reason: $0.reason) })
  }
}

extension ClipRecord {
  /// What the session keeps of an indexed clip.
  fileprivate init(_ indexed: CorpusBuilder.IndexedClip) throws {
    let (clip, info) = (indexed.clip, indexed.info)
    let file = try FileManager.default.attributesOfItem(atPath: clip.path)
    self.init(
      path: clip.path, source: clip.source, split: Split(rawValue: clip.split.rawValue) ?? .train,
      label: clip.label, start: clip.start, duration: clip.duration,
      width: info.video?.width ?? 0, height: info.video?.height ?? 0,
      frameRate: info.video?.frameRate ?? 0, sampleRate: Double(info.audio?.sampleRate ?? 0),
      channels: info.audio?.channels ?? 0, byteCount: (file[.size] as? NSNumber)?.int64Value ?? 0,
      modified: file[.modificationDate] as? Date ?? Date(timeIntervalSince1970: 0))
  }
}
