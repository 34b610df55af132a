import Foundation
import Session
import Terminal
import Testing
import Workbench

@Suite("Selections, filters, checkpoints and layouts side by side")
struct SelectionTests {
  private typealias Layouts = LayoutScreenTests
  private let layouts = LayoutScreenTests()

  @Test("a lasso selects what lies inside; the selection is named, marked, listed and undone")
  func lasso() throws {
    var state = layouts.state("4")
    state.embed.clip = 1
    _ = Bench.type("L", &state)
    for way in ["llllkkkk", "hhhhhhhhkkkk", "jjjjjjjjjjjjhhh", "lllllllll"] {
      _ = Bench.type(way + " ", &state)
    }
    _ = Bench.press([.enter], &state)
    let corners = try #require(state.embed.outline?.corners)
    let selection = try #require(state.embed.selection)
    #expect(corners.count == 5)
    // By hand: the sum of the angles under which the sides are seen is an odd number of turns inside.
    let points = Layouts.points()
    let (x, y) = points.bounds
    var inside: [Int64] = []
    for row in 0..<90 {
      let place = SIMD2(
        (Double(points.points[2 * row]) - x.lowerBound) / (x.upperBound - x.lowerBound),
        (Double(points.points[2 * row + 1]) - y.lowerBound) / (y.upperBound - y.lowerBound))
      let angles = corners.map { atan2($0.y - place.y, $0.x - place.x) }
      var turn = 0.0
      for side in corners.indices {
        turn += remainder(angles[(side + 1) % corners.count] - angles[side], 2 * .pi)
      }
      if Int((turn / (2 * .pi)).rounded()) % 2 != 0 { inside.append(points.clips[row]) }
    }
    // The first corner lies on the point of clip 1, which is neither inside nor outside.
    #expect(inside.count > 3 && inside.count < 90)
    #expect(selection.numbers.filter { $0 != 1 } == inside.filter { $0 != 1 })
    _ = Bench.type("Abarks", &state)
    let kept = Bench.press([.enter], &state)
    #expect(kept.contains(.annotate(.mark, of: "selection/barks", selection.text)))
    #expect(Bench.type(" ", &state).contains(.annotate(.mark, of: "marks/clips", selection.text)))
    _ = Bench.type("u", &state)
    #expect(state.analysis.notes.marked("marks/clips").isEmpty)
    _ = Bench.type("s", &state)
    #expect(view(state).plainText.contains("\(selection.count) clips barks"))
    _ = Bench.press([.enter], &state)
    #expect(state.tab == .clip && state.analysis.moment?.clip == selection.numbers[0])
    // Esc drops the selection; the list of bookmarks has it still.
    _ = Bench.press([.character("4"), .escape], &state)
    #expect(state.embed.selection == nil)
    _ = Bench.type("B", &state)
    _ = Bench.press([.enter], &state)
    #expect(state.embed.selection == selection && state.embed.coloring == .selection)
    #expect(layouts.row(state, "barks ").contains("\(selection.count)"))
  }

  @Test("capitals move the corner of a box by a quarter of the pane; other keys of the screen rest")
  func farSteps() {
    var far = layouts.state("4")
    far.embed.clip = 1
    var near = far
    _ = Bench.type("vL", &far)
    // A quarter of 80 columns are 40 dots, ten steps of 4.
    _ = Bench.type("vllllllllll", &near)
    let (one, other) = (far.embed.outline?.cursor, near.embed.outline?.cursor)
    #expect(abs((one?.x ?? 0) - (other?.x ?? 9)) < 1e-9)
    #expect(abs((one?.y ?? 0) - (other?.y ?? 9)) < 1e-9)
    #expect((one?.x ?? 0) > (far.embed.outline?.corners[0].x ?? 9) + 0.1)
    #expect(far.embed.outline?.isOpen == true)
    _ = Bench.type("HJK", &far)
    #expect(far.embed.outline?.isOpen == true)
    // R would run a layout, n look at a neighbour.
    #expect(Bench.type("Rwn", &far).isEmpty && far.embed.neighbour == nil)
    let keys = "vLLLKKK\n"
    var boxed = layouts.state("4")
    boxed.embed.clip = 1
    _ = Bench.type(keys, &boxed)
    #expect(boxed.embed.selection?.isEmpty == false && keys.count < 10)
    // The next box takes the place of what is selected.
    _ = Bench.type("v", &boxed)
    #expect(boxed.embed.outline?.isOpen == true && boxed.embed.selection == nil)
    _ = Bench.press([.escape], &far)
    #expect(far.embed.outline == nil && far.tab == .embed)
  }

  @Test("Enter on a row of the legend selects its points")
  func legend() {
    var state = layouts.state("4\t\t")
    #expect(state.embed.focus == .legend)
    let chosen = state.embed.clip
    _ = Bench.type("j\n", &state)
    #expect(state.tab == .embed && state.embed.clip == chosen)
    #expect(state.embed.selection?.numbers == (0..<30).map { Int64(3 * $0 + 2) })
    #expect(layouts.row(state, "Legend").contains("selected 30"))
  }

  @Test("a filter leaves the clips that pass, on the layout and on the screen of a clip")
  func filtering() {
    var state = layouts.state("4/label:dog cluster:1 -clip>40")
    _ = Bench.press([.enter], &state)
    let passing = (1...40).filter { ($0 - 1) % 3 == 1 }.map { Int64($0) }
    #expect(state.analysis.filter.passing?.numbers == passing)
    #expect(layouts.row(state, "Legend").contains("filtered \(passing.count)"))
    // The cursor stays among them.
    for key in "hhhjjjlllkkk" {
      _ = Bench.type(String(key), &state)
      #expect(passing.contains(state.embed.clip ?? 2))
    }
    _ = Bench.type("3", &state)
    for _ in 0..<6 {
      _ = Bench.type("n", &state)
      #expect(passing.contains(state.analysis.moment?.clip ?? 0))
    }
    _ = Bench.type("4\\", &state)
    #expect(state.analysis.filter.passing == nil && layouts.row(state, "filtered").isEmpty)
  }

  @Test("checkpoints are stepped through on one bar, with the NMI of each; the best is shown first")
  func checkpoints() {
    var state = layouts.state("4")
    var news = Bench.news()
    func result(_ id: Int64, _ kind: String, _ step: Int, _ figures: String) -> ResultRecord {
      // Those of other checkpoints were computed later.
      let time = Date(timeIntervalSince1970: Bench.noon - 10)
      return ResultRecord(
        id: id, job: 3, kind: kind, created: time, updated: time, isComplete: true,
        provenance: Layouts.source("audio", step: step), figures: figures)
    }
    let layout = Layouts.layout().figures
    let clusters = Layouts.clusters.figures.replacingOccurrences(of: ".871", with: ".402")
    news.results = [
      result(21, "kmeans", 800, clusters), result(20, "tsne", 800, layout),
      result(19, "tsne", 1_600, layout), Layouts.clusters, Layouts.layout(),
    ]
    _ = update(&state, .news(news))
    for result in news.results ?? [] where result.kind == "tsne" {
      _ = update(
        &state,
        .found(.layout(result: result.id, updated: result.updated), .layout(Layouts.points())))
    }
    #expect(layouts.row(state, "Checkpoints").contains("step 2,000, 3 of 3"))
    #expect(layouts.row(state, "NMI ").contains(".871"))
    _ = Bench.type(",,", &state)
    #expect(layouts.row(state, "Checkpoints").contains("step 800, 1 of 3"))
    #expect(
      layouts.row(state, "t-SNE audio").contains("step 800")
        && layouts.row(state, "NMI ").contains(".402"))
    _ = Bench.type(">", &state)
    _ = update(&state, .tick(state.now + 1))
    #expect(layouts.row(state, "Checkpoints").contains("step 1,600"))
    _ = Bench.type(".5", &state)
    // A row for each that has clusters, with a bar from the random network's on; and the bar.
    let rows = [layouts.row(state, "800  .402"), layouts.row(state, "2,000  .871")]
    #expect(rows.allSatisfy { $0.contains("█") } && rows[1].contains("best"))
    #expect(
      (rows[0].prefix(46).count { $0 == "█" }) < (rows[1].prefix(46).count { $0 == "█" }))
    #expect(layouts.row(state, "Checkpoints").contains("step 2,000, 2 of 2"))
    #expect(layouts.row(state, "NMI .402").contains("█ .871, here .871"))
    #expect(
      Bench.type("X", &state).contains(
        .start([
          "kmeans", "", "--modality", "audio", "--split", "test", "--run", "width8-seed1",
          "--clusters", "3", "--checkpoints",
        ])))
  }

  @Test("beside the layout stands the other tower's or the other network's, the same clip in both")
  func beside() {
    var state = layouts.state("4", 160, 40)
    var news = Bench.news()
    var other = Layouts.layout()
    other.id = 30
    other.provenance = Layouts.source("vision")
    var random = other
    random.id = 31
    random.provenance = Layouts.source("audio", step: 0)
      .replacingOccurrences(of: "\"isTrained\":true", with: "\"isTrained\":false")
    news.results = [Layouts.clusters, Layouts.layout(), other, random]
    _ = update(&state, .news(news))
    for result in [other, random] {
      _ = update(
        &state,
        .found(.layout(result: result.id, updated: result.updated), .layout(Layouts.points())))
    }
    #expect(layouts.row(state, "t-SNE vision").isEmpty)
    _ = Bench.type("S", &state)
    #expect(layouts.row(state, "t-SNE audio, test").contains("t-SNE vision, test"))
    #expect(view(state).plainText.components(separatedBy: "[x]").count == 3)
    _ = Bench.type("S", &state)
    #expect(layouts.row(state, "t-SNE audio, test").contains("t-SNE audio, test, random network"))
    _ = Bench.type("S", &state)
    #expect(!layouts.row(state, "t-SNE audio, test").contains("random"))
  }

  @Test("the mouse chooses points, draws boxes and zooms")
  func mouse() {
    var state = layouts.state("4")
    _ = Bench.point(Mouse(.press, x: 1, y: 2), &state)
    let chosen = state.embed.clip
    #expect(chosen != nil)
    _ = Bench.point(Mouse(.drag, x: 2, y: 20), &state)
    _ = Bench.point(Mouse(.drag, x: 30, y: 32), &state)
    #expect(layouts.row(state, "Legend").contains("box "))
    _ = Bench.point(Mouse(.release, x: 30, y: 32), &state)
    // All bells lie at the left below.
    #expect(state.embed.selection?.numbers == (0..<30).map { Int64(3 * $0 + 1) })
    _ = Bench.point(Mouse(.wheelUp, x: 10, y: 10), &state)
    #expect(state.embed.zoom == 1.5)
  }
}
