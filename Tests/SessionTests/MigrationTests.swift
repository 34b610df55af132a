import Foundation
import Session
import Testing

@Suite("Moving an older session forward")
struct MigrationTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func date(_ seconds: Double) -> Date { Date(timeIntervalSince1970: seconds) }

  /// What a session of schema 1 to `schema` held, as the earsight of then wrote it.
  private func contents(_ schema: Int) -> String {
    [EarlierContents.first, EarlierContents.second, EarlierContents.third].prefix(schema)
      .joined(separator: "\n")
  }

  @Test(
    "a session of any earlier schema moves forward with all that it holds", arguments: 1...3)
  func migrates(schema: Int) throws {
    let location = folder.location()
    try SessionStore.create(
      at: location, seed: 9, version: "0.0", schema: schema, sql: contents(schema))
    let store = try SessionStore.open(at: location)
    try expectContents(of: store, schema: schema)
    // What came later works in it.
    try store.annotate(.name, of: "clip/2", to: "new")
    #expect(try store.edits().map(\.after) == ["new"])
    try store.setViewState(["y": "2"])
    #expect(try store.viewState()["y"] == "2")
    #expect(try store.startJob(kind: "kmeans", title: "", arguments: []).state == .running)
    try store.close()
    // And is there when the session is opened again, with all the rest.
    let again = try SessionStore.open(at: location)
    #expect(try again.notes().contains { $0.subject == "clip/2" && $0.text == "new" })
    #expect(try again.steps(run: 3).count == 3 && again.problems().isEmpty)
  }

  @Test("a reader moves a copy forward and leaves the session as it is", arguments: 1...3)
  func migratesCopy(schema: Int) throws {
    let location = folder.location()
    try SessionStore.create(
      at: location, seed: 9, version: "0.0", schema: schema, sql: contents(schema))
    let before = try Data(contentsOf: location.database)
    let reader = try SessionStore.open(at: location, access: .read)
    #expect(reader.isReadOnly && reader.note != nil)
    try expectContents(of: reader, schema: schema)
    #expect(try Data(contentsOf: location.database) == before)
  }

  private func expectContents(of store: SessionStore, schema: Int) throws {
    let meta = try store.meta()
    #expect(meta.version == "0.0" && meta.seed == 9)
    try expectClips(store)
    try expectRuns(store)
    try expectSigns(store)
    let view = schema >= 2 ? ["screen": "units", "filter": "bell"] : [:]
    #expect(try store.viewState() == view)
    if schema >= 3 {
      try expectAnalyses(store)
    } else {
      #expect(try store.jobs().isEmpty && store.results().isEmpty && store.indexes().isEmpty)
      #expect(try store.notes().isEmpty && store.journal().isEmpty)
    }
    #expect(try store.edits().isEmpty && store.problems().isEmpty)
  }

  private func expectClips(_ store: SessionStore) throws {
    #expect(
      try store.clips() == [
        ClipRecord(
          id: 2, path: "/data/a.mp4", source: "a", split: .train, label: "bell", start: 0.25,
          duration: 9.75, width: 320, height: 240, frameRate: 29.97, sampleRate: 44_100,
          channels: 2, byteCount: 123_456_789_012, modified: date(1_600_000_000.5)),
        ClipRecord(
          id: 5, path: "/data/b.mp4", source: "b", split: .validation, label: nil, start: 0,
          duration: 3, width: 64, height: 48, frameRate: 12.5, sampleRate: 8000, channels: 1,
          byteCount: 77, modified: date(1_600_000_001)),
      ])
    #expect(try store.skipped() == [SkippedRecord(path: "/data/c.txt", reason: "no video")])
  }

  private func expectRuns(_ store: SessionStore) throws {
    #expect(
      try store.runs() == [
        RunRecord(
          id: 3, name: "run-1", created: date(1_600_000_100), manifest: #"{"width":8}"#,
          state: .done, finished: date(1_600_000_200), targetPairs: 48),
        RunRecord(
          id: 4, name: "wide", created: date(1_600_000_300), manifest: "{}", state: .stopped,
          finished: nil, targetPairs: 64),
      ])
    let steps = try store.steps(run: 3)
    #expect(steps.map(\.step) == [1, 2, 3] && steps.map(\.pairs) == [16, 32, 48])
    #expect(
      steps.last
        == StepRecord(
          run: 3, step: 3, pairs: 48, wallSeconds: 0.75, learningRate: 1e-4, loss: 0.5,
          accuracy: 0.75, gradientNorm: 1.5, dataSeconds: 0.01, forwardSeconds: 0.1,
          backwardSeconds: 0.2, optimizerSeconds: 0.02))
    #expect(steps[0].loss.isNaN && steps[1].loss == 0.625)
    #expect(try store.steps(run: 4).map(\.loss) == [0.6875])
    #expect(
      try store.validations(run: 3) == [
        ValidationRecord(run: 3, step: 2, pairs: 32, loss: 0.6, accuracy: 0.7, count: 64),
        ValidationRecord(
          run: 3, step: 3, pairs: 48, loss: 0.55, accuracy: 0.72, count: 128, split: .test),
      ])
    #expect(
      try store.checkpoints(run: 3) == [
        CheckpointRecord(
          run: 3, step: 2, pairs: 32, file: "checkpoints/best.safetensors", kind: .best,
          validationAccuracy: 0.7, byteCount: 999, time: date(1_600_000_150)),
        CheckpointRecord(
          run: 3, step: 3, pairs: 48, file: "checkpoints/last.safetensors", kind: .last,
          byteCount: 1000, time: date(1_600_000_200)),
      ])
  }

  private func expectSigns(_ store: SessionStore) throws {
    #expect(
      try store.events() == [
        EventRecord(id: 7, time: date(1_600_000_101), run: 3, kind: "start", text: "run-1 starts"),
        EventRecord(
          id: 8, time: date(1_600_000_102), run: nil, level: .warning, kind: "disk", text: "π"),
      ])
    #expect(
      try store.heartbeat(run: 3)
        == HeartbeatRecord(
          run: 3, time: date(1_600_000_199), pid: 4242, host: "elsewhere", state: .done, step: 3,
          pairs: 48, targetPairs: 48, message: "done"))
    let controls = try store.controls(run: 3)
    #expect(controls.map(\.command) == [.learningRate(0.002), .pause])
    #expect(controls.map(\.taken) == [date(1_600_000_111), nil])
    #expect(
      try store.viewers(patience: 10, now: date(1_600_000_125)).map(\.tty) == ["pts/7"])
  }

  private func expectAnalyses(_ store: SessionStore) throws {
    #expect(
      try store.jobs() == [
        JobRecord(
          id: 6, kind: "kmeans", title: "64 clusters", arguments: ["kmeans", "s"],
          created: date(1_600_000_400), finished: date(1_600_000_410), state: .done, done: 10,
          total: 10, stage: "restarts", message: "0.4", time: date(1_600_000_409), pid: 4243,
          host: "elsewhere")
      ])
    #expect(
      try store.results() == [
        ResultRecord(
          id: 9, job: 6, kind: "kmeans", created: date(1_600_000_405),
          updated: date(1_600_000_410), isComplete: true, provenance: #"{"seed":9}"#,
          figures: #"{"nmi":0.4}"#)
      ])
    let array = try #require(try store.array("labels", ofResult: 9))
    #expect(array.shape == [3] && array.values(of: Int32.self) == [1, 0, 513])
    #expect(
      try store.indexes() == [
        IndexRecord(
          name: "trained-test", network: "abc123", isTrained: true, run: "run-1", step: 3,
          weights: "checkpoints/best.safetensors", seed: .max, frontEnd: "log-1", width: 8,
          stride: 2, split: "test", windows: 1, rows: 2, clips: 2, created: date(1_600_000_390))
      ])
    let notes = try store.notes()
    #expect(notes.map(\.subject) == ["clip/5", "unit/run-1/audio/209"])
    #expect(notes.map(\.kind) == [.bookmark, .name] && notes.map(\.text) == ["", "bells"])
    #expect(notes.map(\.updated) == [date(1_600_000_501), date(1_600_000_500)])
    let journal = try store.journal()
    #expect(journal.map(\.command) == ["open", "sort"])
    #expect(journal.map(\.arguments) == [["units"], ["by", "π"]])
  }
}

/// What earlier earsights wrote, as SQL: every table that each schema brought has rows.
private enum EarlierContents {
  static let first = """
    INSERT INTO clip (id, path, source, split, label, start, duration, width, height, frameRate,
      sampleRate, channels, byteCount, modified) VALUES
      (2, '/data/a.mp4', 'a', 'train', 'bell', 0.25, 9.75, 320, 240, 29.97, 44100, 2, 123456789012,
        1600000000.5),
      (5, '/data/b.mp4', 'b', 'validation', NULL, 0, 3, 64, 48, 12.5, 8000, 1, 77, 1600000001);
    INSERT INTO skipped (path, reason) VALUES ('/data/c.txt', 'no video');
    INSERT INTO run (id, name, created, manifest, state, finished, targetPairs) VALUES
      (3, 'run-1', 1600000100, '{"width":8}', 'done', 1600000200, 48),
      (4, 'wide', 1600000300, '{}', 'stopped', NULL, 64);
    INSERT INTO step (run, step, pairs, wallSeconds, learningRate, loss, accuracy, gradientNorm,
      dataSeconds, forwardSeconds, backwardSeconds, optimizerSeconds) VALUES
      (3, 1, 16, 0.25, 1e-4, NULL, 0.5, 2.5, 0.01, 0.1, 0.2, 0.02),
      (3, 2, 32, 0.5, 1e-4, 0.625, 0.625, 2, 0.01, 0.1, 0.2, 0.02),
      (3, 3, 48, 0.75, 1e-4, 0.5, 0.75, 1.5, 0.01, 0.1, 0.2, 0.02),
      (4, 1, 16, 0.25, 1e-4, 0.6875, 0.5, 2.5, 0.01, 0.1, 0.2, 0.02);
    INSERT INTO validation (run, step, split, pairs, loss, accuracy, count) VALUES
      (3, 2, 'validation', 32, 0.6, 0.7, 64), (3, 3, 'test', 48, 0.55, 0.72, 128);
    INSERT INTO event (id, time, run, level, kind, text) VALUES
      (7, 1600000101, 3, 'info', 'start', 'run-1 starts'),
      (8, 1600000102, NULL, 'warning', 'disk', 'π');
    INSERT INTO checkpoint (file, run, step, pairs, kind, validationAccuracy, byteCount, time) VALUES
      ('checkpoints/best.safetensors', 3, 2, 32, 'best', 0.7, 999, 1600000150),
      ('checkpoints/last.safetensors', 3, 3, 48, 'last', NULL, 1000, 1600000200);
    INSERT INTO heartbeat (run, time, pid, host, state, step, pairs, targetPairs, message) VALUES
      (3, 1600000199, 4242, 'elsewhere', 'done', 3, 48, 48, 'done');
    INSERT INTO control (id, run, time, command, argument, taken) VALUES
      (1, 3, 1600000110, 'lr', 0.002, 1600000111), (2, 3, 1600000112, 'pause', NULL, NULL);
    INSERT INTO viewer (id, pid, tty, host, lastSeen) VALUES
      (1, 4244, 'pts/7', 'elsewhere', 1600000120);
    """

  static let second = """
    INSERT INTO viewState (key, value) VALUES ('screen', 'units'), ('filter', 'bell');
    """

  static let third = """
    INSERT INTO job (id, kind, title, arguments, created, finished, state, done, total, stage,
      message, time, pid, host, request) VALUES
      (6, 'kmeans', '64 clusters', '["kmeans","s"]', 1600000400, 1600000410, 'done', 10, 10,
        'restarts', '0.4', 1600000409, 4243, 'elsewhere', NULL);
    INSERT INTO result (id, job, kind, created, updated, isComplete, provenance, figures) VALUES
      (9, 6, 'kmeans', 1600000405, 1600000410, 1, '{"seed":9}', '{"nmi":0.4}');
    INSERT INTO resultArray (result, name, shape, type, data) VALUES
      (9, 'labels', '3', '<i4', x'010000000000000001020000');
    INSERT INTO embeddingIndex (name, network, isTrained, run, step, weights, seed, frontEnd, width,
      stride, split, windows, rows, clips, created) VALUES
      ('trained-test', 'abc123', 1, 'run-1', 3, 'checkpoints/best.safetensors', -1, 'log-1', 8, 2,
        'test', 1, 2, 2, 1600000390);
    INSERT INTO note (subject, kind, text, updated) VALUES
      ('unit/run-1/audio/209', 'name', 'bells', 1600000500),
      ('clip/5', 'bookmark', '', 1600000501);
    INSERT INTO journal (id, time, command, arguments) VALUES
      (1, 1600000600, 'open', '["units"]'), (2, 1600000601, 'sort', '["by","π"]');
    """
}
