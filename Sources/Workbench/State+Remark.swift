import NeuralNet
import Scales
import Session
import Terminal

/// What has to be said of what is shown: that it is of another run than is followed, of another
/// checkpoint than the best, or an earlier result.
extension State {
  /// The kind of result that the screen in front shows; nil where it shows none.
  var resultKind: String? {
    switch tab {
    case .embed: "tsne"
    case .clusters: "kmeans"
    case .prefs: "prefer"
    case .pairs: "hard"
    case .train, .units, .clip, .jobs, .log: nil
    }
  }

  /// Whose results the screen in front shows: preferences and pairs are of both networks.
  var shownSubject: Subject {
    tab == .prefs || tab == .pairs ? analysis.subject.with(isRandom: false) : analysis.subject
  }

  /// What the screen in front shows, in words: `audio, test, trained - random`.
  var shownTitle: String {
    let isCompared = analysis.isDifference && tab != .prefs && tab != .pairs
    return shownSubject.title + (isCompared ? ", \(Difference.title)" : "")
  }

  /// What has to be said of what the screen in front shows, and the key that changes it; nil where all
  /// is as one expects.
  var remark: String? {
    let parts = [otherRun, checkpointRemark, earlierResult].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// The run that is looked at, where it is not the followed one.
  private var otherRun: String? {
    guard !shownSubject.isRandom, let run = analysis.subject.run, let followed = analysis.followed,
      run != followed
    else { return nil }
    return "\(run), not \(followed) (W)"
  }

  /// The step of what is shown, and its run.
  private var shownCheckpoint: (step: Int, run: String)? {
    let subject = shownSubject
    if let kind = resultKind {
      return analysis.result(kind, of: subject).flatMap { analysis.sources[$0.id]?.network }
        .flatMap { $0.isTrained ? ($0.step, $0.run) : nil }
    }
    return analysis.index(of: subject).flatMap { $0.isTrained ? ($0.step, $0.run) : nil }
  }

  private var checkpointRemark: String? {
    guard let (step, run) = shownCheckpoint else { return nil }
    let best = analysis.bestSteps[run]
    if let asked = analysis.subject.step, asked != step {
      return "step \(NumberText.grouped(asked)) has none, so \(NumberText.grouped(step)): Esc"
    }
    guard let best, best != step else { return nil }
    if analysis.subject.step != nil {
      return "step \(NumberText.grouped(step)), not best \(NumberText.grouped(best)): Esc"
    }
    // Nobody chose this one: the best has none yet.
    if tab == .clip { return nil }
    return tab == .units
      ? "STALE: best is step \(NumberText.grouped(best)), R embeds anew"
      : "STALE: step \(NumberText.grouped(step)), best is \(NumberText.grouped(best)): R"
  }

  /// Whether what is shown was chosen among earlier results and is not the newest.
  var showsEarlierResult: Bool {
    guard let kind = resultKind, let chosen = analysis.chosen[kind],
      analysis.result(kind, of: shownSubject)?.id == chosen
    else { return false }
    var usual = analysis
    usual.chosen[kind] = nil
    return usual.result(kind, of: shownSubject)?.id != chosen
  }

  private var earlierResult: String? { showsEarlierResult ? "an earlier result: Esc" : nil }

  /// What a pane's title says of that.
  var remarkSpans: [Panel.Span] {
    remark.map { [.init("  "), .init(" \($0) ", theme.badge(.warning))] } ?? []
  }

  /// Goes back to the newest result of the best checkpoint; false where nothing else was chosen.
  mutating func returnToBest() -> Bool {
    switch tab {
    case .train, .jobs, .log: return false
    case .units, .clip, .embed, .clusters, .prefs, .pairs: break
    }
    let isEarlier = showsEarlierResult
    guard analysis.subject.step != nil || isEarlier else { return false }
    analysis.subject.step = nil
    if let kind = resultKind { analysis.chosen[kind] = nil }
    say(isEarlier ? "The newest result of the best checkpoint." : "The best checkpoint.")
    return true
  }
}
