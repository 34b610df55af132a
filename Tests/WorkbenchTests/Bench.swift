import Foundation
import Session
import Terminal
import Workbench

/// States and news to test with: a run whose loss falls in a known way.
enum Bench {
  /// Noon of a day in 2026, UTC.
  static let noon =
    1_790_000_000.0 - 1_790_000_000.0.truncatingRemainder(dividingBy: 86_400) + 43_200

  static let run = RunRecord(
    id: 3, name: "width8-seed1", created: Date(timeIntervalSince1970: noon - 900),
    manifest: """
      {"seed": 1, "network": {"width": 8, "stride": 2}, "batch": 16, "engine": "blas"}
      """, state: .running, finished: nil, targetPairs: 64_000)

  static func state(
    _ width: Int = 120, _ height: Int = 36, tier: ColorTier = .palette256,
    glyphs: GlyphSet = .unicode, obstacle: String? = nil
  ) -> State {
    var state = State(
      size: Size(width: width, height: height), tier: tier, glyphs: glyphs, now: noon, zone: 0,
      session: SessionInfo(name: "first", controlObstacle: obstacle))
    _ = update(&state, .resize(state.size))
    return state
  }

  static func news(steps: Int = 2_400, status: RunStatus = .running) -> News {
    var news = News()
    news.runs = [run]
    news.run = run
    news.viewers = 2
    news.status = status
    for step in 1...max(1, steps) where steps > 0 {
      let progress = 1 / (1 + exp(Double(700 - step) / 250))
      news.steps.append(
        StepRecord(
          run: 3, step: step, pairs: step * 16, wallSeconds: Double(step) * 0.4,
          learningRate: 1e-3, loss: 0.693 - 0.4 * progress + (step % 2 == 0 ? 0.05 : -0.05),
          accuracy: 0.5 + 0.375 * progress, gradientNorm: 2 - progress, dataSeconds: 0.02,
          forwardSeconds: 0.12, backwardSeconds: 0.24, optimizerSeconds: 0.01))
      if step % 400 == 0 {
        news.validations.append(
          ValidationRecord(
            run: 3, step: step, pairs: step * 16, loss: 0.7 - 0.4 * progress,
            accuracy: 0.5 + 0.35 * progress, count: 512))
        news.events.append(
          EventRecord(
            id: Int64(step), time: Date(timeIntervalSince1970: noon - Double(steps - step) * 0.4),
            run: 3, kind: "validation", text: "accuracy measured at step \(step)"))
      }
    }
    news.checkpoints = [
      CheckpointRecord(
        run: 3, step: 2_000, pairs: 32_000, file: "checkpoints/b.safetensors", kind: .best,
        validationAccuracy: 0.843, byteCount: 1_200_000,
        time: Date(timeIntervalSince1970: noon - 61))
    ]
    news.heartbeat = HeartbeatRecord(
      run: 3, time: Date(timeIntervalSince1970: noon), pid: 8_812, host: "box", state: .running,
      step: steps, pairs: steps * 16, targetPairs: 64_000)
    return news
  }

  static func trained(_ width: Int = 120, _ height: Int = 36, obstacle: String? = nil) -> State {
    var state = state(width, height, obstacle: obstacle)
    _ = update(&state, .news(news()))
    return state
  }

  /// Presses keys one after the other; returns all effects.
  static func press(_ keys: [Key], _ state: inout State) -> [Effect] {
    keys.flatMap { update(&state, .key($0)) }
  }

  /// Opens the palette, types `query` and goes down to a command.
  static func choose(_ id: String, of query: String, _ state: inout State) {
    _ = type(":" + query, &state)
    let row = CommandTable.search(query, in: state).firstIndex { $0.id == id } ?? 0
    _ = press(Array(repeating: .down, count: row), &state)
  }

  /// A folder of its own for what a test exports.
  static func folder() -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "export-\(UUID().uuidString)")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// Does something with the mouse on what is drawn there now.
  static func point(_ mouse: Mouse, _ state: inout State) -> [Effect] {
    update(&state, .mouse(mouse, on: view(state).hitArea(x: mouse.x, y: mouse.y)))
  }

  static func type(_ text: String, _ state: inout State) -> [Effect] {
    press(
      text.unicodeScalars.map {
        switch $0 {
        case "\t": .tab
        case "\n": .enter
        default: .character($0)
        }
      }, &state)
  }
}

/// A session that takes whatever it is told and keeps nothing.
protocol QuietSource: WorkbenchSource {}

extension QuietSource {
  func send(_ command: ControlCommand, run: Int64) throws {}
  func send(_ request: JobRecord.Request, job: Int64) throws {}
  func annotate(_ kind: NoteRecord.Kind, of subject: String, _ text: String?) throws {}
  func turn(_ edit: EditRecord, isUndone: Bool) throws {}
  func keep(view: [String: String]) throws {}
  func record(_ lines: [ScriptLine]) throws {}
  func saveAs(_ name: String) throws -> String { name }
  func relocate(_ folder: String?) throws -> String { "" }
  func start(_ arguments: [String]) throws {}
  func select(run: Int64) {}
  func close() {}
}
