import Experiments
import Foundation
import Media
import Session
import Terminal
import Testing
import Workbench

@Suite("Screens with nothing to show")
struct AbsenceTests {
  /// The words below the header, without borders, as one reads on from row to row.
  private func words(_ state: State) -> String {
    let rows = view(state).plainText.split(separator: "\n").dropFirst()
    let borders = Set("┃│┏┓┗┛┌┐└┘━─")
    return rows.map { String($0.filter { !borders.contains($0) }) }.joined(separator: " ")
      .split(separator: " ").joined(separator: " ")
  }

  @Test(
    "a session that cannot be read is told whole, with its remedy, and nothing is called missing")
  func damage() {
    let failure =
      "/sessions/birds/session.sqlite: table result is damaged at page 1,204 of 3,117 (database disk "
      + "image is malformed), expected a whole database; restore it from a copy"
    for tab in Tab.allCases {
      for (width, height) in [(80, 24), (120, 36)] {
        var state = Bench.state(width, height)
        _ = update(&state, .failed(failure))
        Bench.play(String(Character(tab.digit)), &state)
        // Beside the map there are other panes.
        if tab == .embed { Bench.play("z", &state) }
        let text = words(state)
        #expect(text.contains(failure), "\(tab) \(width): \(text)")
        for lie in ["R makes them", "R makes one", "R computes", "R does it", "was run in this"] {
          #expect(!text.contains(lie), "\(tab) \(width): \(lie)")
        }
      }
    }
  }

  @Test("damaged embeddings are told with the key that makes them again, then how far that is")
  func damagedIndex() {
    var state = Bench.state()
    var news = Bench.allNews()
    _ = update(&state, .news(news))
    let reason = "index trained: vision.npy is cut; make it again with 'earsight index s --rebuild'"
    _ = update(&state, .found(.units(.audio, index: "trained"), .failed(reason)))
    _ = Bench.type("2", &state)
    #expect(words(state).contains(reason + ". Here R does that."))
    let time = Date(timeIntervalSince1970: Bench.noon)
    news.jobs = [
      JobRecord(
        id: 4, kind: "index", title: "index of test", arguments: [], created: time, finished: nil,
        state: .running, done: 25, total: 100, stage: "embedding", message: "", time: time,
        pid: LocalHost.pid, host: LocalHost.name)
    ]
    _ = update(&state, .news(news))
    #expect(words(state).contains("Embedding the clips: 25 % done."))
    #expect(!words(state).contains("vision.npy is cut"))
  }

  @Test("a clip whose file was moved says how it is found, and its readout does not wait for it")
  func movedVideo() throws {
    let session = try TemporarySession()
    var record = FakeLibrary.clips[0]
    record.path = session.folder.appendingPathComponent("gone.mp4").path
    let id = try #require(try session.store.insert(clips: [record]).first).id
    let inquiry = Inquiry.window(Moment(clip: id))
    let library = SessionLibrary(session.store, seed: 1, threads: 1)
    guard case .failed(let reason) = library.find(inquiry) else {
      Issue.record("a clip without a file was read")
      return
    }
    #expect(reason.contains("gone.mp4") && reason.contains(": then 'Find clips that were moved'"))
    #expect(reason.contains(session.folder.lastPathComponent))
    // As the palette calls it.
    #expect(CommandTable.all.contains { $0.title == "Find clips that were moved" })
    var state = Bench.analysed()
    _ = Bench.type("3", &state)
    let moment = try #require(state.clipMoment)
    #expect(!words(state).contains("the clip cannot be read"))
    _ = update(&state, .found(.window(moment), .failed(reason)))
    #expect(
      words(state).contains(
        "-  the clip cannot be read".split(separator: " ").joined(separator: " ")))
  }

  @Test("pairs have no tower, so none is named where there are none")
  func pairs() {
    var state = Bench.trained()
    _ = Bench.type("&", &state)
    #expect(words(state).contains("No pairs of test were judged yet: R does it"))
  }
}
