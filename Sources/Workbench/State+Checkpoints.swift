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
    analysis.subject.step = all[next]
  }

  /// Shows the next checkpoint's layout, the first after the last.
  mutating func playOn() {
    guard embed.isPlaying, tab == .embed, let (all, place) = checkpoints("tsne") else { return }
    analysis.subject.step = all[(place + 1) % all.count]
  }

  /// Starts the job that makes what checkpoints lack.
  mutating func startCheckpoints(_ kind: String) -> [Effect] {
    let subject = analysis.subject
    var words = [kind, session.path, "--modality", subject.modality.rawValue] + subject.arguments
    switch kind {
    case "tsne":
      words += ["--perplexity", "\(nextPerplexity)", "--iterations", "\(embed.iterations)"]
    default: words += ["--clusters", "\(nextClusterCount)"]
    }
    say("Every checkpoint of the run, in a process of its own; 7 shows it.")
    return [.start(words + ["--checkpoints"])]
  }

  /// NMI of the clusters of each checkpoint that has some of the newest number of clusters, by step.
  func agreements() -> [(step: Int, nmi: Double)] {
    let found = analysis.series("kmeans", of: analysis.subject).compactMap {
      step, result -> (step: Int, clusters: Int, nmi: Double)? in
      guard let figures = analysis.clusterSummary(result)?.figures,
        let agreement = figures.agreement
      else { return nil }
      return (step, figures.clusters, agreement.nmi)
    }
    guard
      let clusters = analysis.result("kmeans", of: analysis.subject).flatMap({
        analysis.clusterSummary($0)?.figures.clusters
      })
    else { return [] }
    return found.filter { $0.clusters == clusters }.map { ($0.step, $0.nmi) }
      .sorted { $0.step < $1.step }
  }
}
