import Session
import Terminal

/// Takes a message into the state; returns what the world is to do.
///
/// A pure function: the same state and message give the same result, and nothing else happens.
public func update(_ state: inout State, _ message: Message) -> [Effect] {
  let (tab, notice) = (state.tab, state.notice)
  var effects = state.take(message)
  // What was said of one screen means nothing on another.
  if state.tab != tab, state.notice == notice, notice?.level != .error { state.notice = nil }
  state.analysis.filter.refresh(state.analysis)
  if state.tab == .log { state.log.look() }
  if message.mayTell { state.suggest() }
  state.refreshMaps()
  for case .select(let run) in effects {
    state.chosenRun = run == state.runs.map(\.id).max() ? nil : run
  }
  let needed = needs(state)
  state.analysis.shelf.touch(needed)
  let missing = needed.filter { state.analysis.shelf[$0] == nil }
  if missing != state.analysis.asked {
    state.analysis.asked = missing
    effects.append(.fetch(missing))
  }
  return effects
}

extension Message {
  /// Whether what may come next in a line that is typed can be another after it.
  fileprivate var mayTell: Bool {
    switch self {
    case .tick, .resize, .painted, .sent, .done: false
    default: true
    }
  }
}

extension State {
  fileprivate mutating func take(_ message: Message) -> [Effect] {
    switch message {
    case .key(let key): return press(key)
    case .mouse(let mouse, let area): return take(mouse, on: area)
    case .command(let id, let arguments): return CommandTable.run(id, arguments, &self)
    case .resize(let size):
      self.size = size
    case .tick(let now):
      self.now = now
      if let notice, notice.until <= now { self.notice = nil }
      playOn()
      return keepView()
    case .news(let news):
      let jobs = analysis.jobs
      let wasAlive = run?.status.isAlive == true
      take(news)
      refreshPlaces()
      tellOfEnded(since: jobs)
      if wasAlive, let run, case .stalled(_, processGone: true) = run.status {
        say(wayOn(from: run), .error)
      }
      return beginSequel()
    case .failed(let reason): failure = CellText.clean(reason)
    case .painted(let painting, let cells): paintings.put(cells, for: painting)
    case .sent(let command, let problem):
      if let problem {
        say(problem, .error)
      } else if let run {
        train.asked = TrainState.Asked(command: command, run: run.record.id)
      }
    case .found(let inquiry, let finding):
      // A list of sessions keeps for itself what is found of them: hundreds would push all else off
      // the shelf.
      if inquiry.isOfSessions {
        takeSessions(finding, for: inquiry)
        return []
      }
      analysis.shelf.put(finding, for: inquiry)
      if case .census(let census) = finding { take(census) }
    case .settled: analysis.notes.settle()
    case .owed(let arrears):
      if arrears == nil, let before = self.arrears {
        say("Kept after all: \(before.count) change(s).")
      }
      self.arrears = arrears
    case .refused(let reason): say(CellText.clean(reason), .error)
    case .silent(let problem):
      playing = nil
      if let problem { say(CellText.clean(problem), .error) }
    case .done(let what): say(CellText.clean(what))
    }
    return []
  }
}

extension State {
  mutating func press(_ key: Key) -> [Effect] {
    if dropsTyping(key) { return [] }
    let keys = pending + [key]
    switch CommandTable.meaning(of: keys, in: self) {
    case .unfinished:
      pending = keys
      return []
    case .command(let command):
      pending = []
      if command.obstacle(self) != nil { expectTyping(for: command, after: key) }
      return run(command)
    case .nothing:
      if !pending.isEmpty {
        // A key that ends no sequence is dropped with what was before it: by itself it may do harm.
        if key != .escape { sayContinuations(of: pending, not: key) }
        pending = []
        return []
      }
      if case .character(let scalar) = key { type(scalar) }
      return []
    }
  }

  /// Runs a command, or says why it cannot run now.
  mutating func run(_ command: Command, given: [String] = []) -> [Effect] {
    if let obstacle = command.obstacle(self) {
      let rest = typedAhead == nil ? "" : " What is typed for it is dropped."
      say("\(command.title): \(obstacle).\(rest)", .warning)
      return []
    }
    return CommandTable.start(command, &self, given: given)
  }

  /// Says which keys go on from those that were pressed.
  private mutating func sayContinuations(of start: [Key], not key: Key) {
    var next: [String] = []
    for command in CommandTable.reachable(in: self) {
      for keys in bindings.keys(of: command) where keys.count > start.count {
        let name = keys[start.count].name
        if keys.starts(with: start), !next.contains(name) { next.append(name) }
      }
    }
    let name = Command.name(start)
    say("\(name) \(key.name) does nothing; \(name) then \(next.joined(separator: " ")).")
  }

  /// A letter that is no command: text where there is a line to type, else a hint.
  private mutating func type(_ scalar: Unicode.Scalar) {
    switch overlays.last {
    case .palette, .prompt, .sessions:
      guard let scalar = CellText.shown(scalar) else { return }
      editLine { $0.type(scalar) }
    case .help, .confirmation, .places: break
    case nil:
      if !isTooSmall {
        say("\(Key.character(scalar).name) does nothing on this screen; ? lists its keys.")
      }
    }
  }

  /// Closes what lies on top; a filter that was being typed, and the cursor of a search, are as before.
  mutating func closeOverlay() {
    guard case .prompt(let prompt) = overlays.popLast() else { return }
    switch prompt.purpose {
    case .filter(let list, let before): setFilter(before, of: list)
    case .search(let start): showHit(of: "", from: start)
    case .argument: break
    }
  }

  mutating func take(_ news: News) {
    failure = nil
    if let runs = news.runs {
      self.runs = runs
      train.list.take(runs)
      log.take(runs)
    }
    if let summaries = news.summaries { train.list.take(summaries) }
    takeAnalyses(news)
    for event in news.events {
      log.append(event)
      noteTaken(event)
    }
    // Who opens a session is not alerted to what happened before.
    if !log.isKnown { log.look() }
    if let before = analysis.followed, before != news.run?.name, analysis.subject.run == nil {
      // A step is one of its run's.
      analysis.subject.step = nil
    }
    analysis.followed = news.run?.name
    guard let record = news.run else {
      run = nil
      return
    }
    if news.isFresh || run?.record.id != record.id {
      // At the first news, what is frozen was so when the session was left.
      if let run, run.record.id != record.id { train.frozen = nil }
      let viewers = run?.viewers ?? 0
      run = RunData(record, smoothing: train.smoothing)
      run?.viewers = viewers
    }
    run?.record = record
    run?.heartbeat = news.heartbeat
    run?.status = news.status
    for step in news.steps { run?.steps.append(step) }
    // Curves and figures are of the validation split; the test is one figure of its own.
    for validation in news.validations {
      switch validation.split {
      case .test: run?.test = validation
      case .validation: run?.validations.append(validation)
      case .train: break
      }
    }
    if let checkpoints = news.checkpoints {
      run?.checkpoints = checkpoints
      if let best = run?.best { analysis.bestSteps[record.name] = best.step }
    }
    run?.noteBeat()
    if let viewers = news.viewers { run?.viewers = viewers }
  }
}

extension State {
  /// What became of a trainer that was killed, and how its run goes on.
  func wayOn(from run: RunData) -> String {
    "the trainer of \(run.record.name) is gone: earsight train \(session.word) --run "
      + "\(run.record.name) goes on from its last checkpoint"
  }

  /// Says how many clips are missing, when that is learned.
  private mutating func take(_ census: ClipCensus) {
    defer { self.census = census }
    guard census.missing > 0, census.missing != self.census?.missing else { return }
    let seen = census.seen < census.clips ? " of the first \(census.seen) looked for" : ""
    // What is being said of the opening stays to be read.
    let before = notice.flatMap { $0.level == .plain ? nil : $0.text + " " } ?? ""
    say(
      "\(before)\(census.missing) of \(census.clips) clips are missing\(seen), such as "
        + "\(CellText.clean(census.example ?? "")): the command 'Find clips that were moved' (:) looks "
        + "for them.", .warning)
  }

  fileprivate mutating func takeAnalyses(_ news: News) {
    if let clips = news.clips {
      // Where clips lie has changed: what could not be read may be there now.
      if !analysis.clips.isEmpty { analysis.shelf.forgetFailures() }
      analysis.clips = Dictionary(clips.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
      analysis.filter.take(clips)
      analysis.clipNews += 1
    }
    if let jobs = news.jobs { analysis.jobs = jobs }
    if let indexes = news.indexes, indexes != analysis.indexes {
      analysis.indexes = indexes
      analysis.shelf.forgetFailures()
    }
    if let results = news.results { analysis.take(results) }
    if let steps = news.bestSteps { analysis.bestSteps.merge(steps) { $1 } }
    if let notes = news.notes { analysis.notes.take(notes, edits: news.edits ?? []) }
  }
}
