import Corpus
import Foundation
import Glibc
import Testing
import TinyClips

/// Tiny clips in a folder that goes away with the value.
final class ClipFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "clips-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// A clip whose picture is a grey that says its number, and whose sound a tone.
  @discardableResult
  func add(_ name: String, grey: UInt8 = 128, seconds: Int = 2) throws -> String {
    let path = url.appendingPathComponent(name).path
    try FileManager.default.createDirectory(
      atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path,
      withIntermediateDirectories: true)
    try TinyClip.write(grey: grey, to: path, seconds: seconds)
    return path
  }
}

@Suite("Clip index and splits")
struct SplitTests {
  @Test("every file is indexed or listed with its reason; sources stay whole; seeds decide")
  func index() throws {
    let folder = try ClipFolder()
    for i in 0..<12 {
      try folder.add("abcdefghijk\(i / 2)_00001\(i % 2)_00002\(i % 2).mp4")
    }
    try Data("no video".utf8).write(to: folder.url.appendingPathComponent("notes.txt"))
    try Data().write(to: folder.url.appendingPathComponent("empty\u{1B}[31m.mp4"))
    let builder = CorpusBuilder(paths: [folder.url.path], fractions: [0.34, 0.33, 0.33], seed: 3)
    let index = try builder.build(threads: 2)
    #expect(index.clips.count == 12)
    #expect(index.skipped.count == 2)
    #expect(index.skipped.allSatisfy { !$0.reason.isEmpty })
    let bySource = Dictionary(grouping: index.clips.map(\.clip), by: \.source)
    #expect(bySource.count == 6)
    #expect(bySource.values.allSatisfy { Set($0.map(\.split)).count == 1 })
    #expect(index.clips.count { $0.clip.split == .train } == 4)
    let again = try builder.build(threads: 1)
    #expect(again.clips.map(\.clip) == index.clips.map(\.clip))
    let other = CorpusBuilder(paths: [folder.url.path], fractions: [0.34, 0.33, 0.33], seed: 4)
    #expect(try other.build(threads: 2).clips.map(\.clip.split) != index.clips.map(\.clip.split))
  }

  @Test("a label file fixes the split of a whole source")
  func fixedSplit() throws {
    let folder = try ClipFolder()
    for name in ["a.mp4", "b.mp4", "c.mp4", "d.mp4"] { try folder.add(name) }
    let csv = folder.url.appendingPathComponent("labels.csv")
    try Data("file,class,split,source\na.mp4,x,test,v\nb.mp4,x,,v\nc.mp4,y,,\n".utf8).write(to: csv)
    let index = try CorpusBuilder(
      paths: [folder.url.path], labels: try LabelTable(contentsOf: csv.path), labelFile: csv.path,
      fractions: [1, 0, 0], seed: 1
    ).build(threads: 1)
    #expect(index.clips.map(\.clip.split) == [.test, .test, .train, .train])
    #expect(index.skipped.isEmpty)
  }

  private func build(_ folder: ClipFolder, _ rows: String) throws -> CorpusBuilder.Index {
    let csv = folder.url.appendingPathComponent("labels.csv")
    try Data(("file,class,split,source\n" + rows).utf8).write(to: csv)
    return try CorpusBuilder(
      paths: [folder.url.path], labels: try LabelTable(contentsOf: csv.path), labelFile: csv.path,
      fractions: [0.6, 0.2, 0.2], seed: 1
    ).build(threads: 2)
  }

  @Test("a clip whose split is fixed takes the room of one that is not")
  func fixedTakesRoom() throws {
    let folder = try ClipFolder()
    for i in 0..<10 { try folder.add("\(i).mp4") }
    let rows = (0..<4).map { "\($0).mp4,x,\($0 < 2 ? "test" : "validation"),\n" }.joined()
    let clips = try build(folder, rows).clips.map(\.clip)
    for (split, count) in [(Split.train, 6), (.validation, 2), (.test, 2)] {
      #expect(clips.count { $0.split == split } == count)
    }
  }

  @Test("labels that put one source into two splits are refused, both files named")
  func dividedSource() throws {
    let folder = try ClipFolder()
    for name in ["a.mp4", "b.mp4", "c.mp4"] { try folder.add(name) }
    let error = #expect(throws: CorpusError.self) {
      try build(folder, "a.mp4,x,test,v\nb.mp4,x,,v\nc.mp4,x,train,v\n")
    }
    let text = String(describing: error)
    #expect(text.contains("a.mp4 is test") && text.contains("c.mp4 is train"))
  }

  @Test("files of one name below two folders of one name are different videos")
  func namesakes() throws {
    let folder = try ClipFolder()
    for path in ["one/clips/a.mp4", "two/clips/a.mp4"] { try folder.add(path) }
    let roots = ["one/clips", "two/clips"].map { folder.url.appendingPathComponent($0).path }
    let builder = CorpusBuilder(paths: roots + [roots[0] + "/"], fractions: [1, 0, 0])
    let index = try builder.build(threads: 2)
    #expect(index.clips.map(\.clip.source) == ["clips/a.mp4", "clips (2)/a.mp4"])
    #expect(builder.shortcomings(of: index) == [])
    #expect(CorpusBuilder(paths: roots).shortcomings(of: index).count == 2)
  }

  @Test("fractions that do not add up, and paths that are not there, are refused")
  func refused() {
    for text in ["0.5,0.5", "0.8,0.1,0.2", "a,b,c", "1.5,-0.25,-0.25"] {
      #expect(throws: CorpusError.self) { try CorpusBuilder.fractions(text) }
    }
    #expect(throws: CorpusError.self) {
      try CorpusBuilder(paths: ["/no/such/folder"]).build(threads: 1)
    }
  }

  @Test("files that cannot be looked into are listed too: names that are no text, links to nothing")
  func oddFiles() throws {
    let clips = try ClipFolder()
    let folder = clips.url.path
    for name in [[0x61, 0xFF, 0x2E, 0x6D], [0x62]] as [[UInt8]] {
      let path = (Array(folder.utf8) + [0x2F] + name + [0]).map { CChar(bitPattern: $0) }
      close(creat(path, 0o644))
    }
    symlink("/nowhere/at/all", folder + "/link.mp4")
    mkdir(folder + "/inside", 0o755)
    symlink(folder, folder + "/inside/loop")
    let found = try CorpusBuilder(paths: [folder]).build(threads: 1)
    #expect(found.clips.isEmpty && found.skipped.count == 4)
    #expect(found.skipped.contains { $0.reason == "its name is not UTF-8; rename it" })
    #expect(
      found.skipped.contains { $0.path.hasSuffix("/link.mp4") && $0.reason.contains("nowhere") })
    #expect(found.skipped.contains { $0.path.hasSuffix("/b") })
    let loop = found.skipped.first { $0.path.hasSuffix("/loop") }
    #expect(loop?.reason.hasPrefix("a link to a folder, which is not followed") == true)
  }

  @Test("tables, hidden files and hidden folders are listed with their reason; the labels are not")
  func tables() throws {
    let folder = try ClipFolder()
    for name in ["a.mp4", "b.mp4", ".c.mp4", ".inside/d.mp4", "below/e.mp4"] {
      try folder.add(name)
    }
    for name in ["labels.csv", "sources.CSV", "below/labels.csv"] {
      try Data("file,class\na.mp4,x\n".utf8).write(to: folder.url.appendingPathComponent(name))
    }
    let root = folder.url.path
    func skipped(_ builder: CorpusBuilder) throws -> [String: String] {
      let index = try builder.build(threads: 1)
      #expect(index.clips.count >= 3)
      let reasons = index.skipped.map { (String($0.path.dropFirst(root.count + 1)), $0.reason) }
      return Dictionary(uniqueKeysWithValues: reasons)
    }
    let all = try skipped(CorpusBuilder(paths: [root]))
    #expect(
      all.keys.sorted() == [".c.mp4", ".inside", "below/labels.csv", "labels.csv", "sources.CSV"])
    for name in ["below/labels.csv", "labels.csv", "sources.CSV"] {
      #expect(all[name] == "a table, no video")
    }
    #expect(all[".c.mp4"]?.hasPrefix("hidden, as its name begins with a dot") == true)
    #expect(all[".inside"]?.hasPrefix("hidden") == true)
    let labelled = try skipped(CorpusBuilder(paths: [root], labelFile: root + "/labels.csv"))
    #expect(Set(all.keys).subtracting(labelled.keys) == ["labels.csv"])
    // What is given by itself is looked into, also where its folder is given too.
    let hidden = [root, root + "/.inside", root + "/.c.mp4", root + "/below"]
    #expect(
      try skipped(CorpusBuilder(paths: hidden)).keys.sorted()
        == ["below/labels.csv", "labels.csv", "sources.CSV"])
  }
}
