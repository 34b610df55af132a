import Corpus
import Foundation
import Media
import Session

extension SessionStore {
  /// The session's clips as the samplers want them, paths absolute.
  public func trainingClips() throws -> [Clip] {
    try clips().map { record in
      Clip(
        path: location.url(of: record.path).path, source: record.source,
        start: record.start, duration: record.duration, label: record.label,
        split: Split(rawValue: record.split.rawValue) ?? .train)
    }
  }

  /// Stores a clip index: what was found and what was left out.
  public func insert(_ index: CorpusBuilder.Index) throws {
    try insert(
      clips: index.clips.map { indexed in
        let file = try FileManager.default.attributesOfItem(atPath: indexed.clip.path)
        return ClipRecord(
          path: location.storedPath(of: indexed.clip.path), source: indexed.clip.source,
          split: ClipRecord.Split(rawValue: indexed.clip.split.rawValue) ?? .train,
          label: indexed.clip.label, start: indexed.clip.start, duration: indexed.clip.duration,
          width: indexed.info.video?.width ?? 0, height: indexed.info.video?.height ?? 0,
          frameRate: indexed.info.video?.frameRate ?? 0,
          sampleRate: Double(indexed.info.audio?.sampleRate ?? 0),
          channels: indexed.info.audio?.channels ?? 0,
          byteCount: (file[.size] as? NSNumber)?.int64Value ?? 0,
          modified: file[.modificationDate] as? Date ?? Date(timeIntervalSince1970: 0))
      })
    try insert(skipped: index.skipped.map { SkippedRecord(path: $0.path, reason: $0.reason) })
  }
}
