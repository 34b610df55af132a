import Foundation
import Session
import Testing

@Suite("Trainings in a process of their own")
struct DetachedTests {
  @Test("--detach returns when the training lives, and tells which run it is")
  func starts() throws {
    let program = try Program()
    try program.makeSession()
    let outcome = try program.run(
      "train", "s", "--width", "4", "--batch", "4", "--detach", "--json", "--new-run", "mine")
    let pid = try #require(outcome.json["pid"] as? Int)
    defer { kill(pid_t(pid), SIGKILL) }
    #expect(outcome.code == 0 && outcome.json["run"] as? String == "mine")
    let store = try SessionStore.open(at: program.session, access: .read)
    let run = try store.run(named: "mine")
    #expect(try store.heartbeat(run: run.id)?.pid == Int32(pid))
    #expect(try store.status(run: run.id).isAlive)
    // A second one is refused by the first.
    let second = try program.run("train", "s", "--detach")
    #expect(second.code == 1 && second.errors.contains("is being trained by pid \(pid)"))
  }

  @Test("a new run without a name has none in the process of its own either, in any order of words")
  func nameless() throws {
    let program = try Program()
    try program.makeSession()
    let small = ["--width", "4", "--batch", "4", "--steps", "2", "--validation-pairs", "4"]
    let store = try SessionStore.open(at: program.session, access: .view)
    for (number, words) in [
      ["--new-run", "--detach", "s", "--json"], ["--detach", "--json", "--new-run", "--", "s"],
    ].enumerated() {
      let outcome = try program.run(arguments: ["train"] + small + words)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.json["run"] as? String == "run-\(number + 1)")
      for _ in 0..<1000 where TrainerLock.owner(of: program.session) != nil { usleep(20_000) }
      #expect(try store.latestRun()?.state == .done)
    }
  }

  @Test("--detach fails as the training fails: its message, its code, no run left behind")
  func fails() throws {
    let program = try Program()
    try program.makeSession()
    let outcome = try program.run("train", "s", "--width", "4", "--detach", "--from", "nowhere")
    #expect(outcome.code == 1)
    #expect(outcome.errors.hasPrefix("earsight: ") && outcome.errors.contains("nowhere"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(try SessionStore.open(at: program.session, access: .read).runs().isEmpty)
  }

  @Test(
    "a finished run is told again with its figures, detached or not, and its log stays as it is")
  func finished() throws {
    let program = try Program()
    try program.makeSession()
    let first = try program.run(
      "train", "s", "--width", "4", "--batch", "4", "--steps", "2", "--json", "--quiet")
    let store = try SessionStore.open(at: program.session, access: .read)
    let events = try store.events()
    for words in [["--json", "--quiet"], ["--json", "--detach"]] {
      let again = try program.run(arguments: ["train", "s"] + words)
      #expect(again.code == 0)
      for key in ["loss", "train_accuracy", "validation_accuracy", "seconds"] {
        #expect(again.json[key] as? Double == first.json[key] as? Double, "\(key)")
        #expect(again.json[key] is NSNumber, "\(key)")
      }
    }
    #expect(try store.events() == events)
    let state = try program.run("watch", "s", "--json").json
    #expect(state["status"] as? String == "DONE" && state["steps"] as? Int == 2)
  }

  @Test("a grid goes on after a rate that diverges, and tests the best run")
  func grid() throws {
    let program = try Program()
    try program.makeSession()
    let outcome = try program.run(
      "train", "s", "--width", "4", "--batch", "4", "--steps", "3", "--lr", "1e38,1e-3",
      "--test-pairs", "4", "--json", "--quiet")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.json["learning_rate"] as? Double == 1e-3)
    #expect(outcome.json["test_pairs"] as? Int == 4)
    let grid = outcome.json["grid"] as? [[String: Any]]
    #expect(grid?.map { $0["diverged"] as? Bool } == [true, false])

    // A name that is taken is found before anything is trained.
    let store = try SessionStore.open(at: program.session)
    _ = try store.createRun(name: "v0-lr0.002", manifest: "{}", targetPairs: 4)
    let runs = try store.runs().map(\.name)
    let taken = try program.run(
      "train", "s", "--width", "4", "--batch", "4", "--steps", "3", "--lr", "0.001,0.002",
      "--new-run", "v0")
    #expect(taken.code == 1 && taken.errors.contains("\"v0-lr0.002\" already: none of the grid"))
    #expect(try store.runs().map(\.name) == runs)
  }
}
