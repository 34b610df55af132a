import Foundation
import SeededNumbers
import Session
import Terminal
import Testing
import Workbench

@Suite("The map of a layout")
struct EmbedMapTests {
  static let clusterInquiry = Inquiry.clusters(
    result: 8, updated: LayoutScreenTests.clusters.updated)

  /// Points of a sort: anywhere, in heaps, on a line, on a lattice, all in one place, with some that are
  /// no numbers, very few, far from 0.
  static func points(_ sort: Int, _ count: Int, _ dice: inout Dice) -> [Float] {
    func any(_ range: ClosedRange<Float> = -50...50) -> Float {
      Float.random(in: range, using: &dice)
    }
    var points: [Float] = []
    for row in 0..<count {
      switch sort {
      case 0: points += [any(), any()]
      case 1: points += [Float(row % 4) * 30 + any(-1...1), Float(row % 3) * 30 + any(-1...1)]
      case 2: points += [any(), 7]
      case 3: points += [any(0...6).rounded(), any(0...6).rounded()]
      case 4: points += [3, -4]
      case 5: points += [row % 5 == 1 ? .nan : any(), row % 7 == 2 ? .infinity : any()]
      default: points += [1_000 + any(0...0.01), -2_000 + any(0...0.01)]
      }
    }
    return points
  }

  /// The screen of embeddings over some points, whose clips are in any order, with labels and clusters.
  static func state(_ sort: Int, _ count: Int, _ dice: inout Dice) -> State {
    var state = Bench.state(110, 30)
    let clips = (0..<count).map { Int64(3 * $0 + 1) }.shuffled(using: &dice)
    let labels = clips.map { $0 % 11 == 0 ? -1 : Int32($0 % 3) }
    var news = Bench.news()
    news.clips = zip(clips, labels).map { id, label in
      var clip = LayoutScreenTests.clip(id)
      clip.label = label < 0 ? nil : LayoutScreenTests.classes[Int(label)]
      return clip
    }
    news.results = [LayoutScreenTests.clusters, LayoutScreenTests.layout()]
    _ = update(&state, .news(news))
    let points = points(sort, count, &dice)
    _ = update(
      &state,
      .found(
        .layout(result: 7, updated: LayoutScreenTests.layout().updated),
        .layout(
          LayoutPoints(
            points: points, clips: clips, labels: labels, classes: LayoutScreenTests.classes))))
    // Some clips have no cluster.
    let clustered = clips.filter { $0 % 5 != 0 }
    _ = update(
      &state,
      .found(
        clusterInquiry,
        .clusters(ClusterRows(labels: clustered.map { Int32($0 % 4 % 3) }, clips: clustered))))
    _ = Bench.type("4", &state)
    return state
  }

  static func check(_ state: State, _ dice: inout Dice, _ how: Comment) throws {
    let map = try #require(state.maps.own)
    let naive = NaiveLayout(state: state, layout: map.layout)
    let rows = map.layout.clips.indices
    // What is kept from message to message is what would be found anew.
    let fresh = try #require(
      EmbedMap(state, state.analysis.subject, size: Size(width: 9, height: 9)))
    #expect(map.shown.categories == fresh.shown.categories, how)
    #expect(map.entries(state) == fresh.entries(state), how)
    #expect(rows.allSatisfy { map.isShown($0) == naive.isShown($0) }, how)
    #expect(rows.allSatisfy { map.colors.categories[$0] == naive.category($0) }, how)
    let legend = Dictionary(
      map.entries(state).map { ($0.category, $0.count) }, uniquingKeysWith: { $1 })
    #expect(legend == naive.legend(map), how)
    for _ in 0..<4 {
      let share = SIMD2(
        Double.random(in: -1...2, using: &dice), Double.random(in: -1...2, using: &dice))
      let row = rows.randomElement(using: &dice) ?? 0
      let places = [map.point(share), SIMD2<Double>(naive.point(row))]
      for place in places {
        #expect(map.row(nearest: place) == naive.row(nearest: place), how)
      }
      let size = Size(width: 40, height: 20)
      let camera = map.camera(state, size)
      for step in [SIMD2(1.0, 0), SIMD2(-1, 0), SIMD2(0, 1), SIMD2(0, -1)] {
        #expect(
          map.row(from: row, towards: step, state, size)
            == naive.row(from: row, towards: step, camera), how)
      }
      let plot = map.plot(state, size)
      let counts = naive.counts(camera, size)
      #expect(counts.indices.map { plot.count(x: $0 % 40, y: $0 / 40) } == counts, how)
      if let outline = state.embed.outline {
        let inside = naive.rows(inside: outline, map)
        #expect(map.clips(inside: outline) == NumberSet(inside.map { map.layout.clips[$0] }), how)
      }
    }
  }

  @Test("whatever is pressed, the map finds what a look at every point finds", arguments: 0..<7)
  func twins(sort: Int) throws {
    var dice = Dice(state: UInt64(40 + sort))
    let keys = [
      "h", "j", "k", "l", "hh", "jjj", "kkk", "lll", "+", "-", "C", "v", "L", " ", "\n", "I", "*",
      "/label:dog\n", "/cluster:1 | clip<90\n", "/-siren\n", "\\", "^", "gg", "m", "m",
    ]
    for count in [1, 3, 40, 300, 900] {
      var state = Self.state(sort, count, &dice)
      var pressed = ""
      for _ in 0..<(count > 100 ? 14 : 30) {
        let key = keys.randomElement(using: &dice) ?? "h"
        pressed += key
        _ = key == "^" ? Bench.press([.escape], &state) : Bench.type(key, &state)
        guard state.tab == .embed, state.maps.own != nil else {
          _ = Bench.press([.escape, .character("4")], &state)
          if state.maps.own == nil { _ = Bench.type("m", &state) }
          continue
        }
        try Self.check(state, &dice, "sort \(sort), \(count) points, \(pressed)")
      }
    }
  }

  @Test("boxes and lassos of any shape hold what lies inside, whatever is hidden")
  func outlines() throws {
    var dice = Dice(state: 77)
    for round in 0..<120 {
      var state = Self.state(round % 7, round % 3 == 0 ? 700 : 60, &dice)
      if round % 2 == 0 { _ = Bench.type("/label:dog | label:bell\n", &state) }
      // A box that is begun, and then made to be any outline.
      _ = Bench.type("v", &state)
      guard var outline = state.embed.outline else { continue }
      func corner() -> SIMD2<Double> {
        SIMD2(Double.random(in: -0.2...1.2, using: &dice), .random(in: -0.2...1.2, using: &dice))
      }
      outline.shape = round % 4 == 0 ? .box : .lasso
      outline.corners = (0..<(round % 4 == 0 ? 1 : 3 + round % 9)).map { _ in corner() }
      outline.cursor = corner()
      outline.isOpen = round % 3 != 0
      state.embed.outline = outline
      if round % 5 == 0 { state.embed.isolation = .category(1) }
      _ = update(&state, .tick(state.now))
      try Self.check(state, &dice, "round \(round)")
    }
  }

  @Test("clips are found by number and what is known of them is spread, whatever their order")
  func clips() {
    var dice = Dice(state: 3)
    for isSorted in [true, false] {
      var clips = (0..<200).map { Int64(2 * $0) }
      if !isSorted { clips.shuffle(using: &dice) }
      let layout = LayoutPoints(points: Self.points(0, 200, &dice), clips: clips)
      for clip in Int64(-1)...400 {
        let row = layout.row(ofClip: clip)
        #expect(row.map { layout.clips[$0] } == (clips.contains(clip) ? clip : nil))
      }
      let others = (0..<150).map { Int64(3 * $0) }.shuffled(using: &dice)
      let values = others.map { Int32($0 % 17) }
      for (clips, values) in [
        (others, values), (others.sorted(), others.sorted().map { Int32($0 % 17) }),
      ] {
        let spread = layout.spread(values, of: clips)
        for (row, clip) in layout.clips.enumerated() {
          #expect(spread[row] == (clips.contains(clip) ? Int32(clip % 17) : -1))
        }
      }
    }
  }
}
