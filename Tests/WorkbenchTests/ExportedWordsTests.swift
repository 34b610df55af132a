import Arrays
import Experiments
import Figures
import Foundation
import Session
import Terminal
import Testing
import Workbench

@Suite("What exported figures and tables say")
struct ExportedWordsTests {
  let folder = Bench.folder()

  private func file(_ keys: String, _ state: State) throws -> URL {
    var state = state
    state.session.path = folder.path
    let effects = Bench.play(keys, &state)
    let exports = effects.compactMap { if case .export(let export) = $0 { export } else { nil } }
    let export = try #require(exports.first, "\(state.notice?.text ?? "")")
    return URL(fileURLWithPath: try ExportDesk.write(export))
  }

  private func text(_ keys: String, _ state: State) throws -> String {
    try String(contentsOf: try file(keys, state), encoding: .utf8)
  }

  @Test("levels are decibels below the loudest, on paper as on the screen")
  func decibels() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let still = FakeLibrary.still
    let louder = ClipWindow(
      time: still.time, soundStart: still.soundStart, picture: still.picture,
      spectrum: still.spectrum.map { $0 + 0.75 }, sound: still.sound)
    let (field, same) = (louder.spectrumField, still.spectrumField)
    #expect(field.extent?.upperBound == 0)
    #expect(zip(field.values, same.values).allSatisfy { abs($0 - $1) < 1e-3 })
    #expect(try text("es", Bench.analysed("3")).contains("level (dB re loudest)"))
  }

  @Test("where a map covers all, the scale is the map's: on the screen and on paper")
  func wholeOverlay() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var state = Bench.analysed("3")
    _ = Bench.type("jj", &state)
    #expect(view(state).plainText.contains("-40dB"))
    #expect(try text("es", state).contains("level (dB"))
    state.analysis.overlay = 1
    let shown = view(state).plainText
    #expect(!shown.contains("-40dB") && !shown.contains("-80..0 dB"))
    #expect(shown.contains("linear-f  activation"))
    let svg = try text("es", state)
    #expect(!svg.contains("level (dB") && svg.contains("activation"))
    // Few colours have no map of their own colours: what is covered is reversed.
    state.theme.tier = .palette8
    #expect(view(state).plainText.contains("-40dB"))
  }

  @Test("a layout says what its colours are, and its tables have that")
  func coloring() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var state = LayoutScreenTests().state("4")
    var news = Bench.news()
    news.indexes = [FakeLibrary.index(isTrained: true)]
    _ = update(&state, .news(news))
    let found = StrongestUnits(try FakeLibrary.table(isTrained: true, .audio))
    _ = update(&state, .found(.predictions(.audio, index: "trained"), .predictions(found)))
    #expect(try text("es", state).contains("coloured by label"))
    state.embed.coloring = .cluster
    _ = update(&state, .news(news))
    #expect(try text("es", state).contains("coloured by cluster"))
    state.embed.coloring = .prediction
    _ = update(&state, .news(news))
    #expect(state.maps.own?.colors.entries.contains { $0.name == "engine" } == true)
    #expect(try text("es", state).contains("coloured by prediction"))
    let lines = try text("ec", state).components(separatedBy: "\r\n")
    let columns = lines[0].split(separator: ",")
    let place = try #require(columns.firstIndex(of: "prediction"))
    let row = try #require(lines.first { $0.hasPrefix("1,") })
      .split(separator: ",", omittingEmptySubsequences: false)
    let clip = try #require(found.clips.firstIndex(of: 1))
    #expect(row[place] == found.names[Int(found.classes[clip])])
    let archive = try file("en", state)
    #expect(try NPZArchive.read(Int32.self, name: "predictions", from: archive).shape == [90])
  }

  @Test("units are whole numbers in the table of preferences")
  func wholeNumbers() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let csv = try text("ec", AnalysisScreenTests().state("6"))
    #expect(csv.contains("_unit") && csv.contains(",7,5") && !csv.contains(".0"))
  }

  @Test("the log is filtered by the names of runs, and its table has them")
  func runNames() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var state = Bench.state()
    var news = News()
    var other = Bench.run
    (other.id, other.name) = (4, "second")
    news.runs = [Bench.run, other]
    for (id, run) in [(Int64(1), Int64(3)), (2, 4), (3, 4)] {
      news.events.append(
        EventRecord(
          id: id, time: Date(timeIntervalSince1970: Bench.noon), run: run, kind: "data",
          text: "event \(id)"))
    }
    _ = update(&state, .news(news))
    let all = try text("ec", Bench.typed("8", state))
    #expect(all.contains(",second,info,data") && all.contains(",width8-seed1,info,data"))
    _ = Bench.type("8/run:", &state)
    #expect(view(state).plainText.contains("second"))
    _ = Bench.type("second\n", &state)
    #expect(state.log.visible.count == 2)
    // A run that gets another name is found by that.
    other.name = "third"
    news = News()
    news.runs = [Bench.run, other]
    _ = update(&state, .news(news))
    #expect(state.log.visible.isEmpty)
  }
}

extension Bench {
  /// A state after some keys.
  static func typed(_ keys: String, _ state: State) -> State {
    var state = state
    _ = type(keys, &state)
    return state
  }
}
