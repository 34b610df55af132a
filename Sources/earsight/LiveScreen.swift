import Curses
import Foundation
import Scales
import Session
import Terminal
import Workbench

/// The workbench on this terminal, or plain lines where there is none.
enum LiveScreen {
  /// Why there can be no screen here, if so.
  static var obstacle: String? { Screen.obstacle() }

  /// The colours that a screen would have here, without the word of a command line; nil where the
  /// terminal is not known.
  static var colorTier: ColorTier? { Screen.tier(asked: UserSettings().reading.settings.tier) }

  /// Shows the session's latest run until the person leaves, or, without a screen, until it ends.
  ///
  /// - Parameters:
  ///   - mayControl: whether this screen may pause, checkpoint and stop the training.
  ///   - run: another run than the latest.
  ///   - tab: the screen shown first; nil for the one that was left.
  ///   - sequel: what follows when the run is done.
  ///   - screen: how it looks, before the settings have a word.
  ///   - output: with `json`, where the training stands is printed once, and that is all.
  static func show(
    _ location: SessionLocation, mayControl: Bool, run: Int64? = nil, tab: Tab? = .train,
    sequel: Sequel? = nil, screen options: ScreenOptions, output: OutputOptions
  ) throws {
    var store = try SessionStore.open(at: location, access: .view)
    // A screen says it by itself.
    if output.json || obstacle != nil, let note = store.note { output.note("earsight: \(note)") }
    if output.json { return try output.print(state(of: store, run: run), text: "") }
    if let obstacle {
      output.note("earsight: no screen: \(obstacle)")
      let report = try runPlain(
        source: source(store, run: run), session: info(store, mayControl: mayControl)
      ) {
        if !output.quiet { print($0) }
      }
      report.lines.forEach { print($0) }
      return
    }
    let user = UserSettings()
    let settings = user.reading.settings
    let environment = ProcessInfo.processInfo.environment
    var look = Screen.Options(
      tier: options.tier ?? settings.tier,
      glyphs: settings.glyphs.map { $0 == .ascii ? .ascii : .unicode }, errorLog: errorLog(store))
    look.showsPixels =
      settings.pictures == .kitty && KittyGraphics.isPossible(environment: environment)
    var workbench = WorkbenchOptions(tab: tab, sequel: sequel)
    workbench.settings = settings
    workbench.environment = environment
    workbench.settingsProblem = user.problem
    let screen = try Screen(look)
    var notice = lostScreens(store)
    var run = run
    var lines: [String] = []
    while true {
      let library = SessionLibrary(
        store, seed: try store.meta().seed, threads: ThreadsOption.allCores)
      let report = runWorkbench(
        display: screen, source: source(store, run: run), library: library,
        session: info(store, mayControl: mayControl),
        // What cannot be read is as at first.
        remembered: (try? store.viewState()) ?? [:], notice: notice,
        options: workbench)
      guard case .open(let path) = report.reason else {
        lines += report.lines
        break
      }
      // The new one first: where it cannot be opened, the old one is still there.
      do {
        store = try SessionStore.open(
          at: SessionLocation(folder: URL(fileURLWithPath: path)), access: .view)
        notice = lostScreens(store)
      } catch {
        notice = "\(error)"
      }
      (run, workbench.tab, workbench.sequel) = (nil, nil, nil)
    }
    let said = screen.close()
    // Read by then; what stands there at the next opening is of a screen that could not leave.
    if let log = look.errorLog { truncate(log.path, 0) }
    for line in said + lines { print(line) }
  }

  /// A session as the source of a screen of this terminal.
  private static func source(_ store: SessionStore, run: Int64?) -> SessionSource {
    let location = store.location
    return SessionSource(store, run: run, tty: ttyname(0).map { String(cString: $0) } ?? "") {
      words in _ = try Detached.job(location, arguments: words)
    }
  }

  /// What to say of screens that could not leave; a disk without room keeps nobody from looking.
  private static func lostScreens(_ store: SessionStore) -> String? {
    (try? store.noteLostScreens()) ?? nil
  }

  /// The session's file for standard error, begun anew when it has grown; nil where nothing can be
  /// written.
  private static func errorLog(_ store: SessionStore) -> URL? {
    let log = store.location.screenLog
    guard !store.isReadOnly, let file = fopen(log.path, "a") else { return nil }
    defer { fclose(file) }
    if ftell(file) > 1 << 20 { ftruncate(fileno(file), 0) }
    return log
  }

  /// What the workbench knows of a session at first.
  static func info(_ store: SessionStore, mayControl: Bool) -> SessionInfo {
    let name = store.location.name
    return SessionInfo(
      name: name, path: store.location.folder.path, word: store.location.word, note: store.note,
      controlObstacle: mayControl && !store.isReadOnly
        ? nil : "this screen only watches: earsight watch \(store.location.word) --control may",
      isReadOnly: store.isReadOnly)
  }

  /// Where a run, or the latest, stands.
  private static func state(
    of store: SessionStore, run id: Int64?
  ) throws -> [String: any Sendable] {
    var object: [String: any Sendable] = [
      "session": store.location.folder.path, "status": "no run",
    ]
    guard let run = try id.map({ try store.run($0) }) ?? store.latestRun() else { return object }
    let step = try store.lastStep(run: run.id)
    let validation = try store.lastValidation(run: run.id)
    object["run"] = run.name
    object["status"] = try store.status(run: run.id).word
    object["steps"] = step?.step ?? 0
    object["pairs"] = step?.pairs ?? 0
    object["target_pairs"] = try store.heartbeat(run: run.id)?.targetPairs ?? run.targetPairs
    object["seconds"] = step?.wallSeconds ?? 0
    object["loss"] = try smoothLoss(of: store, run: run.id, at: step?.step ?? 0)
    object["step_loss"] = step?.loss ?? .nan
    object["validation_accuracy"] = validation?.accuracy ?? .nan
    object["validation_pairs"] = validation?.count ?? 0
    return object
  }

  /// The loss of a run as the screen and the plain lines show it: smoothed, as single steps tell
  /// little. Of 2,000 steps back nothing is left in it.
  private static func smoothLoss(
    of store: SessionStore, run: Int64, at step: Int
  ) throws -> Double {
    let losses = try store.steps(run: run, after: max(-1, step - 2_000)).map(\.loss)
    return SmoothedSeries(weight: TrainState().smoothing, of: losses).values.last ?? .nan
  }
}
