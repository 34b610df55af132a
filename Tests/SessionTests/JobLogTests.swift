import Foundation
import Session
import Testing

@Suite("What jobs printed")
struct JobLogTests {
  private func job(_ words: [String], _ created: Date) -> JobRecord {
    JobRecord(
      id: 1, kind: words[0], title: words[0], arguments: words, created: created, finished: nil,
      state: .done, done: 0, total: 0, stage: "", message: "", time: created, pid: 1, host: "box")
  }

  @Test("a job's lines are those below its own heading, of the time that it was run")
  func lines() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "job-log-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let location = SessionLocation(folder: folder)
    let log = JobLog(location)
    let start = Date(timeIntervalSince1970: 1_790_000_000)
    #expect(log.lines(of: job(["kmeans", "/s"], start), last: 9).isEmpty)
    func begin(_ words: [String], after seconds: Double, printing text: String) throws {
      log.begin(words, at: start + seconds)
      let file = try FileHandle(forWritingTo: location.jobLog)
      try file.seekToEnd()
      try file.write(contentsOf: Data(text.utf8))
      try file.close()
    }
    try begin(["kmeans", "/s"], after: 0, printing: "first\n")
    try begin(["tsne", "/s"], after: 10, printing: "other\n")
    try begin(["kmeans", "/s"], after: 20, printing: "one\ntwo\nthree")
    #expect(log.lines(of: job(["kmeans", "/s"], start + 21), last: 2) == ["two", "three"])
    #expect(log.lines(of: job(["kmeans", "/s"], start + 1), last: 9) == ["first"])
    #expect(log.lines(of: job(["tsne", "/s"], start + 11), last: 9) == ["other"])
    #expect(log.lines(of: job(["prefer", "/s"], start + 30), last: 9).isEmpty)
  }
}
