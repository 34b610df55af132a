import Corpus
import Foundation
import Media
import Synchronization
import Testing

@Suite("the synthetic corpus on disk")
struct SyntheticCorpusTests {
  private func temporary() -> URL {
    FileManager.default.temporaryDirectory.appending(path: "synth-\(UUID().uuidString)")
  }

  private func files(_ directory: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
  }

  @Test("every class becomes a video file with sound, and labels.csv lists each")
  func writes() throws {
    let directory = temporary()
    defer { try? FileManager.default.removeItem(at: directory) }
    let corpus = SyntheticCorpus(clips: 13, seconds: 1, seed: 3)
    let counts = Mutex<[Int]>([])
    try corpus.write(
      to: directory, threads: 2,
      progress: { done, total in counts.withLock { $0.append(done * 100 + total) } })
    #expect(counts.withLock { $0 } == (0...13).map { $0 * 100 + 13 })
    let lines = try String(
      contentsOf: directory.appending(path: "labels.csv"), encoding: .utf8
    ).split(separator: "\n").map(String.init)
    #expect(lines.first == "file,class")
    #expect(lines.count == 14)
    #expect(lines.last == "guitar_0002.mp4,guitar")
    for line in lines.dropFirst() {
      let columns = line.split(separator: ",")
      #expect(columns.count == 2 && columns[0].hasPrefix(columns[1]))
      let info = try probe(path: directory.appending(path: String(columns[0])).path)
      let (video, audio) = try (#require(info.video), #require(info.audio))
      #expect(video.width == 320 && video.height == 240)
      #expect(audio.sampleRate == 48_000 && audio.channels == 1)
      #expect(abs(info.duration - 1) < 0.1)
    }
    let named = lines.dropFirst().map { $0.prefix { $0 != "," } }.map(String.init)
    #expect(try files(directory) == (named + ["labels.csv", "corpus.csv"]).sorted())
  }

  @Test("writing again keeps what is complete and makes what is missing")
  func resumes() throws {
    let directory = temporary()
    defer { try? FileManager.default.removeItem(at: directory) }
    let corpus = SyntheticCorpus(clips: 3, seconds: 1, seed: 4)
    try corpus.write(to: directory, threads: 1)
    let (kept, lost) = (
      directory.appending(path: "guitar_0001.mp4"), directory.appending(path: "drum_0001.mp4")
    )
    let before = try Data(contentsOf: lost)
    try FileManager.default.removeItem(at: lost)
    try Data("complete".utf8).write(to: kept)
    try corpus.write(to: directory, threads: 1)
    #expect(try Data(contentsOf: kept) == Data("complete".utf8))
    #expect(try Data(contentsOf: lost) == before)
  }

  @Test("a missing clip is made again, byte for byte, when it is opened, and no other file is")
  func restores() throws {
    let directory = temporary()
    defer { try? FileManager.default.removeItem(at: directory) }
    try SyntheticCorpus(clips: 14, classes: 3, seconds: 1, seed: 6).write(to: directory, threads: 2)
    let lost = directory.appending(path: "bell_0002.mp4")
    let before = try Data(contentsOf: lost)
    try FileManager.default.removeItem(at: lost)
    #expect(SyntheticCorpus.canRestore(lost.path))
    let reader = try ClipReader(clipAt: lost.path)
    #expect(reader.info.video?.width == 320)
    #expect(try Data(contentsOf: lost) == before)
    for name in ["bell_2.mp4", "bird_0001.mp4", "bell_0002.mkv", "bell_0000.mp4", "bell_-001.mp4"] {
      let path = directory.appending(path: name).path
      #expect(!SyntheticCorpus.canRestore(path))
      #expect(throws: MediaError.self) { try ClipReader(clipAt: path) }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test("a clip that another version of the generator made is not made again by this one")
  func refusesOtherVersion() throws {
    let directory = temporary()
    defer { try? FileManager.default.removeItem(at: directory) }
    try SyntheticCorpus(clips: 1, seconds: 1, seed: 6).write(to: directory)
    let notes = directory.appending(path: "corpus.csv")
    let text = try String(contentsOf: notes, encoding: .utf8)
    try text.replacing("version,2", with: "version,1").write(
      to: notes, atomically: true, encoding: .utf8)
    let clip = directory.appending(path: "guitar_0001.mp4").path
    try FileManager.default.removeItem(atPath: clip)
    #expect {
      try ClipReader(clipAt: clip)
    } throws: {
      "\($0)".contains("made by version 1")
    }
  }

  @Test("a cancelled write leaves no partial file under a clip's name")
  func cancels() throws {
    let directory = temporary()
    defer { try? FileManager.default.removeItem(at: directory) }
    let questions = Mutex(0)
    let corpus = SyntheticCorpus(clips: 4, seconds: 1, seed: 5)
    #expect(throws: CancellationError.self) {
      try corpus.write(
        to: directory, threads: 1,
        isCancelled: {
          questions.withLock {
            $0 += 1; return $0 > 8
          }
        })
    }
    #expect(try files(directory).filter { $0.contains(".mp4") }.isEmpty)
  }

  @Test("a directory of another seed is refused by name")
  func refuses() throws {
    let directory = temporary()
    defer { try? FileManager.default.removeItem(at: directory) }
    try SyntheticCorpus(clips: 1, seconds: 1, seed: 6).write(to: directory, threads: 1)
    let error = #expect(throws: SyntheticCorpusError.self) {
      try SyntheticCorpus(clips: 1, classes: 1, seconds: 1.5, seed: 7).write(
        to: directory, threads: 1)
    }
    let text = error?.description ?? ""
    #expect(
      text.hasSuffix(
        ": holds a corpus of 12 classes, 1 s a clip, seed 6, not of 1 class, 1.5 s a clip, seed 7; "
          + "choose another directory or remove this one"), "\(text)")
  }

  @Test("one of another version is refused with both, one whose notes are gone or garbled too")
  func refusesNotes() throws {
    let directory = temporary()
    defer { try? FileManager.default.removeItem(at: directory) }
    let corpus = SyntheticCorpus(clips: 1, seconds: 1, seed: 6)
    try corpus.write(to: directory, threads: 1)
    let notes = directory.appending(path: "corpus.csv")
    let before = try String(contentsOf: notes, encoding: .utf8)
    for (text, part) in [
      (
        before.replacing("version,2", with: "version,1"),
        "holds a corpus of 12 classes, 1 s a clip, seed 6, version 1, not of 12 classes, 1 s a clip, "
          + "seed 6, version 2; choose"
      ),
      ("", "/corpus.csv: does not say what the clips beside it were made from, expected "),
      ("parameter,value\nversion,2\n\u{1B}[31m", "/corpus.csv: does not say"),
    ] {
      try Data(text.utf8).write(to: notes)
      let error = #expect(throws: SyntheticCorpusError.self) {
        try corpus.write(to: directory, threads: 1)
      }
      #expect(error?.description.contains(part) == true, "\(error?.description ?? "none")")
    }
    try Data(before.replacing("\n", with: "\r\n").utf8).write(to: notes)
    try corpus.write(to: directory, threads: 1)
  }

  @Test("a corpus is told in words, one clip and one class as one")
  func words() {
    #expect(SyntheticCorpus(clips: 600).words == "600 clips of 12 classes")
    #expect(SyntheticCorpus(clips: 1, classes: 1).words == "1 clip of 1 class")
  }
}
