import Foundation
import Glibc

/// What the detached jobs of a session printed: one file, in which each begins with a heading of its
/// own. Jobs that run at the same time print below whichever heading is the last.
public struct JobLog: Sendable {
  private let file: URL
  /// Bytes of the end of the file that are read (our choice: a job prints some lines).
  private static let tail: UInt64 = 1 << 20

  /// The log of a session.
  public init(_ location: SessionLocation) { file = location.jobLog }

  /// Writes the heading of a job that is about to be started with these words. Where nothing can be
  /// written nothing is: then the job cannot be started either, and that is told.
  public func begin(_ arguments: [String], at time: Date = Date()) {
    guard let stream = fopen(file.path, "a") else { return }
    defer { fclose(stream) }
    fputs("\(Self.sign)\(time.formatted(.iso8601)) \(Self.words(arguments))\n", stream)
  }

  /// The last lines that a job printed; empty where it printed none, or into a terminal.
  public func lines(of job: JobRecord, last count: Int) -> [String] {
    guard let handle = try? FileHandle(forReadingFrom: file) else { return [] }
    defer { try? handle.close() }
    let size = (try? handle.seekToEnd()) ?? 0
    try? handle.seek(toOffset: size > Self.tail ? size - Self.tail : 0)
    let data = (try? handle.readToEnd()) ?? Data()
    return Self.lines(of: job, in: String(decoding: data, as: UTF8.self), last: count)
  }

  /// The last lines below the newest heading of a job's words that is not younger than the job.
  static func lines(of job: JobRecord, in text: String, last count: Int) -> [String] {
    let wanted = words(job.arguments)
    var found: [String] = []
    var isInside = false
    for line in text.split(separator: "\n") {
      guard line.hasPrefix(sign) else {
        if isInside { found.append(String(line)) }
        continue
      }
      let parts = line.dropFirst(sign.count).split(separator: " ", maxSplits: 1)
      let time = parts.first.flatMap { try? Date(String($0), strategy: .iso8601) }
      isInside = parts.count == 2 && parts[1] == wanted && (time.map { $0 <= job.created } ?? false)
      if isInside { found = [] }
    }
    return found.suffix(count)
  }

  private static let sign = "== "

  private static func words(_ arguments: [String]) -> String {
    "earsight " + arguments.joined(separator: " ").replacing("\n", with: " ")
  }
}
