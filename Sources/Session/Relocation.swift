import Foundation
internal import GRDB

/// Where clips were found that are no longer where the index says.
public struct Relocation: Sendable {
  /// A clip's file under its old and its new path, both absolute.
  public struct Move: Codable, Sendable, Equatable {
    /// The clip.
    public var clip: Int64
    /// Where the index has it.
    public var old: String
    /// Where it is.
    public var new: String
  }

  /// What is to be told to the index.
  public var moves: [Move] = []
  /// Clips that were not found, with the reason in a few words.
  public var missing: [(clip: ClipRecord, reason: String)] = []
}

extension SessionStore {
  /// The clips within the folder `old`, as they would lie within `new`; those that do not are missing.
  public func relocation(from old: String, to new: String) throws -> Relocation {
    let (old, new) = (Self.withoutSlash(old), Self.withoutSlash(new))
    var result = Relocation()
    for clip in try clips() where clip.path.hasPrefix(old + "/") {
      let place = new + clip.path.dropFirst(old.count)
      if let size = Self.size(of: place) {
        if size == clip.byteCount {
          result.moves.append(.init(clip: clip.id, old: clip.path, new: place))
        } else {
          result.missing.append(
            (clip, "the file there has \(size) bytes, not \(clip.byteCount)"))
        }
      } else {
        result.missing.append((clip, "there is no such file in \(new)"))
      }
    }
    return result
  }

  /// The missing clips as far as they are found in a folder: files of the same name and size, of
  /// several the one whose path agrees most; else the only file of the same size and extension.
  ///
  /// - Parameter goOn: asked between files; false ends the search with what was found.
  public func relocation(
    searching folder: String, goOn: () -> Bool = { true }
  ) throws -> Relocation {
    let missing = try missingClips()
    var result = Relocation()
    if missing.isEmpty { return result }
    let taken = Set(try clips().map(\.path)).subtracting(missing.map(\.path))
    let wanted = Set(missing.map(\.byteCount))
    var bySize: [Int64: [String]] = [:]
    var names: Set<String> = []
    let root = URL(fileURLWithPath: folder, isDirectory: true).standardizedFileURL
      .resolvingSymlinksInPath()
    let found = FileManager.default.enumerator(
      at: root, includingPropertiesForKeys: [.fileSizeKey, .isRegularFileKey])
    while let url = found?.nextObject() as? URL, goOn() {
      let values = try? url.resourceValues(forKeys: [.fileSizeKey, .isRegularFileKey])
      guard values?.isRegularFile == true, let size = values?.fileSize.map(Int64.init) else {
        continue
      }
      names.insert(url.lastPathComponent)
      if wanted.contains(size), !taken.contains(url.path) {
        bySize[size, default: []].append(url.path)
      }
    }
    var used: Set<String> = []
    for clip in missing {
      let old = clip.path.split(separator: "/").map(String.init)
      let fitting = (bySize[clip.byteCount] ?? []).filter { !used.contains($0) }
        .map { (path: $0, parts: $0.split(separator: "/").map(String.init)) }
        .map { (path: $0.path, parts: $0.parts, shared: Self.shared(old, $0.parts)) }
      let named = fitting.filter { $0.parts.last == old.last }
      let best = named.map(\.shared).max() ?? 0
      var candidates = named.filter { $0.shared == best }
      if named.isEmpty {
        let type = URL(fileURLWithPath: clip.path).pathExtension
        candidates = fitting.filter { URL(fileURLWithPath: $0.path).pathExtension == type }
      }
      if let only = candidates.first, candidates.count == 1 {
        used.insert(only.path)
        result.moves.append(.init(clip: clip.id, old: clip.path, new: only.path))
      } else if candidates.count > 1 {
        result.missing.append((clip, "\(candidates.count) files fit equally well"))
      } else if names.contains(old.last ?? "") {
        result.missing.append((clip, "a file of its name has another size"))
      } else {
        result.missing.append((clip, "no file has its name and size"))
      }
    }
    return result
  }

  /// Tells the index, in one transaction that can be undone.
  public func apply(_ relocation: Relocation, title: String) throws {
    guard !relocation.moves.isEmpty else { return }
    try write { db in
      try db.execute(
        sql: "INSERT INTO relocation (time, title) VALUES (?, ?)",
        arguments: [Date().timeIntervalSince1970, title])
      let id = db.lastInsertedRowID
      for move in relocation.moves {
        let places = [location.storedPath(of: move.old), location.storedPath(of: move.new)]
        try db.execute(
          sql: "INSERT INTO relocatedClip (relocation, clip, before, after) VALUES (?, ?, ?, ?)",
          arguments: [id, move.clip, places[0], places[1]])
      }
      try Self.move(id, db, isUndone: false)
    }
  }

  /// Takes the newest relocation back; returns how many clips it was of, nil where there is none.
  public func undoRelocation() throws -> Int? {
    try write { db in
      guard
        let id = try Int64.fetchOne(db, sql: "SELECT MAX(id) FROM relocation WHERE NOT isUndone")
      else { return nil }
      try db.execute(sql: "UPDATE relocation SET isUndone = 1 WHERE id = ?", arguments: [id])
      try Self.move(id, db, isUndone: true)
      return try Int.fetchOne(
        db, sql: "SELECT COUNT(*) FROM relocatedClip WHERE relocation = ?", arguments: [id])
    }
  }

  /// Through names that nothing has, as clips may change places with each other.
  private static func move(_ relocation: Int64, _ db: Database, isUndone: Bool) throws {
    try db.execute(
      sql: """
        UPDATE clip SET path = char(0) || id
        WHERE id IN (SELECT clip FROM relocatedClip WHERE relocation = ?)
        """, arguments: [relocation])
    try db.execute(
      sql: """
        UPDATE clip SET path = (SELECT \(isUndone ? "before" : "after") FROM relocatedClip
          WHERE relocation = ? AND clip = clip.id)
        WHERE id IN (SELECT clip FROM relocatedClip WHERE relocation = ?)
        """, arguments: [relocation, relocation])
  }

  /// How many clips' files are missing, looked for no longer than so many seconds; one that can be had
  /// all the same is not.
  public func census(
    seconds: Double, orHad: (String) -> Bool = { _ in false }
  ) throws -> ClipCensus {
    let clips = try clips()
    let end = DispatchTime.now() + seconds
    var census = ClipCensus(clips: clips.count)
    for clip in clips {
      if DispatchTime.now() >= end { break }
      census.seen += 1
      if !FileManager.default.fileExists(atPath: clip.path), !orHad(clip.path) {
        census.missing += 1
        if census.example == nil { census.example = clip.path }
      }
    }
    return census
  }

  private static func withoutSlash(_ path: String) -> String {
    let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
    return absolute.hasSuffix("/") ? String(absolute.dropLast()) : absolute
  }

  private static func size(of path: String) -> Int64? {
    (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.int64Value
  }

  /// How many parts at the end of two paths are the same.
  private static func shared(_ one: [String], _ other: [String]) -> Int {
    zip(one.reversed(), other.reversed()).prefix { $0 == $1 }.count
  }
}

/// How many clips have their file.
public struct ClipCensus: Sendable, Equatable {
  /// Clips of the index.
  public var clips: Int
  /// Clips whose file was looked for.
  public var seen = 0
  /// Those whose file is not there.
  public var missing = 0
  /// One of these files.
  public var example: String?

  /// A census before the first look.
  public init(clips: Int) { self.clips = clips }
}
