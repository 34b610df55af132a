import ArgumentParser
import Compute
import Foundation
import Session
import Terminal
import Workbench

struct BenchUI: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ui",
    abstract: "Measure the screen: from a key to the picture.",
    discussion: """
      Keys are pressed on the screen of embeddings over a layout of so many points, without a
      terminal: moves, zooms, colours, boxes, isolation. Each is a message to the state and the
      picture that follows.

      Example:
        earsight bench ui --points 1000000 --json
      """)

  @Option(help: "Points of the layout.")
  var points = 1_000_000
  @Option(help: "Keys to press.")
  var keys = 600
  @Option(help: "Columns of the screen.")
  var columns = 200
  @Option(help: "Rows of the screen.")
  var lines = 60
  @OptionGroup var seedOption: SeedOption
  @OptionGroup var output: OutputOptions

  func validate() throws {
    for (name, value, range) in [
      ("points", points, 4...50_000_000), ("keys", keys, 10...1_000_000),
      ("columns", columns, 80...1_000), ("lines", lines, 24...1_000),
    ] where !range.contains(value) {
      throw ValidationError(
        "--\(name) \(value): expected \(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// Blobs of 34 classes, a sixth of the points between them.
  private func layout() -> LayoutPoints {
    var stream = RandomStream(seed: seedOption.seed, name: "bench ui")
    let classes = 34
    var labels = [Int32](repeating: 0, count: points)
    var values = [Float](repeating: 0, count: 2 * points)
    for row in 0..<points {
      let label = stream.int(below: classes)
      let angle = 2 * Double.pi * Double(label) / Double(classes)
      let spread = stream.int(below: 6) == 0 ? 25.0 : 3
      let radius = label % 2 == 0 ? 60.0 : 30
      labels[row] = Int32(label)
      values[2 * row] = Float(radius * cos(angle) + spread * stream.normal())
      values[2 * row + 1] = Float(radius * sin(angle) + spread * stream.normal())
    }
    return LayoutPoints(
      points: values, clips: (0..<points).map { Int64($0 + 1) }, labels: labels,
      classes: (0..<classes).map { "class \($0)" })
  }

  private func result(_ id: Int64, _ kind: String, _ figures: String) -> ResultRecord {
    ResultRecord(
      id: id, job: nil, kind: kind, created: Date(), updated: Date(timeIntervalSince1970: 1),
      isComplete: true,
      provenance: """
        {"network":{"digest":"d","isTrained":true,"run":"bench","step":1,"weights":"w",
        "frontEnd":"f","width":64,"stride":2,"seed":1},"index":"i","split":"test","n":\(points),
        "modality":"audio","seed":1,"parameters":{}}
        """, figures: figures)
  }

  func run() throws {
    var state = State(
      size: Size(width: columns, height: lines), tier: .trueColor, glyphs: .unicode, now: 0,
      zone: 0, session: SessionInfo(name: "bench"))
    let points = layout()
    let layout = result(
      1, "tsne",
      "{\"n\":\(self.points),\"iteration\":1,\"iterations\":1,\"perplexity\":30}")
    let clusters = result(
      2, "kmeans",
      """
      {"clusters":34,"n":\(self.points),"labelled":0,"inertia":1,"iterations":1,"restarts":1,
      "classes":[],"table":[]}
      """)
    var news = News()
    news.results = [layout, clusters]
    _ = update(&state, .news(news))
    _ = update(&state, .found(.layout(result: 1, updated: layout.updated), .layout(points)))
    _ = update(
      &state,
      .found(
        .clusters(result: 2, updated: clusters.updated),
        .clusters(ClusterRows(labels: points.labels, clips: points.clips))))
    state.tab = .embed
    // Moves for the most part, as people do; then everything else that the screen has.
    let script = Array("lllljjjjhhhhkkkk+ll+jj+hh---CllCjjCCllMllMjjMvlllljjjjvllIllIv")
    var seconds: [Double] = []
    for number in 0..<keys {
      let letter = script[number % script.count].unicodeScalars
      guard let scalar = letter.first else { continue }
      let start = MonotonicClock.seconds()
      _ = update(&state, .key(.character(scalar)))
      let grid = view(state)
      seconds.append(MonotonicClock.seconds() - start)
      if grid.size != state.size { throw Failure("the picture has another size than the screen") }
    }
    seconds.sort()
    func quantile(_ share: Double) -> Double {
      1_000 * seconds[min(seconds.count - 1, Int(share * Double(seconds.count)))]
    }
    let (median, high, greatest) = (quantile(0.5), quantile(0.99), quantile(1))
    try output.print(
      [
        "points": self.points, "keys": keys, "columns": columns, "lines": lines,
        "p50_milliseconds": median, "p99_milliseconds": high, "max_milliseconds": greatest,
        "seed": Int(seedOption.seed), "peak_bytes": BenchTrain.peakBytes,
      ],
      text: "\(self.points) points, \(keys) keys at \(columns)x\(lines): key to picture "
        + "\(fixed(median, 2)) ms, 99 % \(fixed(high, 2)) ms, most \(fixed(greatest, 2)) ms")
  }
}
