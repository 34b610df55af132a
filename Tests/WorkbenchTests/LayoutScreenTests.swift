import Foundation
import SeededNumbers
import Session
import Terminal
import Testing
import Workbench

@Suite("Embeddings and clusters")
struct LayoutScreenTests {
  static let classes = ["bell", "dog", "siren"]
  static let index = "seed-1-test"

  static func source(_ modality: String, step: Int = 2_000) -> String {
    """
    {"network":{"digest":"d\(step)","isTrained":true,"run":"width8-seed1","step":\(step),"weights":"w",
    "frontEnd":"f","width":8,"stride":2,"seed":1},"index":"\(index)","split":"test","n":90,
    "modality":"\(modality)","seed":1,"parameters":{"perplexity":"20.0","iterations":"1000"}}
    """
  }

  static func layout(updated: Double = 0, isComplete: Bool = true) -> ResultRecord {
    ResultRecord(
      id: 7, job: 3, kind: "tsne", created: Date(timeIntervalSince1970: Bench.noon - 90),
      updated: Date(timeIntervalSince1970: Bench.noon - 60 + updated), isComplete: isComplete,
      provenance: source("audio"),
      figures: """
        {"n":90,"iteration":1000,"iterations":1000,"perplexity":20,"divergence":0.412}
        """)
  }

  /// Three clusters: all bells, dogs with four sirens, sirens.
  static let clusters = ResultRecord(
    id: 8, job: 4, kind: "kmeans", created: Date(timeIntervalSince1970: Bench.noon - 50),
    updated: Date(timeIntervalSince1970: Bench.noon - 50), isComplete: true,
    provenance: source("audio"),
    figures: """
      {"clusters":3,"n":90,"labelled":90,"inertia":12.5,"iterations":9,"restarts":10,
      "agreement":{"nmi":0.871,"ami":0.868},"randomNetwork":{"nmi":0.212,"ami":0.195},
      "randomAssignment":{"nmi":0.024,"ami":0.001},"classes":["bell","dog","siren"],
      "table":[30,0,0,0,30,0,0,4,26]}
      """)

  /// Three heaps of thirty points about the corners of a triangle, a class each.
  static func points(shift: Float = 0) -> LayoutPoints {
    var dice = Dice(state: 5)
    let corners: [(Float, Float)] = [(-20, -10), (20, -10), (0, 20)]
    var points: [Float] = []
    for row in 0..<90 {
      let corner = corners[row % 3]
      points.append(corner.0 + shift + Float.random(in: -6...6, using: &dice))
      points.append(corner.1 + Float.random(in: -6...6, using: &dice))
    }
    return LayoutPoints(
      points: points, clips: (0..<90).map { (row: Int) -> Int64 in Int64(row + 1) },
      labels: (0..<90).map { (row: Int) -> Int32 in Int32(row % 3) }, classes: classes)
  }

  static func clip(_ id: Int64) -> ClipRecord {
    ClipRecord(
      id: id, path: "/clips/\(id).mp4", source: "s\(id)", split: .test,
      label: classes[Int(id - 1) % 3], duration: 10, width: 320, height: 240, frameRate: 25,
      sampleRate: 48_000, channels: 1, byteCount: 1, modified: Date(timeIntervalSince1970: 0))
  }

  func state(
    _ keys: String, _ width: Int = 120, _ height: Int = 36, tier: ColorTier = .palette256,
    glyphs: GlyphSet = .unicode
  ) -> State {
    var state = Bench.state(width, height, tier: tier, glyphs: glyphs)
    var news = Bench.news()
    news.clips = (1...90).map { Self.clip($0) }
    news.results = [Self.clusters, Self.layout()]
    _ = update(&state, .news(news))
    _ = update(
      &state, .found(.layout(result: 7, updated: Self.layout().updated), .layout(Self.points())))
    let rows = ClusterRows(
      labels: (0..<90).map { (row: Int) -> Int32 in
        row % 3 == 2 && row < 12 ? 1 : Int32(row % 3)
      },
      clips: (0..<90).map { (row: Int) -> Int64 in Int64(row + 1) },
      distances: (0..<90).map { (row: Int) -> Float in Float(90 - row) / 8 })
    _ = update(
      &state, .found(.clusters(result: 8, updated: Self.clusters.updated), .clusters(rows)))
    _ = Bench.type(keys, &state)
    return state
  }

  func row(_ state: State, _ word: String) -> Substring {
    view(state).plainText.split(separator: "\n").first { $0.contains(word) } ?? ""
  }

  @Test("the embedding screen looks as recorded")
  func embed() throws { try ViewTests().expect(state("4"), looksLike: "embed-120x36") }

  @Test("the screen of clusters looks as recorded")
  func clusters() throws { try ViewTests().expect(state("5"), looksLike: "clusters-120x36") }

  @Test("every point has its cell, and a cell the looks of most of its points")
  func cells() {
    var dice = Dice(state: 8)
    let points = (0..<2_000).map { _ in Float.random(in: -1.5...1.5, using: &dice) }
    let categories = (0..<1_000).map { _ in Int32.random(in: -1...1, using: &dice) }
    let size = Size(width: 6, height: 4)
    let camera = ScatterPlot.Camera(
      x: -1...1, y: -1...1, center: SIMD2(0.5, 0.5), zoom: 1, size: size)
    let all = PointGrid(points)
    let plot = ScatterPlot(
      all, categories: all.sorted(categories), groupOf: [-1, 0, 1], groups: 2, camera: camera,
      size: size)
    var grid = Grid(size)
    plot.draw(
      x: 0, y: 0, on: &grid, ink: .markers,
      looks: [.init("a", .plain), .init("b", .plain)], tier: .monochrome, glyphs: .ascii)
    for y in 0..<4 {
      for x in 0..<6 {
        // By hand: every point asked for every cell.
        var counts = [0, 0]
        for row in 0..<1_000 where categories[row] >= 0 {
          let dot = camera.dot(Double(points[2 * row]), Double(points[2 * row + 1]))
          guard Int((dot.x / 2).rounded(.down)) == x, Int((dot.y / 4).rounded(.down)) == y else {
            continue
          }
          counts[Int(categories[row])] += 1
        }
        #expect(plot.count(x: x, y: y) == counts[0] + counts[1])
        let expected: Unicode.Scalar =
          counts == [0, 0] ? " " : counts[1] > counts[0] ? "b" : "a"
        #expect(grid[x, y].glyph == expected)
      }
    }
  }

  @Test("the legend counts what a box selects, and what is isolated is alone on the map")
  func box() {
    // From the point that the keys reach at the far left, a box over the whole height of the left.
    var state = state("4hhhhhhhhjjjjjjjjv")
    #expect(state.embed.clip != nil)
    _ = Bench.type(String(repeating: "l", count: 14) + String(repeating: "k", count: 30), &state)
    _ = Bench.type("v", &state)
    #expect(view(state).plainText.contains("selected"))
    let legend = view(state).plainText.split(separator: "\n").compactMap { line in
      line.split(separator: "│").first { $0.contains("%") && !$0.contains("█") }
    }
    let counted = Self.classes.map { name in
      legend.first { $0.contains(" \(name) ") }?.split(separator: " ").compactMap { Int($0) }.first
        ?? 0
    }
    guard let box = state.embed.outline, let start = box.corners.first else {
      Issue.record("there is no box")
      return
    }
    let points = Self.points()
    var expected = [0, 0, 0]
    for place in 0..<90 {
      let x =
        (Double(points.points[2 * place]) - points.bounds.x.lowerBound)
        / (points.bounds.x.upperBound - points.bounds.x.lowerBound)
      let y =
        (Double(points.points[2 * place + 1]) - points.bounds.y.lowerBound)
        / (points.bounds.y.upperBound - points.bounds.y.lowerBound)
      if x >= min(start.x, box.cursor.x) - 1e-6, x <= max(start.x, box.cursor.x) + 1e-6,
        y >= min(start.y, box.cursor.y) - 1e-6, y <= max(start.y, box.cursor.y) + 1e-6
      {
        expected[Int(points.labels[place])] += 1
      }
    }
    #expect(expected.reduce(0, +) > 3 && expected.reduce(0, +) < 90)
    #expect(counted == expected)
    _ = Bench.type("I", &state)
    #expect(view(state).plainText.contains("isolated"))
    _ = Bench.press([.escape, .escape], &state)
    #expect(state.embed.isolation == nil && state.embed.selection == nil)
    #expect(state.embed.outline == nil && !row(state, "dog").isEmpty)
  }

  @Test("a layout that grows is seen until its newer state is there")
  func watching() {
    var state = state("4")
    let before = view(state).plainText
    var news = Bench.news()
    news.results = [Self.layout(updated: 1, isComplete: false)]
    let effects = update(&state, .news(news))
    let newer = Inquiry.layout(result: 7, updated: Self.layout(updated: 1).updated)
    #expect(
      effects.contains { if case .fetch(let wanted) = $0 { wanted.first == newer } else { false } })
    #expect(view(state).plainText.contains("[") && !view(state).plainText.contains("No layout"))
    _ = update(&state, .found(newer, .layout(Self.points(shift: 3))))
    #expect(state.analysis.shelf[.layout(result: 7, updated: Self.layout().updated)] == nil)
    #expect(view(state).plainText != before)
  }

  @Test("runs, warm starts and ends of jobs are asked for in the words of the command line")
  func jobs() {
    var state = state("4")
    let words = [
      "tsne", "", "--modality", "audio", "--split", "test", "--run", "width8-seed1", "--perplexity",
    ]
    let steps = ["--iterations", "1000"]
    // What is shown was made with perplexity 20, what stands on 5 with three clusters.
    #expect(Bench.type("R", &state) == [.start(words + ["20.0"] + steps)])
    var random = self.state("4")
    let started = Bench.type("DR", &random).contains { effect in
      if case .start(let words) = effect { words.contains("--random") } else { false }
    }
    #expect(started)
    _ = Bench.type("i", &state)
    _ = Bench.press([.control("u")], &state)
    _ = Bench.type("12", &state)
    _ = Bench.press([.enter, .control("u")], &state)
    _ = Bench.type("500", &state)
    _ = Bench.press([.enter], &state)
    #expect(
      Bench.type("w", &state)
        == [.start(words + ["12.0", "--iterations", "500", "--from", "7"])])
    #expect(
      Bench.type("5R", &state).contains(
        .start([
          "kmeans", "", "--modality", "audio", "--split", "test", "--run", "width8-seed1",
          "--clusters", "3",
        ])))
    var news = Bench.news()
    let time = Date(timeIntervalSince1970: Bench.noon - 60)
    news.jobs = [
      JobRecord(
        id: 9, kind: "tsne", title: "t-SNE of audio", arguments: [], created: time, finished: nil,
        state: .running, done: 250, total: 1000, stage: "iterations", message: "", time: time,
        pid: LocalHost.pid, host: LocalHost.name)
    ]
    _ = update(&state, .news(news))
    _ = Bench.type("4", &state)
    #expect(view(state).plainText.contains("RUNNING"))
    #expect(Bench.type("R", &state).isEmpty)
    #expect(Bench.type("P", &state) == [.request(.pause, job: 9)])
    #expect(Bench.press([.control("c")], &state) == [.request(.cancel, job: 9)])
  }

  @Test("clusters are sorted, their members come by distance, and Enter opens one")
  func members() {
    var state = state("5")
    // The largest first: dogs and four sirens.
    #expect(row(state, "Members").contains("c1  dog"))
    #expect(row(state, "▸c1 ").contains(".882"))
    _ = Bench.type("oM", &state)
    _ = Bench.press([.enter], &state)
    // Of cluster 1 the clip farthest from its centre is the second.
    #expect(state.tab == .clip && state.analysis.moment == Moment(clip: 2))
  }

  @Test("both screens fit every size, tier and glyph set, whatever keys were pressed")
  func sizes() {
    var dice = Dice(state: 21)
    let keys = Array("hjklCMvLISAsxnN+-mDoz],.> *b\t\n\u{1B}")
    for round in 0..<60 {
      let glyphs = GlyphSet.allCases[round % 2]
      let tier = ColorTier.allCases[round % ColorTier.allCases.count]
      var state = state(round % 4 < 2 ? "4" : "5", 200, 60, tier: tier, glyphs: glyphs)
      for _ in 0..<round {
        let key = keys.randomElement(using: &dice) ?? "h"
        _ = key == "\u{1B}" ? Bench.press([.escape], &state) : Bench.type(String(key), &state)
        if state.tab != .embed && state.tab != .clusters { _ = Bench.type("4", &state) }
      }
      let size = Size(
        width: Int.random(in: 80...240, using: &dice), height: Int.random(in: 24...70, using: &dice)
      )
      _ = update(&state, .resize(size))
      let grid = view(state)
      #expect(grid.isSound && grid.size == size)
      if glyphs == .ascii { #expect(grid.cells.allSatisfy { $0.glyph.isASCII }) }
      if tier == .monochrome {
        #expect(
          grid.cells.allSatisfy {
            $0.style.foreground == .standard && $0.style.background == .standard
          })
      }
    }
  }
}
