import Foundation
import Testing
import Workbench

@Suite("The screen of a clip")
struct ClipTests {
  @Test("Enter shows the chosen clip, the cursor reads time, frequency, level and activation")
  func readout() throws {
    var state = Bench.analysed("2..", 120, 36)
    let moment = try #require(state.analysis.table).top(of: state.analysis.unit)[2].clip.id
    _ = Bench.press([.enter], &state)
    Bench.play("", &state)
    #expect(state.tab == .clip && state.analysis.moment?.clip == moment)
    // The tone has the band at 4,031.25 Hz: 3,000 + 375 j + ... the nearest that keys reach.
    state.clip.hertz = 4_031.25
    #expect(view(state).plainText.contains("t 2.000 s  f 4.03 kHz  0.0 dB"))
    state.clip.hertz = 4_500
    #expect(view(state).plainText.contains("f 4.50 kHz  -60.0 dB"))
    // Unit u has all of its map at row u % 16, column u % 12 of 16 x 12.
    let unit = state.analysis.unit
    state.clip.hertz = (Double(unit % 16) + 0.5) / 16 * 24_000
    state.clip.seconds = (Double(unit % 12) + 0.5) / 12 * 0.99 - 0.495
    let value = String(format: "%.2f", Double(unit + 1) / 4).prefix(4)
    let text = view(state).plainText
    #expect(text.contains("u\(unit) \(value) at r\(unit % 16) c\(unit % 12)"), "\(text)")
  }

  @Test(
    "the strongest unit of the second can be followed, time goes in tenths and stops at the ends")
  func walking() throws {
    var state = Bench.analysed("3")
    _ = Bench.press([.tab, .tab, .enter], &state)
    #expect(state.analysis.unit == 63)
    _ = Bench.press([.tab], &state)
    let first = try #require(state.clipMoment)
    Bench.play(".", &state)
    #expect(state.analysis.moment == Moment(clip: first.clip, time: 2.1))
    for _ in 0..<30 { Bench.play(".", &state) }
    #expect(state.analysis.moment?.time == 3.5)
    for _ in 0..<60 { Bench.play(",", &state) }
    #expect(state.analysis.moment?.time == 0.5)
    Bench.play("n", &state)
    #expect(state.analysis.moment == Moment(clip: first.clip % 48 + 1))
    Bench.play("N", &state)
    #expect(state.analysis.moment == Moment(clip: first.clip))
  }

  @Test("a note is about a range of seconds, is deleted at the cursor and comes back")
  func timedNotes() throws {
    var state = Bench.analysed("3")
    let clip = try #require(state.clipMoment).clip
    Bench.play("vlllll", &state)
    Bench.play("A", &state)
    _ = Bench.type("yelp", &state)
    let kept = Bench.press([.enter], &state)
    let subject = "clip/\(clip)/2.000-2.050"
    #expect(kept == [.annotate(.note, of: subject, "yelp")])
    #expect(view(state).plainText.contains("2.00-2.05    yelp"))
    Bench.play("lllll", &state)
    #expect(Bench.play("d", &state).isEmpty)
    Bench.play("hhhhhhh", &state)
    #expect(Bench.play("d", &state) == [.annotate(.note, of: subject, nil)])
    Bench.play("u", &state)
    #expect(state.analysis.notes[subject, .note] == "yelp")
    // Notes are listed by their time, whatever came first.
    Bench.play("hhhhhhhhhh", &state)
    Bench.play("A", &state)
    _ = Bench.type("before\n", &state)
    let rows = view(state).plainText.split(separator: "\n")
    let places = ["before", "yelp"].map { word in rows.firstIndex { $0.contains(word) } ?? -1 }
    #expect(places[0] >= 0 && places[0] < places[1])
  }
}
