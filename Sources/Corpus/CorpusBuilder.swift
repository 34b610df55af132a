import Compute
import Foundation
import Media
import Printable
import Synchronization

/// Finds files, looks into each, and makes the clip index of a session.
public struct CorpusBuilder: Sendable {
  /// A clip with what its file holds.
  public struct IndexedClip: Sendable {
    /// The clip, with its split.
    public var clip: Clip
    /// What the file holds.
    public var info: MediaInfo
  }

  /// A file that gives no clip.
  public struct Skipped: Sendable, Equatable {
    /// The file.
    public var path: String
    /// Why, in one line that does not repeat the path.
    public var reason: String
  }

  /// The clip index.
  public struct Index: Sendable {
    /// The clips, sorted by path.
    public var clips: [IndexedClip]
    /// The files left out, sorted by path.
    public var skipped: [Skipped]
  }

  /// Files to look into and folders to search.
  public var paths: [String]
  /// Classes, splits and sources, where known.
  public var labels: LabelTable
  /// The label file itself, which is no clip.
  public var labelFile: String?
  /// Leave out clips without a label (a Kinetics-Sounds subset is made so).
  public var onlyLabelled: Bool
  /// Fractions of clips in train, validation and test.
  public var fractions: [Double]
  /// The session's seed: decides the split.
  public var seed: UInt64

  /// A builder over `paths`.
  public init(
    paths: [String], labels: LabelTable = LabelTable(), labelFile: String? = nil,
    onlyLabelled: Bool = false, fractions: [Double] = [0.8, 0.1, 0.1], seed: UInt64 = 1
  ) {
    self.paths = paths
    self.labels = labels
    self.labelFile = labelFile
    self.onlyLabelled = onlyLabelled
    self.fractions = fractions
    self.seed = seed
  }

  /// Reads "0.8,0.1,0.1".
  ///
  /// - Throws: `CorpusError.badSplit`.
  public static func fractions(_ text: String) throws -> [Double] {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0.trimmingCharacters(in: .whitespaces))
    }
    let values = parts.compactMap { $0 }
    guard parts.count == 3, values.count == 3, values.allSatisfy({ (0...1).contains($0) }),
      abs(values.reduce(0, +) - 1) < 1e-6
    else { throw CorpusError.badSplit(text: text) }
    return values
  }

  /// Probes every file on `threads` threads and divides the clips into splits.
  ///
  /// - Parameter progress: told of files done and in all, from any of the threads.
  /// - Throws: `CorpusError.notFound` for a path that is not there; never for a bad file.
  public func build(
    threads: Int, progress: @Sendable @escaping (Int, Int) -> Void = { _, _ in },
    isCancelled: @Sendable @escaping () -> Bool = { false }
  ) throws -> Index {
    let (files, odd) = try self.files()
    var labels = labels
    // A label file has the only word: its folders may mean anything, a split for instance.
    for path in paths where labelFile == nil {
      labels.addFolders(below: path, files: files.map(\.path))
    }
    let table = labels
    let done = Atomic<Int>(0)
    let results = Mutex<[Int: Result<IndexedClip, Reason>]>([:])
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, files.count))) { _ in
      while !isCancelled() {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < files.count else { return }
        let result = Self.look(
          at: files[number].path, named: files[number].name, labels: table,
          onlyLabelled: onlyLabelled)
        results.withLock { $0[number] = result }
        progress(done.wrappingAdd(1, ordering: .relaxed).newValue, files.count)
      }
    }
    var index = Index(clips: [], skipped: [])
    for (number, result) in results.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      switch result {
      case .success(let clip): index.clips.append(clip)
      case .failure(let reason):
        index.skipped.append(Skipped(path: files[number].path, reason: reason.text))
      }
    }
    if !isCancelled() { index.skipped = (index.skipped + odd).sorted { $0.path < $1.path } }
    let splits = try Splitter(fractions: fractions, seed: seed).splits(
      of: index.clips.map(\.clip),
      fixed: index.clips.map { table[$0.clip.path]?.split })
    for (number, split) in splits.enumerated() { index.clips[number].clip.split = split }
    return index
  }

  /// What of an index will hold training up or harm it, each in one line: splits too small for
  /// mismatched pairs, unless none was asked for, and sources that have most of a split's clips.
  public func shortcomings(of index: Index) -> [String] {
    let clips = index.clips.map(\.clip)
    return scarceSplits(clips) + Split.allCases.compactMap { Self.dominance(in: $0, of: clips) }
  }

  private func scarceSplits(_ clips: [Clip]) -> [String] {
    let consequences = [
      "training cannot start", "training goes without validation", "there is no final test",
    ]
    return Split.allCases.enumerated().compactMap { number, split in
      let sources = Set(clips.filter { $0.split == split }.map(\.source))
      guard sources.count < 2, !sources.isEmpty || fractions[number] > 0 else { return nil }
      return
        "the \(split.rawValue) split has clips of \(sources.count) source video(s), mismatched "
        + "pairs need 2: \(consequences[number]); add videos or change --split"
    }
  }

  /// A source that has more than half of a split's clips, and what that does.
  ///
  /// Mismatched pairs take frame and sound of two sources, so most frames of that source take theirs
  /// of the few other clips, while in matching pairs all clips sound equally often. Of s clips in n,
  /// the others sound in s of n mismatched pairs and in n - s of n matching ones.
  private static func dominance(in split: Split, of clips: [Clip]) -> String? {
    let clips = clips.filter { $0.split == split }
    let bySource = Dictionary(grouping: clips, by: \.source)
    guard let largest = bySource.max(by: { $0.value.count < $1.value.count }),
      bySource.count > 1, 2 * largest.value.count > clips.count
    else { return nil }
    let (count, others) = (largest.value.count, clips.count - largest.value.count)
    let ratio = (10 * Double(count) / Double(others)).rounded() / 10
    let times = Int(exactly: ratio).map(String.init) ?? String(ratio)
    return
      "the \(split.rawValue) split has \(count) of \(clips.count) clips of one source video, "
      + "'\(printable(largest.key))', expected half of them at most: mismatched pairs take their sound "
      + "from the other \(others) clip(s) \(times) times as often as matching pairs do, which tells them "
      + "apart; add videos of other sources, or leave some of this one out"
  }

  private struct Reason: Error { var text: String }

  private static func look(
    at path: String, named name: String, labels: LabelTable, onlyLabelled: Bool
  ) -> Result<IndexedClip, Reason> {
    let entry = labels[path]
    if onlyLabelled && entry == nil { return .failure(Reason(text: "no label in the label file")) }
    do {
      let found = try inspect(path: path)
      let source = entry?.source ?? Self.source(of: path, named: name)
      return .success(
        IndexedClip(
          clip: Clip(
            path: path, source: source, start: found.usableStart,
            duration: found.usableDuration, label: entry?.label),
          info: found.info))
    } catch let error as MediaError {
      return .failure(Reason(text: error.reason))
    } catch {
      return .failure(Reason(text: String(describing: error)))
    }
  }

  /// The video that a file was cut from: the id of names like `id_000010_000020`, else the file
  /// itself, by its name below the folder given (so that moving the folder keeps the splits).
  static func source(of path: String, named name: String) -> String {
    let stem = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    let parts = stem.split(separator: "_", omittingEmptySubsequences: false)
    let times = parts.suffix(2)
    let isSegment = parts.count > 2 && times.allSatisfy { $0.count == 6 && Int($0) != nil }
    return isSegment ? parts.dropLast(2).joined(separator: "_") : name
  }

  /// Every regular file named by `paths` or below them, sorted. Each comes with its name below the
  /// path given, that path's last component first. Of paths with the same last component the second
  /// is called `NAME (2)`, and so on, or files of one name below them would pass for the same video.
  /// Besides, what is not looked into: what cannot be, hidden files, and tables but the labels.
  func files() throws -> (files: [(path: String, name: String)], odd: [Skipped]) {
    let manager = FileManager.default
    var found: [String: String] = [:]
    var odd: [Skipped] = []
    var seen: Set<String> = []
    var namesakes: [String: Int] = [:]
    for path in paths {
      var isFolder: ObjCBool = false
      guard manager.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw CorpusError.notFound(path: path)
      }
      let base = URL(fileURLWithPath: path).standardizedFileURL.path
      guard seen.insert(base).inserted else { continue }
      let last = URL(fileURLWithPath: base).lastPathComponent
      namesakes[last, default: 0] += 1
      let number = namesakes[last, default: 1]
      let root = number > 1 ? "\(last) (\(number))" : last
      guard isFolder.boolValue else {
        if found[base] == nil { found[base] = root }
        continue
      }
      let walk = FolderWalk(base)
      odd += walk.odd
      for name in walk.files where found[base + "/" + name] == nil {
        found[base + "/" + name] = root + "/" + name
      }
    }
    if let labelFile {
      found[URL(fileURLWithPath: labelFile).standardizedFileURL.path] = nil
    }
    // Tables lie beside videos: labels, and what a synthetic corpus was made from.
    let tables = found.keys.filter { $0.lowercased().hasSuffix(".csv") }
    for path in tables { found[path] = nil }
    odd += tables.map { Skipped(path: $0, reason: "a table, no video") }
    return (
      found.map { (path: $0.key, name: $0.value) }.sorted { $0.path < $1.path },
      odd.reduce(into: [:]) { $0[$1.path] = $1 }.values.filter {
        found[$0.path] == nil && !seen.contains($0.path)
      }
    )
  }
}
