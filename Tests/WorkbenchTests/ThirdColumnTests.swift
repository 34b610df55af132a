import Session
import Terminal
import Testing
import Workbench

@Suite("Third columns")
struct ThirdColumnTests {
  private func session(_ keys: String, _ width: Int, _ height: Int = 50) -> StormSession {
    var session = StormSession()
    session.take(.resize(Size(width: width, height: height)))
    for scalar in keys.unicodeScalars { session.take(.key(.character(scalar))) }
    return session
  }

  private func text(_ keys: String, _ width: Int, _ height: Int = 50) -> String {
    view(session(keys, width, height).state).plainText
  }

  @Test("of a pair both clips are seen and heard from 180 columns on, each below itself")
  func pairs() throws {
    let words = ["Seen", "Not heard", "Not seen", "Heard"]
    let wide = text("&", 180)
    #expect(words.allSatisfy { wide.contains(" \($0) ") })
    let narrow = text("&", 179)
    #expect(words.map { narrow.contains(" \($0) ") } == [true, false, false, true])
    let rows = wide.split(separator: "\n")
    let places = try words.map { word -> (x: Int, y: Int) in
      let y = try #require(rows.firstIndex { $0.contains(" \(word) ") })
      let range = try #require(rows[y].range(of: " \(word) "))
      return (rows[y].distance(from: rows[y].startIndex, to: range.lowerBound), y)
    }
    #expect(places[0].x == places[1].x && places[2].x == places[3].x)
    #expect(places[0].y == places[2].y && places[1].y == places[3].y)
    #expect(places[0].x < places[2].x && places[0].y < places[1].y)
  }

  @Test("what a job printed stands beside what is known of it, and both beside the list")
  func jobs() {
    let wide = text("7jj", 180)
    let row = wide.split(separator: "\n").first { $0.contains("┏━ Jobs") } ?? ""
    #expect(row.contains("Job 3") && row.contains("Printed"))
    #expect(wide.contains("job 3 printed this") && !wide.contains("printed    "))
    let narrow = text("7jj", 179)
    #expect(!narrow.contains("Printed") && narrow.contains("job 3 printed this"))
    #expect(!text("7jjz", 180).contains("Printed"))
  }

  @Test("an event stands beside the list in full, and beside it the figures and loss of its run")
  func log() {
    let wide = text("8", 200, 60)
    let row = wide.split(separator: "\n").first { $0.contains("┏━ Log") } ?? ""
    #expect(row.contains("Event") && row.contains("Loss"))
    #expect(wide.contains("width8-seed1") && wide.contains("Loss") && wide.contains("accuracy"))
    #expect(!text("8", 179, 60).contains("Loss"))
    var other = session("8", 200, 60)
    var news = Bench.later()
    news.events = [
      EventRecord(id: 20_000, run: 1, kind: "note", text: "of another run"),
      EventRecord(id: 20_001, kind: "note", text: "of none"),
    ]
    other.take(.news(news))
    #expect(view(other.state).plainText.contains("The event is about no run."))
    other.take(.key(.character("k")))
    let text = view(other.state).plainText
    #expect(text.contains("learningrate    0.001") && text.contains("Settings"))
    #expect(text.contains("lr-1") && text.contains(".510") && !text.contains("Loss"))
  }
}
