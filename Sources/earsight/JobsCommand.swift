import ArgumentParser
import Foundation
import Printable
import Session

struct JobsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobs",
    abstract: "List a session's analyses; pause, resume or cancel one.",
    discussion: """
      A job is a process of its own. Cancelled, it ends within a second and keeps what is done.

      Example:
        earsight jobs birds
        earsight jobs birds pause 3
        earsight jobs birds cancel 3
      """)

  @Argument(help: "The session.")
  var session: String
  @Argument(help: "pause, resume or cancel.")
  var request: String?
  @Argument(help: "The job's number.")
  var job: Int64?
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let request, JobRecord.Request(rawValue: request) == nil {
      throw ValidationError("'\(request)': expected pause, resume or cancel")
    }
    if request != nil, job == nil { throw ValidationError("give the job's number") }
  }

  func run() throws {
    let location = try SessionLocation.existing(session)
    if let job, let request = request.flatMap(JobRecord.Request.init) {
      let store = try SessionStore.open(at: location)
      try store.send(request, job: job)
      return try output.print(
        ["job": Int(job), "request": request.rawValue], text: "\(request) sent to job \(job)")
    }
    let jobs = try SessionStore.open(at: location, access: .read).jobs()
    let rows = jobs.map { job -> [String: any Sendable] in
      [
        "job": Int(job.id), "kind": job.kind, "title": job.title, "state": job.word,
        "done": job.done, "total": job.total, "stage": job.stage, "message": job.message,
        "arguments": job.arguments, "pid": Int(job.pid),
        "created": job.created.timeIntervalSince1970,
      ]
    }
    let lines = jobs.map { job in
      let share = job.total > 0 ? " \(100 * job.done / job.total) %" : ""
      let left = job.secondsLeft().map { "  ETA \(ProgressLine.duration($0))" } ?? ""
      let tail = job.message.isEmpty ? "\(job.stage)\(share)\(left)" : job.message
      return "\(job.id)  \(job.word)  \(job.title)  \(tail)"
    }
    try output.print(
      ["jobs": rows],
      text: lines.isEmpty ? "no jobs yet" : lines.map(printable).joined(separator: "\n"))
  }
}
