import Experiments
import Foundation
import SeededNumbers
import Session
import Testing
import Workbench

@Suite("Filters of clips")
struct ClipFilterTests {
  /// The slow twin: every clip for itself, its row as a text and its fields one by one.
  struct Naive {
    let state: State
    let clusters: ClusterRows
    let predictions: StrongestUnits

    func passes(_ clip: ClipRecord, _ filter: Filter) -> Bool {
      let notes = state.analysis.notes
      let subject = "clip/\(clip.id)"
      let row = predictions.clips.firstIndex(of: clip.id)
      let prediction = row.flatMap { row in
        predictions.classes[row] < 0 ? nil : predictions.names[Int(predictions.classes[row])]
      }
      let words = [clip.label ?? "", clip.path, notes[subject, .name], notes[subject, .note]]
      return filter.matches(words.map { $0 ?? "" }.joined(separator: " ")) { field in
        switch field {
        case "clip": .number(Double(clip.id))
        case "label", "class": clip.label.map { .text($0) }
        case "file": .text(clip.path.split(separator: "/").last.map(String.init) ?? "")
        case "split": .text(clip.split.rawValue)
        case "seconds": .number(clip.duration)
        case "cluster":
          clusters.clips.firstIndex(of: clip.id).map { .number(Double(clusters.labels[$0])) }
        case "pred": prediction.map { .text($0) }
        case "right":
          prediction.flatMap { found in clip.label.map { .text($0 == found ? "yes" : "no") } }
        case "name": notes[subject, .name].map { .text($0) }
        case "note": notes[subject, .note].map { .text($0) }
        case "b": .text(notes[subject, .bookmark] == nil ? "no" : "yes")
        case "mark": .text(notes.marked("marks/clips").contains(clip.id) ? "yes" : "no")
        case "in":
          .texts(["barks", "long"].filter { notes.marked("selection/\($0)").contains(clip.id) })
        default: nil
        }
      }
    }
  }

  /// Clips of all sorts, with notes, marks, clusters and predictions.
  private func naive(_ dice: inout Dice) throws -> Naive {
    var state = Bench.analysed("4")
    let names = ["Bark ÉTÉ", "rain", "e\u{301}cho", "a.b", "Bark-2", "ß"]
    var news = Bench.later()
    news.clips = FakeLibrary.clips.shuffled(using: &dice).map { clip in
      var clip = clip
      let name = names[Int(clip.id) % names.count].replacing(" ", with: "_")
      clip.path =
        clip.id % 13 == 5 ? "\(name).mp4" : "/Videos \(clip.id % 3)/x/\(name)\(clip.id).mp4"
      clip.label = clip.id % 7 == 0 ? nil : clip.label
      clip.split = ClipRecord.Split.allCases[Int(clip.id) % 3]
      clip.duration = Double(clip.id) / 4
      return clip
    }
    news.notes = nil
    _ = update(&state, .news(news))
    let notes: [(NoteRecord.Kind, String, String)] = [
      (.name, "clip/3", "Yelp"), (.note, "clip/9", "a Siren far off"),
      (.note, "clip/9/1.000-2.000", "yelp"), (.bookmark, "clip/9", ""),
      (.note, "clip/900", "yelp of a clip that is gone"), (.mark, "marks/clips", "2-20"),
      (.mark, "selection/barks", "4-9"), (.mark, "selection/long", "8-40"),
    ]
    for (kind, subject, text) in notes {
      _ = state.analysis.notes.say(kind, of: subject, text)
    }
    let time = Date(timeIntervalSince1970: Bench.noon)
    let source = LayoutScreenTests.source("audio")
    news.results = [
      ResultRecord(
        id: 8, job: 4, kind: "kmeans", created: time, updated: time, isComplete: true,
        provenance: source, figures: LayoutScreenTests.clusters.figures)
    ]
    _ = update(&state, .news(news))
    let clusters = ClusterRows(
      labels: (0..<40).map { Int32($0 % 5) - 1 }, clips: (1...40).map { $0 })
    _ = update(&state, .found(.clusters(result: 8, updated: time), .clusters(clusters)))
    let table = try FakeLibrary.table(isTrained: true, .audio)
    let predictions = StrongestUnits(table)
    _ = update(
      &state, .found(.predictions(.audio, index: "trained"), .predictions(predictions)))
    return Naive(state: state, clusters: clusters, predictions: predictions)
  }

  @Test("a filter lets those clips through that pass when each is asked for itself")
  func twins() throws {
    var dice = Dice(state: 12)
    let naive = try naive(&dice)
    var state = naive.state
    let terms = [
      "bark", "été", "é", "echo", "écho", "dog", "/", "x/", "/x/rain", "0/x/b", "videos", "mp4",
      ".b", "ß", "yelp", "siren", "zzz", "label:dog", "class:~e", "label:", "file:~bark",
      "file:rain2.mp4", "file:rain.mp4", "file:~", "split:test", "split:~t", "seconds>=3",
      "seconds<7.25", "clip:7", "clip>30", "clip<=.5", "cluster:3", "cluster>1", "cluster:-1",
      "pred:dog", "pred:~e", "right:yes", "right:no", "right:~o", "name:yelp", "note:~siren",
      "note:~", "b:yes", "b:no", "mark:yes", "mark:~n", "in:barks", "in:~long", "in:", "nothing:1",
      "seconds:x", "clip>x",
    ]
    var passed = Set<Int>()
    func check(_ text: String) {
      _ = Bench.type("/\(text)\n", &state)
      let filter = Filter(text)
      let expected = NumberSet(
        state.analysis.clips.values.filter { naive.passes($0, filter) }.map(\.id))
      // A filter that asks for nothing yet lets all through.
      let passing =
        state.analysis.filter.passing ?? NumberSet(state.analysis.clips.values.map(\.id))
      #expect(passing == expected, "\(text)")
      passed.insert(expected.count)
      _ = Bench.type("\\", &state)
    }
    for term in terms {
      check(term)
      check("-" + term)
    }
    for _ in 0..<200 {
      let words = (0..<Int.random(in: 2...5, using: &dice)).map { _ in
        let term = terms.randomElement(using: &dice) ?? ""
        return Int.random(in: 0..<4, using: &dice) == 0 ? "| \(term)" : term
      }
      check(words.joined(separator: " "))
    }
    #expect(passed.count > 20)
  }
}
