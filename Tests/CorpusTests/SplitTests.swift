import Corpus
import Foundation
import Media
import Testing

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
    let writer = try ClipWriter(
      path: path, width: 64, height: 48, frameRate: 10, sampleRate: 16_000)
    let picture = Picture(
      width: 64, height: 48, pixels: [UInt8](repeating: grey, count: 64 * 48 * 3))
    for _ in 0..<(10 * seconds) { try writer.append(picture: picture) }
    try writer.append(
      sound: (0..<(16_000 * seconds)).map { Float(sin(Double($0) * Double(grey) / 500)) * 0.5 })
    try writer.finish()
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

  @Test("fractions that do not add up, and paths that are not there, are refused")
  func refused() {
    for text in ["0.5,0.5", "0.8,0.1,0.2", "a,b,c", "1.5,-0.25,-0.25"] {
      #expect(throws: CorpusError.self) { try CorpusBuilder.fractions(text) }
    }
    #expect(throws: CorpusError.self) {
      try CorpusBuilder(paths: ["/no/such/folder"]).build(threads: 1)
    }
  }
}
