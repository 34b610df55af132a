import Foundation
import Scales
import Session
import Terminal
import Testing
import Workbench

extension Bench {
  /// A step of a run whose loss falls from 0.7 by a thousandth each step.
  static func step(_ step: Int, run: Int64) -> StepRecord {
    StepRecord(
      run: run, step: step, pairs: step * 16, wallSeconds: Double(step) * 0.4, learningRate: 1e-3,
      loss: max(0.1, 0.7 - Double(step) / 1_000 * (1 + Double(run) / 10)), accuracy: 0.6,
      gradientNorm: 1)
  }

  static func curves(_ query: CurveQuery, steps count: Int = 2_000) -> RunCurves {
    var steps = StepColumns(smoothing: query.smoothing)
    for number in 1...count { steps.append(step(number, run: query.run)) }
    var validations = ValidationColumns()
    for number in stride(from: 400, through: count, by: 400) {
      validations.append(
        ValidationRecord(
          run: query.run, step: number, pairs: number * 16, loss: 0.5, accuracy: 0.7, count: 512))
    }
    return RunCurves(
      query, steps, validations, timeline: Timeline([.init(seconds: 0, time: noon - 900)]))
  }

  /// The followed run, 3, among runs that were done before it.
  static func session(
    _ count: Int = 5, _ width: Int = 120, _ height: Int = 36, tier: ColorTier = .palette256,
    glyphs: GlyphSet = .unicode
  ) -> State {
    var state = state(width, height, tier: tier, glyphs: glyphs)
    var news = news()
    let others = (1...count).map { number in
      RunRecord(
        id: Int64(number + (number >= 3 ? 1 : 0)), name: "lr-\(number)",
        created: Date(timeIntervalSince1970: noon - 9_000),
        manifest: "{\"options\": {\"learningRate\": \(Double(number) / 1_000), \"width\": 8}}",
        state: .done, finished: nil, targetPairs: 32_000)
    }
    news.runs = (others + [run]).sorted { $0.id < $1.id }
    news.summaries = (news.runs ?? []).map {
      RunSummary(
        run: $0.id, step: 2_000, validationAccuracy: 0.5 + Double($0.id) / 100,
        status: $0.id == 3 ? .running : .done)
    }
    settle(update(&state, .news(news)), &state)
    return state
  }
}

@Suite("Comparing runs")
struct RunTests {
  @Test("marked runs lie on the charts, each with the marker that the list gives it")
  func marks() {
    var state = Bench.session()
    let before = view(state).plainText
    #expect(before.contains("Runs 6") && before.contains("lr-2"))
    Bench.play("k k ", &state)
    #expect(state.train.list.markedCount == 2)
    let grid = view(state)
    let rows = grid.plainText.split(separator: "\n")
    let listed = rows.filter { $0.contains("lr-1") || $0.contains("lr-2") }
    #expect(listed.contains { $0.contains("+ lr-2") || $0.contains("+ lr-1") })
    // The legend of the loss chart names the followed run and those compared.
    #expect(grid.plainText.contains("━ width8-seed1") && grid.plainText.contains("compared by"))
    #expect(grid.isSound)
    Bench.play("T", &state)
    #expect(view(state).plainText.contains("compared by validation"))
  }

  @Test("a filter of the runs compares figures, parameters and names, and says what it hides")
  func filter() {
    var state = Bench.session()
    func listed(_ filter: String) -> Int {
      var other = state
      Bench.play("/\(filter)\n", &other)
      return other.train.list.listed.count
    }
    #expect(listed("acc>.545") == 2)
    #expect(listed("name:~lr lr<=.002") == 2)
    #expect(listed("width:8 state:done -lr-1") == 4)
    Bench.play("/acc>.545\n", &state)
    let text = view(state).plainText
    #expect(text.contains("+ 4 hidden by filter acc>.545"))
    Bench.play("\\", &state)
    #expect(state.train.list.hiddenCount == 0)
  }

  @Test("marks keep their colours when others go, and end where more could not be told apart")
  func places() {
    var state = Bench.session(300)
    Bench.play("*", &state)
    #expect(state.train.list.markedCount == RunList.mostMarked)
    let second = state.train.list.places[1] ?? -1
    var list = state.train.list
    if let first = list.places[0] { list.toggleMark(first) }
    #expect(list.place(of: second) == 1)
    #expect(view(state).isSound)
    // All 301 are reached: by age the last is the newest.
    Bench.play("\tG", &state)
    #expect(state.train.list.chosen == nil || state.train.focus != .runs)
    Bench.play("\tG", &state)
    #expect(state.train.list.chosen == 301)
    Bench.play("o", &state)
    #expect(state.train.list.run(atRow: 0)?.record.id == 301)
  }

  @Test("Enter on the list follows the chosen run, brackets the next and the one before")
  func following() {
    var state = Bench.session()
    #expect(Bench.play("[", &state) == [.select(run: 2)])
    #expect(Bench.play("]", &state) == [.select(run: 4)])
    Bench.play("\t\t", &state)
    #expect(state.train.focus == .runs)
    #expect(Bench.play("gg\n", &state) == [.select(run: 1)])
  }

  @Test("a long run is compared by two thousand points that keep its extremes, zoomed by its steps")
  func decimation() {
    var steps = StepColumns(smoothing: 0)
    for number in 1...100_000 {
      var record = Bench.step(number, run: 1)
      record.loss = number == 77_777 ? 9 : number == 33_333 ? -9 : 0.5
      steps.append(record)
    }
    func curves(_ stretch: ClosedRange<Double>?, last: Int = .max) -> RunCurves {
      RunCurves(
        CurveQuery(run: 1, lastStep: last, smoothing: 0, axis: .pairs, stretch: stretch), steps,
        ValidationColumns(), timeline: Timeline([]))
    }
    let whole = curves(nil)
    #expect(whole.step.count <= 2_000 && whole.loss.count == whole.step.count)
    #expect(whole.loss.values.max() == 9 && whole.loss.values.min() == -9)
    #expect(whole.range(.step) == 1...100_000)
    let near = curves(Double(77_000 * 16)...Double(77_900 * 16))
    #expect(near.step == (76_999...77_901).map(Double.init))
    #expect(near.range(.step) == 1...100_000)
    #expect(curves(nil, last: 50_000).range(.step) == 1...50_000)
  }

  @Test("frozen charts show the same whatever comes, compared runs and zoomed charts too")
  func frozen() {
    var state = Bench.session()
    Bench.play("k ++F", &state)
    func loss(_ state: State) -> [Substring] {
      view(state).plainText.split(separator: "\n")[1...18].map { $0.prefix(78) }
    }
    let before = loss(state)
    #expect(before.joined().contains("FROZEN at 2,400"))
    var news = News()
    news.run = Bench.run
    news.runs = state.runs
    news.summaries = state.runs.map {
      RunSummary(run: $0.id, step: 9_000, validationAccuracy: 0.9, status: .running)
    }
    news.status = .running
    news.steps = (2_401...3_000).map { Bench.step($0, run: 3) }
    Bench.settle(update(&state, .news(news)), &state)
    #expect(loss(state) == before)
    _ = Bench.type("F", &state)
    Bench.settle(update(&state, .tick(Bench.noon)), &state)
    #expect(loss(state) != before)
  }
}

@Suite("Reading charts")
struct ChartReadingTests {
  @Test("the loss at a step is read with fewer than ten keys")
  func jump() {
    var state = Bench.trained()
    let keys = "t1200\n"
    #expect(keys.count < 10)
    Bench.play(keys, &state)
    #expect(state.train.cursor == 1_200)
    let text = view(state).plainText
    let wanted = NumberText.fraction(state.run?.steps.smoothLoss.values[1_199] ?? 0)
    #expect(text.contains("step 1,200  8m 00s") && text.contains("train \(wanted) (raw "))
    #expect(text.contains("val .") && text.contains("┆"))
    #expect(text.contains("step 1,200: loss \(wanted)"))
    _ = Bench.press([.escape], &state)
    #expect(state.train.cursor == nil && !view(state).plainText.contains("┆"))
  }

  @Test(
    "zoom keeps the newest step in sight while training goes on, or the cursor where there is one")
  func zoom() throws {
    var state = Bench.trained()
    Bench.play("++", &state)
    #expect(try #require(state.chartRange) == 1_800...2_400)
    var news = News()
    news.run = Bench.run
    news.status = .running
    news.steps = (2_401...2_500).map { Bench.step($0, run: 3) }
    _ = update(&state, .news(news))
    #expect(try #require(state.chartRange) == 1_900...2_500)
    Bench.play("H", &state)
    #expect(try #require(state.chartRange) == 1_600...2_200)
    Bench.play("L", &state)
    #expect(state.train.window?.end == nil)
    Bench.play("0t600\n++", &state)
    let range = try #require(state.chartRange)
    #expect(range.contains(600) && range.upperBound - range.lowerBound == 625)
    Bench.play("---", &state)
    #expect(state.train.window == nil)
  }

  @Test("another axis shows the same steps")
  func axes() throws {
    var state = Bench.trained()
    Bench.play("X1000 2000\n", &state)
    #expect(try #require(state.chartRange) == 1_000...2_000)
    Bench.play("x", &state)
    #expect(try #require(state.chartRange) == 16_000...32_000)
    Bench.play("xx", &state)
    #expect(try #require(state.chartRange) == Bench.noon - 500...Bench.noon - 61)
    Bench.play("x", &state)
    #expect(try #require(state.chartRange) == 1_000...2_000)
    #expect(view(state).plainText.contains("zoom 2.40"))
  }

  @Test("the range of y can be typed, for one chart; what lies outside is counted")
  func range() {
    var state = Bench.trained()
    Bench.play("a.4 .5\n", &state)
    let text = view(state).plainText
    #expect(text.contains(" off scale") && text.contains("0.48┤"))
    Bench.play("a7 3\n", &state)
    #expect(view(state).plainText.contains("the smaller first"))
    _ = Bench.press([.escape, .character("a"), .control("u"), .enter], &state)
    #expect(!view(state).plainText.contains(" off scale"))
  }

  @Test("checkpoints stand on the x axis, the best apart")
  func checkpoints() {
    let text = view(Bench.trained()).plainText
    #expect(text.contains("▲"))
  }

  @Test("what was asked of the trainer is said to be taken when it was")
  func taken() {
    var state = Bench.trained()
    Bench.play("i", &state)
    #expect(view(state).plainText.contains("1.0e-3"))
    _ = Bench.press([.control("u")], &state)
    #expect(Bench.play("3e-4\ny", &state) == [.send(.learningRate(3e-4), run: 3)])
    _ = update(&state, .sent(.learningRate(3e-4), problem: nil))
    #expect(view(state).plainText.contains("asked 3.0e-4"))
    var news = News()
    news.run = Bench.run
    news.status = .running
    news.events = [
      EventRecord(id: 99_999, run: 3, kind: "control", text: "lr=0.0003 at step 2401")
    ]
    _ = update(&state, .news(news))
    #expect(view(state).plainText.contains("The trainer took it: lr=0.0003 at step 2401."))
    #expect(state.train.asked == nil && state.baseRate == 3e-4)
  }
}
