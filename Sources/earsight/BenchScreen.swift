import Compute
import Experiments
import Foundation
import NeuralNet
import Session
import Terminal
import Workbench

/// A session that exists in memory alone, with a layout of so many clips in front.
struct BenchScreen {
  private(set) var state: State
  private let clips: Int

  /// Classes of the clips, clusters, and clips near each other (our choice).
  private static let classes = 34
  private static let neighbours = 10

  /// Blobs of 34 classes, a sixth of the points between them; clusters are the classes.
  init(points count: Int, size: Size, seed: UInt64) {
    clips = count
    state = State(
      size: size, tier: .trueColor, glyphs: .unicode, now: 0, zone: 0,
      session: SessionInfo(name: "bench"))
    var stream = RandomStream(seed: seed, name: "bench ui")
    var labels = [Int32](repeating: 0, count: count)
    var values = [Float](repeating: 0, count: 2 * count)
    for row in 0..<count {
      let label = stream.int(below: Self.classes)
      let angle = 2 * Double.pi * Double(label) / Double(Self.classes)
      let spread = stream.int(below: 6) == 0 ? 25.0 : 3
      let radius = label % 2 == 0 ? 60.0 : 30
      labels[row] = Int32(label)
      values[2 * row] = Float(radius * cos(angle) + spread * stream.normal())
      values[2 * row + 1] = Float(radius * sin(angle) + spread * stream.normal())
    }
    let names = (0..<Self.classes).map { "class \($0)" }
    let numbers = (1...count).map { Int64($0) }
    var news = News()
    news.clips = zip(numbers, labels).map { number, label in
      Self.clip(number, names[Int(label)].replacing(" ", with: "-"))
    }
    news.indexes = [
      IndexRecord(
        name: "i", network: "d", isTrained: true, run: "bench", step: 1, weights: "w", seed: 1,
        frontEnd: "f", width: 64, stride: 2, split: "test", windows: 1, rows: count, clips: count,
        created: Date())
    ]
    let layout = result(1, "tsne", "\"iteration\":1,\"iterations\":1,\"perplexity\":30")
    let clusters = result(
      2, "kmeans",
      "\"clusters\":34,\"labelled\":0,\"inertia\":1,\"iterations\":1,\"restarts\":1,"
        + "\"classes\":[],\"table\":[]")
    news.results = [layout, clusters]
    _ = update(&state, .news(news))
    _ = update(
      &state,
      .found(
        .layout(result: 1, updated: layout.updated),
        .layout(LayoutPoints(points: values, clips: numbers, labels: labels, classes: names))))
    _ = update(
      &state,
      .found(
        .clusters(result: 2, updated: clusters.updated),
        .clusters(ClusterRows(labels: labels, clips: numbers))))
    _ = update(&state, .key(.character("4")))
  }

  /// Presses a key, draws what follows and returns the seconds that took, and those of them that the
  /// thread had a processor; what is asked for meanwhile is answered after.
  mutating func press(_ key: Key) throws -> (seconds: Double, processor: Double) {
    let start = MonotonicClock.seconds()
    let processorStart = MonotonicClock.threadSeconds()
    let effects = update(&state, .key(key))
    let grid = view(state)
    let seconds = MonotonicClock.seconds() - start
    let processor = MonotonicClock.threadSeconds() - processorStart
    if grid.size != state.size { throw Failure("the picture has another size than the screen") }
    for case .fetch(let inquiries) in effects {
      for case .neighbours(let clip, let modality, let isCross, let index) in inquiries {
        let found = (1...Self.neighbours).map { place in
          NeighbourExperiment.Neighbour(
            clip: Self.clip((clip + Int64(1_009 * place)) % Int64(clips) + 1, "class-0"),
            time: 5, similarity: 1 - 0.01 * Double(place))
        }
        _ = update(
          &state,
          .found(.neighbours(clip, modality, isCross: isCross, index: index), .neighbours(found)))
      }
    }
    return (seconds, processor)
  }

  private static func clip(_ number: Int64, _ label: String) -> ClipRecord {
    ClipRecord(
      id: number, path: "/videos/\(label)/clip-\(number).mp4", source: "\(number)", split: .test,
      label: label, duration: 10, width: 320, height: 240, frameRate: 25, sampleRate: 48_000,
      channels: 1, byteCount: 1, modified: Date(timeIntervalSince1970: 0))
  }

  private func result(_ id: Int64, _ kind: String, _ figures: String) -> ResultRecord {
    ResultRecord(
      id: id, job: nil, kind: kind, created: Date(), updated: Date(timeIntervalSince1970: 1),
      isComplete: true,
      provenance: """
        {"network":{"digest":"d","isTrained":true,"run":"bench","step":1,"weights":"w",
        "frontEnd":"f","width":64,"stride":2,"seed":1},"index":"i","split":"test","n":\(clips),
        "modality":"audio","seed":1,"parameters":{}}
        """, figures: "{\"n\":\(clips),\(figures)}")
  }
}
