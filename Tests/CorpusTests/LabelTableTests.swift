import Corpus
import Foundation
import Testing

@Suite("Labels")
struct LabelTableTests {
  /// Writes a CSV into a folder of its own and reads it.
  private func table(_ text: String, kineticsSounds: Bool = false) throws -> (LabelTable, String) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "labels-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("labels.csv")
    try Data(text.utf8).write(to: file)
    return (
      try LabelTable(contentsOf: file.path, kineticsSounds: kineticsSounds), folder.path
    )
  }

  @Test("quoted fields keep commas, quotes and line ends (RFC 4180)")
  func quoting() throws {
    let (labels, folder) = try table(
      "file,class,split,source\r\n\"a,b.mp4\",\"dog \"\"barking\"\"\",test,v1\r\nc.mp4,\"two\nlines\"\n"
    )
    #expect(labels[folder + "/a,b.mp4"]?.label == "dog \"barking\"")
    #expect(labels[folder + "/a,b.mp4"]?.split == .test)
    #expect(labels[folder + "/a,b.mp4"]?.source == "v1")
    #expect(labels[folder + "/c.mp4"]?.label == "two\nlines")
    #expect(labels[folder + "/c.mp4"]?.split == nil)
  }

  @Test("a Kinetics CSV knows files by id and times, and keeps the paper's 34 classes when asked")
  func kinetics() throws {
    let text = """
      label,youtube_id,time_start,time_end,split
      playing organ,abcdefghijk,10,20,train
      abseiling,zzzzzzzzzzz,5,15,val
      """
    let (all, _) = try table(text)
    #expect(all["/x/abcdefghijk_000010_000020.mp4"]?.source == "abcdefghijk")
    #expect(all["/x/zzzzzzzzzzz_000005_000015.mp4"]?.split == .validation)
    let (some, _) = try table(text, kineticsSounds: true)
    #expect(some["/x/abcdefghijk_000010_000020.mp4"]?.label == "playing organ")
    #expect(some["/x/zzzzzzzzzzz_000005_000015.mp4"] == nil)
  }

  @Test(
    "a file that cannot be trusted is refused with the line",
    arguments: [
      ("", 1), ("name,kind\na,b\n", 1), ("file,class\na.mp4\n", 2),
      ("file,class\na.mp4,dog\nb.mp4,\"cat\nc.mp4,cow\n", 3),
      ("file,class,class\na.mp4,dog,cat\n", 1),
      ("file,class\na.mp4,dog\na.mp4,cat\n", 3), ("file,class,split\na.mp4,dog,exam\n", 2),
    ])
  func refused(text: String, line: Int) {
    let error = #expect(throws: CorpusError.self) { try table(text) }
    #expect(String(describing: error).contains("labels.csv:\(line): "))
  }

  @Test("a folder per class labels its files; a CSV has the last word")
  func folders() throws {
    var (labels, root) = try table("file,class\ndogs/1.mp4,wolf\n")
    let files = ["dogs/1.mp4", "dogs/2.mp4", "cats/1.mp4", "loose.mp4"].map { root + "/" + $0 }
    labels.addFolders(below: root, files: files)
    #expect(files.map { labels[$0]?.label } == ["wolf", "dogs", "cats", nil])
  }
}
