import Experiments
import NeuralNet
import Session

/// Which of the embeddings and results that there are is shown.
extension AnalysisState {
  /// The run whose analyses are shown: the one that was chosen for them, else the followed one; nil
  /// before either is known.
  func run(of subject: Subject) -> String? { subject.run ?? followed }

  /// The words by which a command line means a subject's clips and run.
  func arguments(of subject: Subject) -> [String] {
    ["--split", subject.split.rawValue] + (run(of: subject).map { ["--run", $0] } ?? [])
  }

  /// The index of the subject; nil where there is none.
  public var index: IndexRecord? { index(of: subject) }

  /// The index of a subject, one window a clip: of its run, and of that run's checkpoints the one that
  /// is asked for where it was embedded, else the best, else the last.
  public func index(of subject: Subject) -> IndexRecord? {
    let all = indexes.filter { index in
      index.split == subject.split.rawValue && index.isTrained != subject.isRandom
        && index.windows == 1
    }
    guard !subject.isRandom, let run = run(of: subject) ?? all.first?.run else { return all.first }
    let own = all.filter { $0.run == run }
    let step = ShownCheckpoint.step(
      among: own.map(\.step), asked: subject.step, best: bestSteps[run])
    return own.first { $0.step == step }
  }

  /// The checkpoints of the subject's run that were embedded, by step.
  func embeddedSteps(of subject: Subject) -> [Int] {
    guard !subject.isRandom, let run = run(of: subject) ?? index(of: subject)?.run else {
      return []
    }
    let steps = indexes.filter {
      $0.split == subject.split.rawValue && $0.isTrained && $0.windows == 1 && $0.run == run
    }.map(\.step)
    return Set(steps).sorted()
  }

  /// The result of a kind that is shown for a subject: of its run, of the checkpoint that is asked for
  /// where that has one, else of the best, else of the last; the one that was chosen among the earlier
  /// ones, else the newest.
  public func result(_ kind: String, of subject: Subject) -> ResultRecord? {
    let found = sourced(kind, of: subject)
    if subject.isRandom {
      return (found.first { $0.result.id == chosen[kind] } ?? found.first)?.result
    }
    let series = series(found, kind)
    let best = found.first.flatMap { bestSteps[$0.source.network.run] }
    return ShownCheckpoint.step(among: series.keys, asked: subject.step, best: best)
      .flatMap { series[$0] }
  }

  /// What is shown of each checkpoint that has a result of a kind, by step: the chosen result, else the
  /// newest of its parameters, else the newest.
  func series(_ kind: String, of subject: Subject) -> [Int: ResultRecord] {
    series(sourced(kind, of: subject), kind)
  }

  private typealias Sourced = (result: ResultRecord, source: Provenance)

  private func series(_ found: [Sourced], _ kind: String) -> [Int: ResultRecord] {
    let chosen = found.first { $0.result.id == self.chosen[kind] }
    func rank(_ one: Sourced) -> Int {
      guard let chosen else { return 0 }
      if one.result.id == chosen.result.id { return 2 }
      return one.source.parameters == chosen.source.parameters ? 1 : 0
    }
    var shown: [Int: Sourced] = [:]
    for one in found {
      let step = one.source.network.step
      if let known = shown[step], rank(known) >= rank(one) { continue }
      shown[step] = one
    }
    return shown.mapValues(\.result)
  }

  /// The results of a kind for a subject, whatever the checkpoint, newest first.
  func results(_ kind: String, of subject: Subject) -> [ResultRecord] {
    sourced(kind, of: subject).map(\.result)
  }

  private func sourced(_ kind: String, of subject: Subject) -> [Sourced] {
    let all = sourced[kind, default: []].filter { _, source in
      source.split == subject.split.rawValue && source.network.isTrained != subject.isRandom
        && (source.modality.isEmpty || source.modality == subject.modality.rawValue)
    }
    guard !subject.isRandom, let run = run(of: subject) ?? all.first?.source.network.run else {
      return all
    }
    return all.filter { $0.source.network.run == run }
  }

  /// A subject as the network that its index was made by, so that maps and tops agree.
  func network(of subject: Subject) -> Subject {
    var result = subject
    let index = index(of: subject)
    result.run = index.flatMap { $0.run.isEmpty ? nil : $0.run } ?? run(of: subject)
    result.step = index.flatMap { index in
      index.isTrained && index.step != bestSteps[index.run] ? index.step : nil
    }
    return result
  }
}

extension State {
  /// What stands where a screen has nothing to show: that the session cannot be read, with the remedy,
  /// where that is so, and else `own`.
  func absence(_ own: String) -> String {
    failure.map { "The session cannot be read: \($0). This screen tries again." } ?? own
  }
}
