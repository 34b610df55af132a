import Experiments
import NeuralNet
import Scales
import Session

/// Looking at one checkpoint of a run after the other.
extension State {
  /// The steps of the checkpoints that have a result of a kind, and the place of the one that is
  /// looked at.
  func checkpoints(_ kind: String) -> (steps: [Int], place: Int)? {
    guard !analysis.subject.isRandom else { return nil }
    let steps = analysis.series(kind, of: analysis.subject).keys.sorted()
    guard
      let step = analysis.result(kind, of: analysis.subject).flatMap({
        analysis.sources[$0.id]?.network.step
      }), let place = steps.firstIndex(of: step)
    else { return nil }
    return (steps, place)
  }

  /// Looks at another checkpoint, so many on.
  mutating func stepCheckpoint(_ kind: String, by steps: Int) {
    guard let (all, place) = checkpoints(kind) else { return }
    let next = place + steps
    guard all.indices.contains(next) else {
      say(steps > 0 ? "This is the last checkpoint that has one." : "This is the first one.")
      return
    }
    look(atStep: all[next])
  }

  /// Shows the next checkpoint's layout, the first after the last.
  mutating func playOn() {
    guard embed.isPlaying, tab == .embed, let (all, place) = checkpoints("tsne") else { return }
    look(atStep: all[(place + 1) % all.count])
  }

  /// Looks at a checkpoint of the subject's run; at the best as at whatever is the best.
  mutating func look(atStep step: Int?) {
    let best = analysis.run(of: analysis.subject).flatMap { analysis.bestSteps[$0] }
    analysis.subject.step = step == best ? nil : step
  }

  /// Looks at another embedded checkpoint, so many on.
  mutating func stepEmbeddings(by steps: Int) {
    let all = analysis.embeddedSteps(of: analysis.subject)
    guard let here = analysis.index.flatMap({ all.firstIndex(of: $0.step) }) else { return }
    guard all.indices.contains(here + steps) else {
      say(steps > 0 ? "This is the last that is embedded." : "This is the first that is embedded.")
      return
    }
    look(atStep: all[here + steps])
  }

  /// Looks at the best checkpoint, and at the newest result of the screen in front.
  @discardableResult
  mutating func showNewest() -> Subject {
    analysis.subject.step = nil
    if let kind = resultKind { analysis.chosen[kind] = nil }
    return analysis.subject
  }

  /// Starts the job that makes what checkpoints lack.
  mutating func startCheckpoints(_ kind: String) -> [Effect] {
    let subject = analysis.subject
    var words = [kind, session.path, "--modality", subject.modality.rawValue]
    words += analysis.arguments(of: subject)
    switch kind {
    case "tsne":
      words += ["--perplexity", "\(nextPerplexity)", "--iterations", "\(embed.iterations)"]
    default: words += ["--clusters", "\(nextClusterCount)"]
    }
    say("Every checkpoint of the run, in a process of its own; 7 shows it.")
    return [.start(words + ["--checkpoints"])]
  }

  /// NMI of the clusters of each checkpoint that has some of as many as are shown, by step.
  func agreements() -> [(step: Int, nmi: Double)] {
    let subject = analysis.subject
    func figures(_ result: ResultRecord) -> ClusterExperiment.Figures? {
      analysis.clusterSummary(result)?.figures
    }
    guard let shown = analysis.result("kmeans", of: subject).flatMap(figures) else { return [] }
    var found: [Int: Double] = [:]
    for result in analysis.results("kmeans", of: subject) {
      guard let step = analysis.sources[result.id]?.network.step, found[step] == nil,
        let figures = figures(result), figures.clusters == shown.clusters,
        let agreement = figures.agreement
      else { continue }
      found[step] = agreement.nmi
    }
    return found.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }
}
