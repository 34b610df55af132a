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
    let found = results(kind, of: subject)
    if subject.isRandom { return found.first { $0.id == chosen[kind] } ?? found.first }
    let series = series(kind, of: subject)
    let best = run(found).flatMap { bestSteps[$0] }
    return ShownCheckpoint.step(among: series.keys, asked: subject.step, best: best)
      .flatMap { series[$0] }
  }

  /// What is shown of each checkpoint that has a result of a kind, by step: the chosen result, else the
  /// newest of its parameters, else the newest.
  func series(_ kind: String, of subject: Subject) -> [Int: ResultRecord] {
    let found = results(kind, of: subject)
    let chosen = found.first { $0.id == self.chosen[kind] }
    let parameters = chosen.flatMap { sources[$0.id]?.parameters }
    func rank(_ result: ResultRecord) -> Int {
      if result.id == chosen?.id { return 2 }
      return parameters != nil && sources[result.id]?.parameters == parameters ? 1 : 0
    }
    var shown: [Int: ResultRecord] = [:]
    for result in found {
      guard let step = sources[result.id]?.network.step else { continue }
      if let known = shown[step], rank(known) >= rank(result) { continue }
      shown[step] = result
    }
    return shown
  }

  /// The results of a kind for a subject, whatever the checkpoint, newest first.
  func results(_ kind: String, of subject: Subject) -> [ResultRecord] {
    let all = results.filter { result in
      guard result.kind == kind, let source = sources[result.id] else { return false }
      return source.split == subject.split.rawValue
        && source.network.isTrained != subject.isRandom
        && (source.modality.isEmpty || source.modality == subject.modality.rawValue)
    }
    guard !subject.isRandom, let run = run(of: subject) ?? run(all) else { return all }
    return all.filter { sources[$0.id]?.network.run == run }
  }

  /// The run of the newest of some results.
  private func run(_ results: [ResultRecord]) -> String? {
    results.first.flatMap { sources[$0.id]?.network.run }
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
