import Experiments
import Foundation
import NeuralNet
import Scales
import Session

/// What the analysis screens may look at, and the results that were kept.
extension State {
  /// The embeddings and results of all runs, splits and checkpoints: the way to each.
  func subjects() -> PlaceList {
    var list = PlaceList(
      title: "Whose: run, split, checkpoint", rows: followingRow() + runs.reversed().flatMap(rows),
      absence: "There is no run yet: earsight train begins one.", source: .subjects)
    list.rows += randomRows()
    let shown = analysis.network(of: analysis.subject)
    list.cursor.row =
      list.rows.firstIndex { row in
        guard case .subject(let subject) = row.target else { return false }
        return analysis.network(of: subject) == shown && subject.run != nil
      } ?? 0
    return list
  }

  /// Back to what is looked at where nothing is chosen.
  private func followingRow() -> [PlaceList.Row] {
    guard let followed = analysis.followed else { return [] }
    var subject = analysis.subject
    (subject.run, subject.step, subject.isRandom) = (nil, nil, false)
    return [
      PlaceList.Row(
        name: "the run on 1",
        detail: "\(followed) now, \(subject.split.clips), its best checkpoint",
        target: .subject(subject))
    ]
  }

  /// What there is of a run, split by split, and checkpoint by checkpoint, the last first.
  private func rows(of run: RunRecord) -> [PlaceList.Row] {
    let best = analysis.bestSteps[run.name]
    let last = self.run?.record.name == run.name ? self.run?.checkpoints.map(\.step).max() : nil
    return Subject.Split.allCases.flatMap { split -> [PlaceList.Row] in
      var subject = analysis.subject
      (subject.run, subject.split, subject.isRandom, subject.step) = (run.name, split, false, nil)
      let steps = steps(of: subject)
      if steps.isEmpty { return [] }
      return steps.sorted(by: >).map { step in
        subject.step = step == best ? nil : step
        let words =
          [step == best ? "best" : step == last ? "last" : nil].compactMap { $0 }
          + contents(of: subject, step: step)
        return PlaceList.Row(
          name: "\(run.name)  \(split.rawValue)  step \(NumberText.grouped(step))",
          detail: words.joined(separator: ", "), target: .subject(subject))
      }
    } + emptyRows(of: run)
  }

  /// Splits of a run that nothing was computed for: the way there, as R makes it there.
  private func emptyRows(of run: RunRecord) -> [PlaceList.Row] {
    Subject.Split.allCases.compactMap { split in
      var subject = analysis.subject
      (subject.run, subject.split, subject.isRandom, subject.step) = (run.name, split, false, nil)
      let count = analysis.clips.values.count(where: split.holds)
      guard count > 0, steps(of: subject).isEmpty else { return nil }
      return PlaceList.Row(
        name: "\(run.name)  \(split.rawValue)",
        detail: "\(NumberText.grouped(count)) clips, nothing yet: R makes it there",
        target: .subject(subject))
    }
  }

  /// The random network's embeddings.
  private func randomRows() -> [PlaceList.Row] {
    Subject.Split.allCases.compactMap { split in
      var subject = analysis.subject
      (subject.split, subject.isRandom, subject.step) = (split, true, nil)
      guard analysis.index(of: subject) != nil || !kinds(of: subject, step: 0).isEmpty else {
        return nil
      }
      return PlaceList.Row(
        name: "random network  \(split.rawValue)",
        detail: contents(of: subject, step: 0).joined(separator: ", "), target: .subject(subject))
    }
  }

  /// The steps of a subject's run that something was computed for.
  private func steps(of subject: Subject) -> Set<Int> {
    let results = analysis.results.compactMap { analysis.sources[$0.id] }.filter {
      $0.network.isTrained && $0.network.run == subject.run && $0.split == subject.split.rawValue
    }
    return Set(analysis.embeddedSteps(of: subject) + results.map(\.network.step))
  }

  private func contents(of subject: Subject, step: Int) -> [String] {
    let index = analysis.index(of: subject).flatMap { index in
      subject.isRandom || index.step == step ? index : nil
    }
    let embedded = index.map { "\(NumberText.grouped($0.clips)) clips" } ?? "not embedded"
    return [embedded] + kinds(of: subject, step: step)
  }

  /// The kinds of results of a step, of either tower.
  private func kinds(of subject: Subject, step: Int) -> [String] {
    let there = Set(
      analysis.results.filter { result in
        guard let source = analysis.sources[result.id] else { return false }
        return source.split == subject.split.rawValue
          && source.network.isTrained != subject.isRandom
          && (subject.isRandom || source.network.run == subject.run && source.network.step == step)
      }.map(\.kind))
    return [
      ("prefer", "preferences"), ("kmeans", "clusters"), ("tsne", "layouts"), ("hard", "pairs"),
    ].filter { there.contains($0.0) }.map { $0.1 }
  }

  /// The results of the kind that the screen in front shows, of its subject, the newest first.
  func earlierResults() -> PlaceList {
    let kind = resultKind ?? ""
    let subject = shownSubject
    let found = analysis.results(kind, of: subject)
    var list = PlaceList(
      title: "Results: \(subject.title)", rows: found.map { row(of: $0, kind) },
      absence: "Nothing of \(subject.title) was kept yet: R makes it.", source: .results)
    let shown = analysis.result(kind, of: subject)?.id
    list.cursor.row = found.firstIndex { $0.id == shown } ?? 0
    return list
  }

  private func row(of result: ResultRecord, _ kind: String) -> PlaceList.Row {
    let source = analysis.sources[result.id]
    let parameters = source?.parameters ?? [:]
    let name: String =
      switch kind {
      case "kmeans": "k \(parameters["clusters"] ?? "?")"
      case "tsne":
        "perplexity \(parameters["perplexity"].flatMap(Double.init).map(NumberText.short) ?? "?")"
      case "prefer": "preferences"
      default: "\(parameters["pairs"] ?? "?") pairs"
      }
    var words: [String] = []
    if let network = source?.network, network.isTrained {
      let isBest = analysis.bestSteps[network.run] == network.step ? " (best)" : ""
      words.append("step \(NumberText.grouped(network.step))\(isBest)")
    }
    if let source { words += ["n \(NumberText.grouped(source.n))", "seed \(source.seed)"] }
    if let steps = parameters["iterations"] { words.append("\(steps) steps") }
    words.append(result.isComplete ? "complete" : "PARTIAL")
    words.append(dated(result.created))
    return PlaceList.Row(
      name: name, detail: words.joined(separator: ", "), target: .result(kind, result.id))
  }

  /// Shows a kept result; what R does next begins with its parameters.
  mutating func show(result id: Int64, kind: String) {
    analysis.chosen[kind] = id
    let source = analysis.sources[id]
    if let network = source?.network, network.isTrained { look(atStep: network.step) }
    switch kind {
    case "kmeans": clusters.count = nil
    case "tsne":
      embed.perplexity = nil
      embed.iterations = source?.parameters["iterations"].flatMap(Int.init) ?? embed.iterations
    default: break
    }
    embed.isPlaying = false
  }
}
