import Foundation
import Session
import Terminal
import Testing
import Workbench

@Suite("Neighbours of a point")
struct NeighbourTests {
  /// The screen of embeddings with an index that neighbours are found in, and all that it asks for.
  func state(_ keys: String, _ width: Int = 120, _ height: Int = 36) -> State {
    var state = LayoutScreenTests().state("4", width, height)
    var news = News()
    news.indexes = [
      IndexRecord(
        name: LayoutScreenTests.index, network: "d2000", isTrained: true, run: "width8-seed1",
        step: 2_000, weights: "w", seed: 1, frontEnd: "f", width: 8, stride: 2, split: "test",
        windows: 1, rows: 90, clips: 90, created: Date(timeIntervalSince1970: Bench.noon))
    ]
    news.run = Bench.run
    Bench.settle(update(&state, .news(news)), &state)
    Bench.play(keys, &state)
    return state
  }

  /// Ranks whose similarity is written in the pane, by the fake library's similarities.
  private func ranks(_ state: State) -> [Int] {
    let text = view(state).plainText
    return (1...10).filter { rank in
      let similarity = String(format: "%.3f", 1 - Double(rank) / 40).dropFirst()
      return text.contains(" \(rank) \(similarity)")
    }
  }

  @Test("the screen of embeddings with the neighbours' pictures looks as recorded")
  func golden() throws {
    try ViewTests().expect(state("", 120, 36), looksLike: "embed-neighbours-120x36")
  }

  @Test("as many neighbours as there is room for stand beside the point, each with its picture")
  func pictures() {
    for (keys, width, height, expected) in [
      ("", 120, 36, 7), ("", 200, 60, 10), ("\t\t", 80, 24, 10), ("\tz", 120, 36, 10),
    ] {
      let state = state(keys, width, height)
      #expect(ranks(state) == Array(1...expected), "\(width)x\(height) \(keys)")
      #expect(view(state).isSound)
      // Without the neighbours' windows as many pictures are missed as tiles have, and no more.
      var bare = LayoutScreenTests().state("4" + keys, width, height)
      bare.analysis.indexes = state.analysis.indexes
      bare.embed.clip = state.embed.clip
      let fetched = update(&bare, .tick(bare.now + 1))
      guard case .fetch(let wanted)? = fetched.last,
        let inquiry = wanted.first(where: { if case .neighbours = $0 { true } else { false } }),
        case .neighbours(let clip, _, _, _) = inquiry
      else {
        Issue.record("no neighbours are asked for")
        continue
      }
      _ = update(&bare, .found(inquiry, FakeLibrary().find(inquiry)))
      let isPair = expected == 10
      func dots() -> Int { view(bare).plainText.components(separatedBy: " ... ").count - 1 }
      #expect(dots() == (expected + 1) * (isPair ? 2 : 1), "\(width)x\(height)")
      // The point's own window is nobody else's picture.
      let own = Inquiry.window(Moment(clip: clip))
      _ = update(&bare, .found(own, FakeLibrary().find(own)))
      #expect(dots() == expected * (isPair ? 2 : 1), "\(width)x\(height)")
    }
  }

  @Test("n turns the page of pictures, and what is looked at is told in full above them")
  func pages() {
    var state = state("", 120, 36)
    Bench.play("nnnnnnn", &state)
    #expect(ranks(state) == Array(1...7) && state.embed.neighbour == 6)
    Bench.play("n", &state)
    #expect(ranks(state) == [8, 9, 10])
    let clip = ((state.embed.clip ?? 75) + 55) % 90 + 1
    #expect(view(state).plainText.contains(" 8 .800  clip \(clip) "))
    Bench.play("NNNNNNNN", &state)
    #expect(state.embed.neighbour == nil && ranks(state) == Array(1...7))
  }

  @Test("what is shown is fetched first, and a key waits for nothing")
  func order() {
    var state = state("", 120, 36)
    // The next point: nothing of it is there yet.
    let effects = Bench.type("j", &state)
    guard case .fetch(let first)? = effects.last, let clip = state.embed.clip else {
      Issue.record("nothing is asked for")
      return
    }
    let inquiry = Inquiry.neighbours(
      clip, .audio, isCross: false, index: LayoutScreenTests.index)
    #expect(first.contains(inquiry) && ranks(state).isEmpty)
    let next = update(&state, .found(inquiry, FakeLibrary().find(inquiry)))
    guard case .fetch(let wanted)? = next.last else {
      Issue.record("no picture is asked for")
      return
    }
    // Of the neighbours' windows those of the page go first, the nearest before the others.
    let nearest = (1...7).map { Inquiry.window(Moment(clip: (clip + Int64(7 * $0) - 1) % 90 + 1)) }
      .filter { state.analysis.shelf[$0] == nil }
    let asked = wanted.filter {
      if case .window(let moment) = $0 { moment.clip != clip } else { false }
    }
    #expect(!nearest.isEmpty && asked.starts(with: nearest) && ranks(state) == Array(1...7))
  }

  @Test("where there is no room for pictures the neighbours are a list")
  func list() {
    let low = state("", 120, 24)
    #expect(view(low).plainText.contains(" 1 .975  clip ") && ranks(low).count < 7)
  }
}
