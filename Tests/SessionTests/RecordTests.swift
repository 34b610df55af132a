import Foundation
import Session
import Testing

@Suite("What is written is read back")
struct RecordTests {
  let folder: TemporaryFolder
  let store: SessionStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.session()
  }

  private let time = Date(timeIntervalSince1970: 1_700_000_000.5)

  @Test("clips keep every value, take numbers from 1, and keep them when indexed again")
  func clips() throws {
    var clips = [
      ClipRecord.sample("/data/a.mp4", label: "bell"),
      .sample("/data/é \"'; DROP TABLE clip;--.mkv", split: .validation),
      .sample("/data/c.avi", split: .test, label: "a\u{1B}[31mb"),
    ]
    let inserted = try store.insert(clips: clips)
    for index in clips.indices { clips[index].id = Int64(index + 1) }
    clips[2].label = "a?[31mb"
    #expect(inserted == clips)
    #expect(try store.clips() == clips)
    #expect(try store.clips(split: .validation) == [clips[1]])
    clips[0].split = .test
    #expect(try store.insert(clips: [clips[0]]) == [clips[0]])
    #expect(try store.clips() == clips)
    #expect(try store.clipCounts() == [.test: 2, .validation: 1])
  }

  @Test("runs have names of their own, and end when their trainer says so")
  func runs() throws {
    #expect(try store.latestRun() == nil)
    let manifest = #"{"seed": 1, "text": "π"}"#
    let first = try store.createRun(manifest: manifest, targetPairs: 100)
    let second = try store.createRun(name: "wide", manifest: "{}", targetPairs: 200)
    #expect(first.name == "run-1" && first.state == .starting && first.finished == nil)
    #expect(try store.runs() == [first, second])
    #expect(try store.latestRun() == second)
    #expect(try store.run(first.id).manifest == manifest)
    #expect(try store.run(named: "wide") == second)
    let taken = sessionError {
      _ = try store.createRun(name: "wide", manifest: "{}", targetPairs: 1)
    }
    #expect(taken?.kind == .alreadyExists)
    #expect(sessionError { _ = try store.run(99) }?.kind == .noSuchValue)
    let unknown = sessionError { _ = try store.run(named: "x") }
    #expect(unknown?.message.contains("run-1, wide") == true)

    try store.setState(.done, run: first.id)
    #expect(try store.run(first.id).state == .done)
    #expect(try store.run(first.id).finished != nil)
    try store.setTarget(pairs: 500, run: first.id)
    try store.setManifest("[]", run: first.id)
    try store.setState(.running, run: first.id)
    let again = try store.run(first.id)
    #expect(again.finished == nil && again.targetPairs == 500 && again.manifest == "[]")
  }

  @Test("steps keep every value, NaN and infinity too, and are read in pieces")
  func steps() throws {
    let run = try store.createRun(manifest: "{}", targetPairs: 100).id
    let other = try store.createRun(manifest: "{}", targetPairs: 100).id
    let steps = (1...10).map { StepRecord.sample($0, run: run, loss: 1 / Double($0)) }
    try store.append(steps: steps)
    try store.append(steps: [.sample(1, run: other, loss: .nan)])
    #expect(try store.steps(run: run) == steps)
    #expect(try store.steps(run: run, after: 4, limit: 3) == Array(steps[4..<7]))
    #expect(try store.lastStep(run: run) == steps.last)
    let nan = try store.steps(run: other)[0]
    #expect(nan.loss.isNaN && nan.accuracy == 0.75)

    var replaced = steps[9]
    replaced.gradientNorm = .infinity
    try store.append(steps: [replaced])
    #expect(try store.lastStep(run: run) == replaced)
  }

  @Test("after a resume from an older checkpoint the steps that followed it are gone")
  func discard() throws {
    let run = try store.createRun(manifest: "{}", targetPairs: 100).id
    let other = try store.createRun(manifest: "{}", targetPairs: 100).id
    for id in [run, other] {
      try store.append(steps: (1...10).map { .sample($0, run: id) })
      for step in [5, 10] {
        try store.append(
          validation: ValidationRecord(
            run: id, step: step, pairs: 16 * step, loss: 0.6, accuracy: 0.7, count: 64))
      }
    }
    try store.discardSteps(run: run, after: 5)
    #expect(try store.steps(run: run).map(\.step) == Array(1...5))
    #expect(try store.validations(run: run).map(\.step) == [5])
    #expect(try store.steps(run: other).count == 10)
    #expect(try store.validations(run: other).count == 2)
  }

  @Test("validations keep every value, one for each step and split")
  func validations() throws {
    let run = try store.createRun(manifest: "{}", targetPairs: 100).id
    let first = ValidationRecord(
      run: run, step: 10, pairs: 160, loss: 0.5, accuracy: 0.8, count: 256)
    var second = first
    second.split = .test
    second.loss = 0.75
    try store.append(validation: second)
    try store.append(validation: first)
    #expect(try store.validations(run: run) == [second, first])
    #expect(try store.validations(run: run, after: 10).isEmpty)
    second.accuracy = .nan
    try store.append(validation: second)
    #expect(try store.validations(run: run)[0].accuracy.isNaN)
  }

  @Test("events are numbered, limited to the newest, and cannot steer a terminal")
  func events() throws {
    var events = (0..<5).map {
      EventRecord(time: time, run: $0 == 0 ? nil : 1, level: .warning, kind: "data", text: "\($0)")
    }
    events[4].text = "bad \u{1B}]0;title\u{7}"
    for index in events.indices { events[index].id = try store.append(event: events[index]) }
    events[4].text = "bad ?]0;title?"
    #expect(try store.events() == events)
    #expect(try store.events(after: events[1].id) == Array(events[2...]))
    #expect(try store.events(limit: 2) == Array(events[3...]))
  }

  @Test("checkpoints keep every value; one of the same file replaces the other")
  func checkpoints() throws {
    let run = try store.createRun(manifest: "{}", targetPairs: 100).id
    var last = CheckpointRecord(
      run: run, step: 10, pairs: 160, file: "checkpoints/last.safetensors", kind: .last,
      byteCount: 1000, time: time)
    let best = CheckpointRecord(
      run: run, step: 5, pairs: 80, file: "checkpoints/best.safetensors", kind: .best,
      validationAccuracy: 0.75, byteCount: 1000, time: time)
    try store.record(checkpoint: last)
    try store.record(checkpoint: best)
    #expect(try store.checkpoints(run: run) == [best, last])
    last.step = 20
    var absolute = last
    absolute.file = store.location.url(of: last.file).path
    try store.record(checkpoint: absolute)
    #expect(try store.checkpoints(run: run) == [best, last])
    try store.forget(checkpoint: best.file)
    #expect(try store.checkpoints(run: run) == [last])
  }

  @Test("commands are taken once, in order, each by its own run")
  func controls() throws {
    let run = try store.createRun(manifest: "{}", targetPairs: 100).id
    let other = try store.createRun(manifest: "{}", targetPairs: 100).id
    let commands: [ControlCommand] = [
      .pause, .learningRate(3.5e-5), .resume, .checkpoint, .stop, .abort,
    ]
    let viewer = try SessionStore.open(at: store.location, access: .view)
    for command in commands { try viewer.send(command, run: run) }
    try viewer.send(.stop, run: other)
    #expect(try viewer.controls(run: run).allSatisfy { $0.taken == nil })
    #expect(try store.takeControls(run: run) == commands)
    #expect(try store.takeControls(run: run) == [])
    #expect(try viewer.controls(run: run).allSatisfy { $0.taken != nil })
    #expect(try viewer.controls(run: run, limit: 2).map(\.command) == [.stop, .abort])
    #expect(try store.takeControls(run: other) == [.stop])
  }

  @Test("commands are read as they are typed, and a wrong one is refused")
  func commandWords() throws {
    for word in ["pause", "resume", "checkpoint", "stop", "abort", "lr=0.0001"] {
      #expect(try ControlCommand(parsing: word).description == word)
    }
    for word in ["", "Stop", "lr", "lr=", "lr=-1", "lr=nan", "lr=inf", "lr=0", "lr=x", "halt"] {
      #expect(sessionError { _ = try ControlCommand(parsing: word) }?.kind == .noSuchValue)
    }
  }

  @Test("attached screens are those that were seen lately and live")
  func viewers() throws {
    let now = Date()
    try store.registerViewer(tty: "pts/1", now: now.addingTimeInterval(-5))
    try store.registerViewer(tty: "pts/2", now: now)
    try store.registerViewer(tty: "ssh", pid: 4, host: "elsewhere", now: now)
    try store.registerViewer(tty: "old", pid: 5, host: "elsewhere", now: now - 60)
    try store.registerViewer(tty: "gone", pid: 99_999_999, now: now)
    #expect(try store.viewers(now: now).map(\.tty) == ["pts/2", "ssh"])
    try store.removeViewer()
    #expect(try store.viewers(now: now).map(\.tty) == ["ssh"])
  }

  @Test("a summary tells clips, runs, state and accuracy")
  func summary() throws {
    #expect(try store.summary().runs == 0)
    try store.insert(clips: [.sample("/a"), .sample("/b"), .sample("/c", split: .test)])
    let run = try store.createRun(manifest: "{}", targetPairs: 320)
    try store.append(steps: [.sample(3, run: run.id)])
    try store.append(
      validation: ValidationRecord(
        run: run.id, step: 3, pairs: 48, loss: 0.5, accuracy: 0.875, count: 64))
    try store.beat(
      HeartbeatRecord(run: run.id, state: .running, step: 4, pairs: 64, targetPairs: 320))
    let summary = try #require(SessionListing.names(in: folder.url).first?.read().summary)
    #expect(summary.trainClips == 2 && summary.validationClips == 0 && summary.testClips == 1)
    #expect(summary.latestRun == "run-1" && summary.status == "RUNNING" && summary.runs == 1)
    #expect(summary.step == 4 && summary.pairs == 64 && summary.targetPairs == 320)
    #expect(summary.validationAccuracy == 0.875 && summary.byteCount > 4096)
  }

  @Test("losses are a CSV line a step, with the validations on their steps")
  func losses() throws {
    let run = try store.createRun(manifest: "{}", targetPairs: 100).id
    for (step, loss) in [(0, 0.7), (2, 0.65), (9, 0.5)] {
      try store.append(
        validation: ValidationRecord(
          run: run, step: step, pairs: 16 * step, loss: loss, accuracy: 0.5, count: 64))
    }
    try store.append(
      validation: ValidationRecord(
        run: run, step: 2, pairs: 32, loss: 9, accuracy: 0, count: 64, split: .test))
    try store.append(steps: [
      .sample(1, run: run), .sample(2, run: run, loss: .nan), .sample(3, run: run, loss: .infinity),
    ])
    let expected = """
      step,pairs,wall_seconds,learning_rate,loss,accuracy,validation_loss,validation_accuracy
      0,0,,,,,0.7,0.5
      1,16,0.25,0.0001,0.5,0.75,,
      2,32,0.5,0.0001,nan,0.75,0.65,0.5
      3,48,0.75,0.0001,inf,0.75,,
      9,144,,,,,0.5,0.5

      """
    #expect(try store.exportLosses(run: run) == expected)
  }

  @Test("many losses come in pieces of whole lines")
  func lossesInPieces() throws {
    let run = try store.createRun(manifest: "{}", targetPairs: 100).id
    try store.append(steps: (1...5000).map { .sample($0, run: run) })
    var pieces: [String] = []
    try store.exportLosses(run: run) { pieces.append($0) }
    #expect(pieces.count > 2)
    #expect(pieces.allSatisfy { $0.hasSuffix("\n") && $0.utf8.count < 70_000 })
    #expect(pieces.joined().split(separator: "\n").count == 5001)
  }
}
