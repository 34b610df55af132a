import NeuralNet
import Scales
import Session
import Terminal

extension State {
  /// The clip that Enter opens: the neighbour that is looked at, else the chosen point's.
  var embedClip: Int64? {
    guard let map = maps.own, let row = map.chosenRow(self) else {
      return nil
    }
    let found = EmbedView.neighbours(map, self)
    if let place = embed.neighbour, found.indices.contains(place) { return found[place].clip.id }
    return map.layout.clips[row]
  }

  /// Perplexity of the next layout: what was asked for, else that of the shown one, else 30, or what
  /// few clips allow: a third.
  var nextPerplexity: Double {
    if let perplexity = embed.perplexity { return perplexity }
    if let shown = analysis.result("tsne", of: analysis.subject),
      let perplexity = analysis.sources[shown.id]?.parameters["perplexity"].flatMap(Double.init)
    {
      return perplexity
    }
    let clips = analysis.index?.clips ?? 0
    return clips > 0 ? min(30, max(1, (Double(clips - 1) / 3).rounded(.down))) : 30
  }

  /// Why that perplexity cannot be had: it needs three times as many neighbours as there are.
  var perplexityObstacle: String? {
    guard let clips = analysis.index?.clips, clips > 3 else { return nil }
    let greatest = Double(clips - 1) / 3
    if nextPerplexity <= greatest { return nil }
    return "perplexity \(NumberText.short(nextPerplexity)) is too great for \(clips) clips, "
      + "\(Int(greatest)) is the most: i changes it"
  }

  /// Shows a clip on the clip screen.
  mutating func open(clip: Int64) {
    drillIn(to: .clip)
    analysis.moment = Moment(clip: clip)
  }

  /// Starts t-SNE of the subject: from a result's layout, from where the last one was ended, or anew;
  /// of the random network where that is what stands empty beside the trained one's.
  mutating func startLayout(from result: Int64?, isResumed: Bool = false) -> [Effect] {
    var subject = analysis.subject
    if analysis.isDifference, result == nil, !isResumed,
      analysis.result("tsne", of: subject) != nil,
      analysis.result("tsne", of: subject.with(isRandom: true)) == nil
    {
      subject.isRandom = true
    }
    var words =
      ["tsne", session.path, "--modality", subject.modality.rawValue]
      + analysis.arguments(of: subject)
    var perplexity = nextPerplexity
    var iterations = embed.iterations
    if isResumed, let old = analysis.result("tsne", of: subject),
      let parameters = analysis.sources[old.id]?.parameters
    {
      // An unfinished layout is told from others by how it was begun.
      perplexity = parameters["perplexity"].flatMap(Double.init) ?? perplexity
      iterations = parameters["iterations"].flatMap(Int.init) ?? iterations
    }
    words += ["--perplexity", "\(perplexity)", "--iterations", "\(iterations)"]
    if subject.isRandom { words.append("--random") }
    showNewest()
    if let result { words += ["--from", "\(result)"] }
    if isResumed { words.append("--resume") }
    say("Laying out \(subject.title) in a process of its own; it shows here as it grows.")
    return [.start(words)]
  }

  /// Pauses a job at work, or wakes a paused one.
  mutating func pauseOrResume(_ kind: String) -> [Effect] {
    guard let job = analysis.running(kind) else { return [] }
    if job.state == .paused {
      say("Resume asked: \(job.title).")
      return [.request(.resume, job: job.id)]
    }
    say("Pause asked: \(job.title); P goes on.")
    return [.request(.pause, job: job.id)]
  }

  mutating func zoomMap(by factor: Double) {
    guard let map = maps.own else { return }
    let zoom = min(EmbedState.greatestZoom, max(1, embed.zoom * factor))
    // Back at the beginning nothing of the way there is left.
    if zoom <= 1.0001 { return embed.fit() }
    if embed.clip == nil, let row = map.chosenRow(self) { embed.clip = map.layout.clips[row] }
    if let row = map.chosenRow(self) {
      // The chosen point stays where it is seen.
      let place = map.share(map.point(ofRow: row))
      embed.center = place + (embed.center - place) * (embed.zoom / zoom)
    }
    embed.zoom = zoom
  }

  mutating func moveOnMap(_ step: SIMD2<Double>) {
    guard let map = maps.own else { return }
    let size = EmbedLayout.canvas(self)
    if embed.outline?.isOpen == true {
      moveOutline(by: step * SIMD2(4, 4), on: map, size)
      return
    }
    guard let row = map.chosenRow(self) else { return }
    guard let next = map.row(from: row, towards: step, self, size) else {
      embed.clip = map.layout.clips[row]
      return
    }
    chooseOnMap(map.layout.clips[next])
  }

  /// Chooses a clip's point and looks where it is.
  mutating func chooseOnMap(_ clip: Int64) {
    embed.clip = clip
    embed.neighbour = nil
    guard let map = maps.own, let row = map.layout.row(ofClip: clip) else {
      return
    }
    let size = EmbedLayout.canvas(self)
    let camera = map.camera(self, size)
    let place = map.point(ofRow: row)
    let dot = camera.dot(place.x, place.y)
    if dot.x < 2 || dot.y < 2 || dot.x > Double(size.width * 2 - 3)
      || dot.y > Double(size.height * 4 - 3)
    {
      embed.center = map.share(place)
    }
  }
}
