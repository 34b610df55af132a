import Analysis
import Arrays
import Compute
import Corpus
import Foundation
import Glibc
import NeuralNet
import Session
import Training

/// Embeds a split into the session: `pool4` of both modalities for one or several windows of each clip.
///
/// What is there already is not computed again: rows of an earlier index of the same network, and of
/// a process that was interrupted.
public struct Indexer {
  /// What is embedded.
  public struct Options: Sendable, Equatable {
    /// The split; nil for all clips.
    public var split: ClipRecord.Split?
    /// Windows of a clip, spread evenly; of one, the middle frame and the middle second (LLL 3.5).
    public var windows = 1
    /// Whether what is there is computed again.
    public var rebuild = false

    /// One window of each clip of the test split.
    public init(split: ClipRecord.Split? = .test, windows: Int = 1, rebuild: Bool = false) {
      self.split = split
      self.windows = windows
      self.rebuild = rebuild
    }
  }

  /// What indexing gave.
  public struct Outcome: Sendable {
    /// The index.
    public var index: EmbeddingIndex
    /// Windows that were embedded now; the others were there.
    public var embedded: Int
    /// Clips that could not be read, and why.
    public var skipped: [SkippedRecord]
  }

  private let store: SessionStore
  private let options: Options
  /// Seconds between writes of the journal (our choice).
  private static let journalSeconds = 1.0

  /// An indexer for a session.
  public init(store: SessionStore, options: Options) {
    self.store = store
    self.options = options
  }

  /// The name of the index that `network` has with these options.
  public func name(of network: NetworkIdentity) -> String {
    let kind = network.isTrained ? "trained" : "random"
    let split = options.split?.rawValue ?? "all"
    return "\(kind)-\(network.digest)-\(split)"
      + (options.windows == 1 ? "" : "-\(options.windows)")
  }

  /// The index, if it is there and whole.
  ///
  /// - Throws: `ExperimentError.otherFrontEnd`.
  public func existing(for network: NetworkIdentity) throws -> EmbeddingIndex? {
    let name = name(of: network)
    guard !options.rebuild, let record = try store.indexes().first(where: { $0.name == name })
    else { return nil }
    do {
      return try EmbeddingIndex(record, in: store.location)
    } catch ExperimentError.damagedIndex {
      return nil
    }
  }

  /// Embeds what is missing and writes the index; one that is whole is opened as it is.
  ///
  /// Of two processes that want the same index one waits for the other.
  ///
  /// - Throws: `ExperimentError`; after a cancellation `interrupted`, what was embedded kept.
  public func run(_ network: AnalysedNetwork, monitor: AnalysisMonitor) throws -> Outcome {
    let records = try store.clips(split: options.split)
    let split = options.split?.rawValue ?? "all"
    guard !records.isEmpty else {
      throw ExperimentError.noClips(session: store.location.name, split: split)
    }
    let clips = try clips(records)
    let wanted = records.indices.flatMap { clip in
      clips[clip].windowTimes(count: options.windows).map { Wanted(clip: clip, time: $0) }
    }
    if let whole = try whole(network.identity, records, wanted) {
      return Outcome(index: whole, embedded: 0, skipped: [])
    }
    let name = name(of: network.identity)
    let folder = store.location.embeddings
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard let lock = try FileLock(folder.appendingPathComponent(".\(name).lock"), monitor: monitor)
    else { throw ExperimentError.interrupted(done: 0, total: wanted.count) }
    defer { withExtendedLifetime(lock) {} }
    // The process that was waited for may have made it.
    if let whole = try whole(network.identity, records, wanted) {
      return Outcome(index: whole, embedded: 0, skipped: [])
    }
    let dimension = network.net.configuration.embeddingSize
    let journal = IndexJournal(name, in: folder, dimension: dimension)
    if options.rebuild {
      journal.remove()
      try store.deleteIndex(name)
    }
    var rows = try known(network.identity, records, journal, dimension)
    let there = Set((0..<rows.count).map { Place(clip: rows.clips[$0], time: rows.times[$0]) })
    let missing = wanted.filter {
      !there.contains(Place(clip: records[$0.clip].id, time: $0.time))
    }
    let failures = try embed(
      missing, of: clips, records, network, journal, into: &rows,
      alreadyDone: wanted.count - missing.count, monitor)
    let index = try write(rows, wanted, records, network.identity, name: name)
    journal.remove()
    var skipped: [Int: String] = [:]
    for failure in failures { skipped[failure.clip] = failure.reason }
    return Outcome(
      index: index, embedded: missing.count - failures.count,
      skipped: skipped.sorted { $0.key < $1.key }.map {
        SkippedRecord(path: clips[$0.key].path, reason: $0.value)
      })
  }

  /// The index, where it has every window that is wanted and no other.
  private func whole(
    _ network: NetworkIdentity, _ records: [ClipRecord], _ wanted: [Wanted]
  ) throws -> EmbeddingIndex? {
    guard let index = try existing(for: network), index.record.rows == wanted.count,
      changed(records, since: index.record.created).isEmpty
    else { return nil }
    let there = Set(
      (0..<index.record.rows).map { Place(clip: index.clips[$0], time: index.times[$0]) })
    let isWhole = wanted.allSatisfy {
      there.contains(Place(clip: records[$0.clip].id, time: $0.time))
    }
    return isWhole ? index : nil
  }

  /// Clips whose files were written after a time: what was embedded before is of another video.
  private func changed(_ records: [ClipRecord], since time: Date) -> Set<Int64> {
    Set(
      records.compactMap { record in
        var status = stat()
        guard stat(store.location.url(of: record.path).path, &status) == 0 else { return nil }
        return Double(status.st_mtim.tv_sec) > time.timeIntervalSince1970 ? record.id : nil
      })
  }

  private struct Wanted {
    /// Place in the list of clips.
    var clip: Int
    var time: Double
  }

  private struct Place: Hashable {
    var clip: Int64
    var time: Double
  }

  private func clips(_ records: [ClipRecord]) throws -> [Clip] {
    let all = try store.trainingClips()
    var byPath: [String: Clip] = [:]
    for clip in all { byPath[clip.path] = clip }
    return records.map { record in
      byPath[store.location.url(of: record.path).path]
        ?? Clip(
          path: record.path, source: record.source, start: record.start,
          duration: record.duration)
    }
  }

  /// Rows of the index that is there, and of a journal.
  private func known(
    _ network: NetworkIdentity, _ records: [ClipRecord], _ journal: IndexJournal, _ dimension: Int
  ) throws -> IndexRows {
    var rows = try journal.rows()
    guard let index = try existing(for: network) else { return rows }
    let changed = changed(records, since: index.record.created)
    let there = Set((0..<rows.count).map { Place(clip: rows.clips[$0], time: rows.times[$0]) })
    for row in 0..<index.record.rows {
      let place = Place(clip: index.clips[row], time: index.times[row])
      if there.contains(place) || changed.contains(place.clip) { continue }
      rows.append(
        clip: place.clip, time: place.time, vision: index.vision[row], audio: index.audio[row])
    }
    return rows
  }

  private func embed(
    _ missing: [Wanted], of clips: [Clip], _ records: [ClipRecord], _ network: AnalysedNetwork,
    _ journal: IndexJournal, into rows: inout IndexRows, alreadyDone: Int,
    _ monitor: AnalysisMonitor
  ) throws -> [WindowDecoder.Failure] {
    let net = network.net
    let dimension = rows.dimension
    let batch = Batch(count: net.batch)
    let decoder = WindowDecoder(pool: net.pool)
    var failures: [WindowDecoder.Failure] = []
    var fresh = IndexRows(dimension: dimension)
    var nextWrite = MonotonicClock.seconds() + Self.journalSeconds
    let pairs = missing.map { PairDescription(clip: $0.clip, time: $0.time) }
    var vision = [Float](repeating: 0, count: net.batch * dimension)
    var audio = vision
    for first in stride(from: 0, to: pairs.count, by: net.batch) {
      let total = alreadyDone + pairs.count
      guard monitor.advance(alreadyDone + first, of: total, "embedding") else {
        if fresh.count > 0 { try journal.append(fresh) }
        throw ExperimentError.interrupted(
          done: alreadyDone + first - failures.count, total: total)
      }
      let range = first..<min(pairs.count, first + net.batch)
      let (kept, failed) = decoder.decode(pairs[range], of: clips, into: batch)
      failures += failed
      guard !kept.isEmpty else { continue }
      net.forward(
        pictures: batch.pictures, spectra: batch.spectra, count: kept.count, training: false)
      vision.withUnsafeMutableBufferPointer {
        if let base = $0.baseAddress { net.embeddings(.vision, count: kept.count, into: base) }
      }
      audio.withUnsafeMutableBufferPointer {
        if let base = $0.baseAddress { net.embeddings(.audio, count: kept.count, into: base) }
      }
      for (place, index) in kept.enumerated() {
        let span = place * dimension..<(place + 1) * dimension
        fresh.append(
          clip: records[missing[index].clip].id, time: missing[index].time, vision: vision[span],
          audio: audio[span])
      }
      if MonotonicClock.seconds() >= nextWrite {
        nextWrite = MonotonicClock.seconds() + Self.journalSeconds
        try journal.append(fresh)
        rows.append(fresh)
        fresh = IndexRows(dimension: dimension)
      }
    }
    rows.append(fresh)
    if rows.count == 0 {
      throw ExperimentError.nothingReadable(
        split: options.split?.rawValue ?? "all", reason: failures.last?.reason ?? "none")
    }
    return failures
  }

  /// Writes the rows that are wanted, each once, by clip and time, and notes the index.
  private func write(
    _ rows: IndexRows, _ wanted: [Wanted], _ records: [ClipRecord], _ network: NetworkIdentity,
    name: String
  ) throws -> EmbeddingIndex {
    var places: [Place: Int] = [:]
    for row in 0..<rows.count {
      places[Place(clip: rows.clips[row], time: rows.times[row])] = row
    }
    let order = wanted.compactMap { places[Place(clip: records[$0.clip].id, time: $0.time)] }
    let folder = EmbeddingIndex.folder(name, in: store.location)
    let files = FileManager.default
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    let dimension = rows.dimension
    for (title, values) in [("vision", rows.vision), ("audio", rows.audio)] {
      let sorted = order.flatMap { values[$0 * dimension..<($0 + 1) * dimension] }
      try NPYArray(shape: [order.count, dimension], values: sorted).write(
        to: folder.appendingPathComponent("\(title).npy"))
    }
    try NPYArray(shape: [order.count], values: order.map { rows.clips[$0] }).write(
      to: folder.appendingPathComponent("clips.npy"))
    try NPYArray(shape: [order.count], values: order.map { rows.times[$0] }).write(
      to: folder.appendingPathComponent("times.npy"))
    let record = IndexRecord(
      name: name, network: network.digest, isTrained: network.isTrained, run: network.run,
      step: network.step, weights: network.weights, seed: network.seed, frontEnd: network.frontEnd,
      width: network.width, stride: network.stride, split: options.split?.rawValue ?? "all",
      windows: options.windows, rows: order.count,
      clips: Set(order.map { rows.clips[$0] }).count)
    try store.record(index: record)
    return try EmbeddingIndex(record, in: store.location)
  }
}

extension IndexRows {
  mutating func append(_ other: IndexRows) {
    clips += other.clips
    times += other.times
    vision += other.vision
    audio += other.audio
  }
}
