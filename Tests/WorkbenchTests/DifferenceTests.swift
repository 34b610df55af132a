import Foundation
import Session
import Terminal
import Testing
import Workbench

@Suite("Trained, difference, random")
struct DifferenceTests {
  // MARK: - Clip

  @Test("the screen of a clip in the difference looks as recorded")
  func clipGolden() throws {
    var state = Bench.analysed("3D")
    state.notice = nil
    try ViewTests().expect(state, looksLike: "clip-difference-120x36")
  }

  @Test("the units of a clip are listed by how much the networks differ in them")
  func units() throws {
    var state = Bench.analysed("3D")
    let differences = (0..<FakeLibrary.units).map {
      FakeLibrary.answer(of: $0) - FakeLibrary.answer(of: $0, isTrained: false)
    }
    let expected = differences.indices.filter { differences[$0] != 0 }
      .sorted { (abs(differences[$1]), $0) < (abs(differences[$0]), $1) }
    var walked: [Int] = []
    state.analysis.unit = 7
    Bench.settle(update(&state, .resize(state.size)), &state)
    for _ in expected {
      Bench.play("]", &state)
      walked.append(state.analysis.unit)
    }
    #expect(walked == expected && expected.count == 62)
    state.clip.row = 0
    #expect(view(state).plainText.contains("u63    +12.0"))
    #expect(isOrange("+12.0", state) == true)
    state.clip.row = 33
    #expect(isOrange(" -3.75 ", state) == false)
    state.clip.row = 0
    Bench.play("D", &state)
    #expect(view(state).plainText.contains("u0      4.00") && state.analysis.subject.isRandom)
  }

  /// Whether the bar in the row with these words is orange, not blue; nil where it is neither.
  private func isOrange(_ words: String, _ state: State) -> Bool? {
    let grid = view(state)
    let lines = grid.plainText.split(separator: "\n", omittingEmptySubsequences: false)
    guard let y = lines.firstIndex(where: { $0.contains(words) }),
      let x = (0..<state.size.width).last(where: { grid[$0, y].glyph == "█" }),
      let (red, _, ink) = grid[x, y].style.foreground.components
    else { return nil }
    return red > ink + 60 ? true : ink > red + 60 ? false : nil
  }

  @Test("where the trained network answers more a map is orange, where the random one does blue")
  func map() {
    var state = Bench.analysed("3DV")
    state.analysis.unit = 14
    Bench.settle(update(&state, .resize(state.size)), &state)
    let text = view(state).plainText
    #expect(text.contains("u14 diff 100 %"))
    #expect(text.contains("trained more orange, less blue"))
    // Unit 14 answers 3.75 at r14 c2, in the random network 4 at r14 c8.
    for (column, words) in [(2, "u14 +3.75 at r14 c2"), (8, "u14 -4.00 at r14 c8")] {
      state.clip.hertz = 14.5 / 16 * 24_000
      state.clip.seconds = (Double(column) + 0.5) / 12 * 0.99 - 0.495
      #expect(view(state).plainText.contains(words + "  (most 4.00)"))
    }
    let grid = view(state)
    var (orange, blue): ([Int], [Int]) = ([], [])
    for y in 2..<19 {
      for x in 7..<70 {
        for color in [grid[x, y].style.background, grid[x, y].style.foreground] {
          guard let (red, _, ink) = color.components else { continue }
          if red > ink + 60 { orange.append(x) }
          if ink > red + 60 { blue.append(x) }
        }
      }
    }
    #expect(!orange.isEmpty && (orange.max() ?? 99) < (blue.min() ?? 0))
    // With eight colours: reversed above half of the greatest, underlined as far below.
    state.theme.tier = .palette8
    let plain = view(state)
    func columns(_ attribute: Style.Attributes) -> [Int] {
      (2..<19).flatMap { y in
        (7..<70).filter {
          plain[$0, y].glyph != "+" && plain[$0, y].glyph != "╋"
            && plain[$0, y].style.attributes.contains(attribute)
        }
      }
    }
    #expect(plain.plainText.contains("trained more reversed, less underlined"))
    let (above, below) = (columns(.reverse), columns(.underline))
    #expect(!above.isEmpty && (above.max() ?? 99) < (below.min() ?? 0))
  }

  @Test("what is missing of the random network is said in place of the difference")
  func missing() {
    var state = Bench.analysed("3")
    let moment = state.clipMoment ?? Moment(clip: 0)
    func asked(_ key: String) -> [Inquiry] {
      Bench.type(key, &state).flatMap { effect -> [Inquiry] in
        if case .fetch(let inquiries) = effect { inquiries } else { [] }
      }
    }
    let wanted = asked("D")
    let random = wanted.filter {
      if case .maps(moment, let subject) = $0 { subject.isRandom } else { false }
    }
    #expect(random.count == 2 && wanted.first == random.first)
    for inquiry in random { _ = update(&state, .found(inquiry, .failed("its weights are gone"))) }
    let text = view(state).plainText
    #expect(text.contains("u0 no map") && text.contains("its weights are gone"))
    // The next clip's maps, two networks' of two towers, go before what steps from it will show.
    let next = asked("n")
    let maps = next.indices.filter { if case .maps = next[$0] { true } else { false } }
    let later = next.indices.filter {
      if case .window(let near) = next[$0] { near != state.clipMoment } else { false }
    }
    #expect(maps.count == 4 && (maps.last ?? 99) < (later.first ?? 0))
  }

  @Test("the way is trained, difference, random on every screen that has one, and is kept")
  func way() {
    var state = Bench.analysed("3D")
    #expect(state.analysis.isDifference && !state.analysis.subject.isRandom)
    Bench.play("2", &state)
    #expect(view(state).plainText.contains("difference in selectivity"))
    #expect(Bench.reopened(ViewState(state).parts).analysis.isDifference)
    Bench.play("4D", &state)
    #expect(!state.analysis.isDifference && state.analysis.subject.isRandom)
    // Preferences have both side by side.
    Bench.play("6DD", &state)
    #expect(!state.analysis.isDifference && state.analysis.subject.isRandom)
    Bench.play("D", &state)
    #expect(!state.analysis.isDifference && !state.analysis.subject.isRandom)
  }

  // MARK: - Clusters

  /// Clips of class (row) in cluster (column).
  private static let random = [[20, 10, 0], [0, 30, 0], [10, 0, 20]]

  /// The random network's clusters of the clips of ``LayoutScreenTests``.
  private static let randomClusters = ResultRecord(
    id: 9, job: 5, kind: "kmeans", created: Date(timeIntervalSince1970: Bench.noon - 40),
    updated: Date(timeIntervalSince1970: Bench.noon - 40), isComplete: true,
    provenance: LayoutScreenTests.source("audio").replacingOccurrences(
      of: "\"isTrained\":true", with: "\"isTrained\":false"),
    figures: """
      {"clusters":3,"n":90,"labelled":90,"inertia":14,"iterations":9,"restarts":10,
      "agreement":{"nmi":0.212,"ami":0.195},"classes":["bell","dog","siren"],
      "table":[\(random.joined().map(String.init).joined(separator: ","))]}
      """)

  private func clusters(_ keys: String, _ results: [ResultRecord]) -> State {
    var state = LayoutScreenTests().state("5")
    var news = News()
    news.results = results
    news.run = Bench.run
    _ = update(&state, .news(news))
    _ = Bench.type(keys, &state)
    return state
  }

  private static let both = [
    randomClusters, LayoutScreenTests.clusters, LayoutScreenTests.layout(),
  ]

  /// For each class the share of it in the cluster of a clip, over its clips, clip by clip.
  private static func shares(_ table: [[Int]]) -> [Double] {
    let clips = table.enumerated().flatMap { label, row in
      row.enumerated().flatMap { cluster, count in
        Array(repeating: (label: label, cluster: cluster), count: count)
      }
    }
    return table.indices.map { label in
      let own = clips.filter { $0.label == label }
      return own.reduce(0) { sum, clip in
        let beside = clips.filter { $0.cluster == clip.cluster }
        return sum + Double(beside.count { $0.label == label }) / Double(beside.count)
      } / Double(own.count)
    }
  }

  @Test("the screen of clusters in the difference looks as recorded")
  func clustersGolden() throws {
    var state = clusters("D", Self.both)
    state.notice = nil
    try ViewTests().expect(state, looksLike: "clusters-difference-120x36")
  }

  @Test("of clusters the difference is that of NMI, AMI, purity and of each class's share")
  func clusterFigures() throws {
    let state = clusters("D", Self.both)
    let lines = view(state).plainText.split(separator: "\n")
    func words(_ line: String) -> [Substring] {
      lines.first { $0.contains(line) }?.split { " │┃".contains($0) } ?? []
    }
    func three(_ value: Double) -> String {
      value == 1 ? "1.000" : String(String(format: "%.3f", value).dropFirst())
    }
    // 86 of 90 clips are of their cluster's main class; 70 in the random network.
    #expect(words("trained network").prefix(5) == ["trained", "network", ".871", ".868", ".956"])
    #expect(words("random network ").prefix(5) == ["random", "network", ".212", ".195", ".778"])
    #expect(lines.contains { $0.contains("trained - random    +.659   +.673   +.178") })
    let own = Self.shares([[30, 0, 0], [0, 30, 0], [0, 4, 26]])
    let random = Self.shares(Self.random)
    var order: [(difference: Double, name: String)] = []
    // The pane at the right.
    let rows = lines.map { $0.components(separatedBy: "┃│").last ?? "" }
    for (place, name) in LayoutScreenTests.classes.enumerated() {
      let text = try #require(rows.first { $0.hasPrefix(" \(name) ") }, "\(name)")
      #expect(text.contains(" \(three(own[place]))     \(three(random[place]))"), "\(text)")
      #expect(text.contains("+\(three(own[place] - random[place])) "), "\(text)")
      order.append((own[place] - random[place], name))
    }
    let sorted = order.sorted { $0.difference > $1.difference }.map(\.name)
    let places = sorted.map { name in rows.firstIndex { $0.hasPrefix(" \(name) ") } ?? -1 }
    #expect(places == places.sorted())
  }

  @Test("without the random network's clusters D says what makes them, or R makes what is missing")
  func noCounterpart() {
    var lonely = LayoutScreenTests.clusters
    lonely.id = 10
    lonely.figures = lonely.figures.replacingOccurrences(
      of: "\"randomNetwork\":{\"nmi\":0.212,\"ami\":0.195},", with: "")
    var state = clusters("D", [lonely])
    #expect(!state.analysis.isDifference)
    #expect(state.notice?.text.contains("clusters are missing: R makes them") == true)
    // Its agreement alone was kept: the figures are there, the classes are not.
    state = clusters("D", [LayoutScreenTests.clusters])
    let text = view(state).plainText
    #expect(text.contains("+.659   +.673       -") && text.contains("R makes them"))
    let started = Bench.type("R", &state).compactMap { effect -> [String]? in
      if case .start(let words) = effect { words } else { nil }
    }
    #expect(started.first?.suffix(3) == ["--clusters", "3", "--random"])
  }

  // MARK: - Embed

  @Test("on the screen of embeddings both layouts stand side by side, by D as by S")
  func embed() {
    var state = LayoutScreenTests().state("4D")
    func titles() -> String { view(state).plainText }
    #expect(titles().contains("t-SNE audio, test, trained"))
    #expect(titles().contains("│ No layout of audio, test, random "))
    _ = Bench.type("D", &state)
    #expect(state.analysis.subject.isRandom && !titles().contains("test, trained"))
    _ = Bench.type("D", &state)
    #expect(!titles().contains("test, random network") && !titles().contains("test, trained"))
    _ = Bench.type("SS", &state)
    #expect(state.analysis.isDifference && titles().contains("test, random network"))
    _ = Bench.type("S", &state)
    #expect(!state.analysis.isDifference && state.embed.beside == .nothing)
  }
}
