import Arrays
import Foundation
import Session
import Testing

@Suite("earsight train")
struct TrainingCommandTests {
  private func location(_ program: Program) -> SessionLocation {
    SessionLocation(folder: program.folder.appendingPathComponent("sessions/s"))
  }

  @Test("an interrupted training goes on as if it had never stopped, bit for bit")
  func resume() throws {
    let program = try Program()
    try program.makeSession()
    let options = [
      "--width", "4", "--batch", "4", "--lr", "1e-3", "--threads", "2", "--quiet", "--json",
      "--validate-every", "100000",
    ]
    func train(_ words: String...) throws -> [String: Any] {
      let outcome = try program.run(arguments: ["train", "s"] + words + options)
      #expect(outcome.code == 0, "\(outcome.errors)")
      return outcome.json
    }
    let whole = try train("--new-run", "whole", "--steps", "12")
    let half = try train("--new-run", "parts", "--steps", "5")
    let rest = try train("--steps", "12")
    #expect(half["steps"] as? Int == 5)
    #expect(rest["steps"] as? Int == 12)
    let a = try SafeTensorsFile(
      contentsOf: URL(fileURLWithPath: try #require(whole["checkpoint"] as? String)))
    let b = try SafeTensorsFile(
      contentsOf: URL(fileURLWithPath: try #require(rest["checkpoint"] as? String)))
    #expect(a.tensors.keys.sorted() == b.tensors.keys.sorted())
    for name in a.tensors.keys {
      #expect(Array(try a.bytes(of: name)) == Array(try b.bytes(of: name)), "\(name)")
    }
    let store = try SessionStore.open(at: location(program), access: .read)
    let runs = try store.runs()
    let steps = try runs.map { try store.steps(run: $0.id).map(\.loss) }
    #expect(steps[0] == steps[1])
    #expect(steps[0].count == 12)
  }

  @Test("a training killed with -9 leaves a session that resumes from its last checkpoint")
  func killed() throws {
    let program = try Program()
    try program.makeSession()
    let words = [
      "train", "s", "--width", "4", "--batch", "4", "--checkpoint-every", "0.005", "--quiet",
    ]
    for round in 0..<4 {
      let process = try program.start(words)
      Thread.sleep(forTimeInterval: 0.3 + 0.37 * Double(round))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let store = try SessionStore.open(at: location(program))
      #expect(try store.problems() == [])
    }
    let store = try SessionStore.open(at: location(program))
    let run = try #require(try store.latestRun())
    let row = try #require(try store.checkpoints(run: run.id).last { $0.kind == .last })
    // A kill between the two leaves the file newer than its row: the file is what resumes.
    let file = try SafeTensorsFile(contentsOf: store.location.url(of: row.file))
    let saved = try #require(file.metadata["step"].flatMap { Int($0) })
    #expect(saved >= row.step && row.step > 0)
    let outcome = try program.run(
      "train", "s", "--steps", "\(saved + 3)", "--quiet", "--json")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.json["steps"] as? Int == saved + 3)
    let steps = try store.steps(run: run.id).map(\.step)
    #expect(steps == Array(1...(saved + 3)))
  }

  @Test("a resumed run takes a new learning rate; one that cannot start leaves nothing to resume")
  func newRate() throws {
    let program = try Program()
    try program.makeSession()
    let options = ["--quiet", "--json"]
    let small = ["--width", "4", "--batch", "4"]
    func train(_ words: [String]) throws -> Program.Outcome {
      try program.run(arguments: ["train", "s"] + words + options)
    }
    #expect(try train(small + ["--steps", "2"]).code == 0)
    #expect(try train(["--from", "/no/weights.safetensors"]).code == 1)
    #expect(try train(["--steps", "4", "--lr", "0.002"]).code == 0)
    let store = try SessionStore.open(at: location(program), access: .read)
    let runs = try store.runs()
    #expect(runs.map(\.name) == ["run-1"])
    #expect(try store.steps(run: runs[0].id).map(\.learningRate) == [1e-4, 1e-4, 0.002, 0.002])
  }

  @Test("TERM finishes the step, saves and exits 0; control commands are obeyed between steps")
  func stopAndControl() throws {
    let program = try Program()
    try program.makeSession()
    let process = try program.start([
      "train", "s", "--width", "4", "--batch", "4", "--quiet", "--validate-every", "100000000",
    ])
    defer { kill(process.processIdentifier, SIGKILL) }
    let store = try SessionStore.open(at: location(program), access: .view)
    func waitFor(_ what: String, _ condition: () throws -> Bool) throws {
      for _ in 0..<400 {
        if try condition() { return }
        Thread.sleep(forTimeInterval: 0.05)
      }
      Issue.record("never saw: \(what)")
    }
    func run() throws -> RunRecord? { try store.latestRun() }
    func state() throws -> RunState? {
      try run().flatMap { try store.heartbeat(run: $0.id)?.state }
    }
    try waitFor("steps") { try run().flatMap { try store.lastStep(run: $0.id) } != nil }
    // The main thread and the workers stand back behind screens.
    let levels = try niceness(of: process.processIdentifier)
    let behind = max(5, nice(0))
    #expect(levels.contains { $0.thread == "earsight" && $0.level == behind }, "\(levels)")
    let workers = levels.filter { $0.thread.hasPrefix("compute-") || $0.thread.hasPrefix("load-") }
    #expect(!workers.isEmpty && workers.allSatisfy { $0.level == behind }, "\(levels)")
    // The seconds for which Ctrl-Z stops it are no training.
    let number = try #require(try run()?.id)
    kill(process.processIdentifier, SIGSTOP)
    Thread.sleep(forTimeInterval: 1)
    let stopped = try #require(try store.lastStep(run: number))
    Thread.sleep(forTimeInterval: 4)
    kill(process.processIdentifier, SIGCONT)
    try waitFor("a step after it") {
      (try store.lastStep(run: number)?.step ?? 0) > stopped.step + 1
    }
    let later = try store.steps(run: number, after: stopped.step).prefix(3)
    #expect((later.last?.wallSeconds ?? .infinity) - stopped.wallSeconds < 4)
    #expect(later.allSatisfy { $0.wallSeconds > stopped.wallSeconds })
    #expect(try program.run("control", "s", "pause").code == 0)
    try waitFor("paused") { try state() == .paused }
    #expect(try program.run("control", "s", "checkpoint").code == 0)
    let id = try #require(try run()?.id)
    try waitFor("checkpoint") { try !store.checkpoints(run: id).isEmpty }
    #expect(try store.events().contains { $0.text.hasPrefix("checkpoint at step") })
    #expect(try program.run("control", "s", "lr=0.5").code == 0)
    // Two commands at once: neither may be lost, whatever the first one does.
    #expect(try program.run("control", "s", "resume").code == 0)
    #expect(try program.run("control", "s", "lr=0.25").code == 0)
    try waitFor("the second rate") { try store.lastStep(run: id)?.learningRate == 0.25 }
    #expect(try program.run("control", "s", "lr=0.5").code == 0)
    try waitFor("the new rate") { try store.lastStep(run: id)?.learningRate == 0.5 }
    kill(process.processIdentifier, SIGTERM)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    #expect(try state() == .stopped)
    let last = try store.lastStep(run: id)?.step
    #expect(try store.checkpoints(run: id).last { $0.kind == .last }?.step == last)
    #expect(try program.run("control", "s", "pause").code == 1)
  }

  static let groupsSessions = FileManager.default.fileExists(atPath: "/proc/self/autogroup")

  @Test(
    "a training makes its terminal's session light, as Linux weighs these first, and then as it was",
    .enabled(if: groupsSessions, "no /proc/self/autogroup: this Linux groups no sessions"))
  func lightSession() throws {
    let program = try Program()
    try program.makeSession()
    // The weight before, while it trains, and after; then what a killed training leaves is taken away.
    let script = """
      cat /proc/self/autogroup
      "$0" train s --width 4 --batch 4 --steps 100 --quiet > /dev/null &
      for i in $(seq 1000); do grep ' 5$' /proc/self/autogroup && break; sleep 0.01; done
      wait $!
      cat /proc/self/autogroup
      sleep 0.2; echo 5 > /proc/self/autogroup; sleep 0.2
      "$0" train s --steps 101 --quiet > /dev/null
      cat /proc/self/autogroup
      """
    let pipe = Pipe()
    let shell = try program.start(
      ["-w", "sh", "-c", script, Program.path], executable: "/usr/bin/setsid",
      output: pipe.fileHandleForWriting)
    try pipe.fileHandleForWriting.close()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    shell.waitUntilExit()
    let weights = said.split(separator: "\n").map { $0.split(separator: " ").last ?? "" }
    #expect(weights == ["0", "5", "0", "0"], "\(said)")
  }

  @Test("the runs of a grid are all as light as the first")
  func lightGrid() throws {
    let program = try Program()
    try program.makeSession()
    let process = try program.start([
      "train", "s", "--new-run", "g", "--lr", "1e-4,2e-4,3e-4", "--width", "4", "--batch", "4",
      "--steps", "20", "--quiet",
    ])
    var seen: Set<Int32> = []
    while process.isRunning {
      let levels = (try? niceness(of: process.processIdentifier)) ?? []
      seen.formUnion(levels.filter { $0.thread.hasPrefix("compute-") }.map(\.level))
      Thread.sleep(forTimeInterval: 0.01)
    }
    #expect(process.terminationStatus == 0)
    let store = try SessionStore.open(at: location(program), access: .read)
    #expect(try store.runs().count == 3)
    #expect(seen == [max(5, nice(0))])
  }

  @Test("in steps 2 to 50 no thread that computes calls malloc")
  func allocations() throws {
    let program = try Program()
    try program.makeSession()
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("malloc_counter.c.txt")
    let library = program.folder.appendingPathComponent("malloc_counter.so").path
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = [
      "clang", "-shared", "-fPIC", "-O1", "-x", "c", "-o", library, source.path,
    ]
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0)
    let file = program.folder.appendingPathComponent("counts").path
    let outcome = try program.run(
      "train", "s", "--width", "4", "--batch", "4", "--steps", "60", "--threads", "2",
      "--validate-every", "100000", "--checkpoint-every", "1000", "--validation-pairs", "8",
      "--quiet", environment: ["LD_PRELOAD": library, "MALLOC_COUNTS": file])
    #expect(outcome.code == 0, "\(outcome.errors)")
    // The hundredths of a second in which a thread called it.
    var times: [String: [Int]] = [:]
    for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 2)
      times[String(words[2]), default: []].append(try #require(Int(words[0])))
    }
    let store = try SessionStore.open(at: location(program), access: .read)
    let run = try #require(try store.latestRun())
    let wall = try store.steps(run: run.id).map(\.wallSeconds)
    try #require(wall.count == 60)
    // The training thread, which computes too, is the process's first and carries its name: the
    // longest time in which it makes no call holds these steps.
    let own = try #require(times["earsight"]).sorted()
    let (start, end) = try #require(zip(own, own.dropFirst()).max { $0.1 - $0.0 < $1.1 - $1.0 })
    #expect(Double(end - start) / 100 >= wall[49] - wall[1], "\(own)")
    for (name, times) in times where name.hasPrefix("compute-") {
      #expect(!times.contains { $0 > start && $0 < end }, "\(name): \(times)")
    }
    // Others do meanwhile, and are counted.
    #expect(times["record"]?.contains { $0 > start && $0 < end } == true)
  }

  @Test("a training at width 8 and batch 32 takes less than 700 MB")
  func memory() throws {
    let program = try Program()
    try program.makeSession()
    let process = try program.start([
      "train", "s", "--width", "8", "--batch", "32", "--steps", "4", "--threads", "2", "--quiet",
      "--precision", "fp32", "--validation-pairs", "32",
    ])
    var most = 0
    while process.isRunning {
      most = max(most, mostMegabytes(of: process.processIdentifier) ?? 0)
      Thread.sleep(forTimeInterval: 0.005)
    }
    #expect(process.terminationStatus == 0)
    // The arenas and workspaces alone are more than 200 MB.
    #expect((200..<700).contains(most), "\(most) MB")
  }

  /// The most memory that a process has had, in MB: VmHWM of its status; nil once it is gone.
  private func mostMegabytes(of process: Int32) -> Int? {
    let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 / 1024 }
  }

  /// The name and niceness of each thread of a process: the 2nd and 19th word of its status.
  private func niceness(of process: Int32) throws -> [(thread: String, level: Int32)] {
    let threads = "/proc/\(process)/task"
    return try FileManager.default.contentsOfDirectory(atPath: threads).compactMap { thread in
      let status = try String(contentsOfFile: "\(threads)/\(thread)/stat", encoding: .utf8)
      let name = status.split(separator: "(").last?.split(separator: ")").first.map(String.init)
      let words = status.split(separator: ")").last?.split(separator: " ") ?? []
      guard let name, words.count > 16, let level = Int32(words[16]) else { return nil }
      return (name, level)
    }
  }
}
