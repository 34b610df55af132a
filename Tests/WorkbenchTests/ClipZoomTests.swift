import Foundation
import Session
import Terminal
import Testing
import Workbench

@Suite("The spectrogram on the screen Clip")
struct ClipZoomTests {
  private func rows(_ state: State) -> [String] {
    view(state).plainText.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The labels of time axes with their columns, an axis each.
  private func timeAxes(_ state: State) -> [[String]] {
    rows(state).map { row -> [String] in
      let part = row.prefix(80)
      return part.matches(of: /[0-9.]+s/).map { found in
        "\(part.distance(from: part.startIndex, to: found.range.lowerBound)) \(found.output)"
      }
    }.filter { $0.count >= 3 }
  }

  /// The time that the axis below the spectrogram tells of the cursor's column, and seconds a column.
  private func timeOfCross(_ state: State) throws -> (seconds: Double, column: Double) {
    let rows = rows(state).map { $0.prefix(80) }
    let labels = try #require(rows.lazy.map { $0.matches(of: /([0-9.]+)s/) }.first { $0.count > 1 })
    let row = try #require(rows.first { $0.contains("╋") })
    let cross = try #require(row.firstIndex(of: "╋"))
    // A label stands around its mark.
    let marks = try labels.map { label -> (x: Double, seconds: Double) in
      let line = label.output.0.base
      let x = line.distance(from: line.startIndex, to: label.range.lowerBound)
      return (
        Double(x + line.distance(from: label.range.lowerBound, to: label.range.upperBound) / 2),
        try #require(Double(label.output.1))
      )
    }
    let column = (marks[1].seconds - marks[0].seconds) / (marks[1].x - marks[0].x)
    let x = Double(row.distance(from: row.startIndex, to: cross))
    return (marks[0].seconds + (x - marks[0].x) * column, column)
  }

  @Test("the sound has the times of the spectrogram above it, whole and zoomed")
  func times() {
    var state = Bench.analysed("3")
    let whole = timeAxes(state)
    #expect(whole.count == 2 && Set(whole).count == 1)
    Bench.play("++", &state)
    let zoomed = timeAxes(state)
    #expect(zoomed.count == 2 && Set(zoomed).count == 1 && zoomed != whole)
    #expect(rows(state)[1].contains("zoom 4"))
    #expect(rows(state)[2...24].contains { $0.contains("kHz┤") })
  }

  @Test("the cursor stays where it is while one zooms, and in sight while it moves; 0 shows all")
  func cursor() throws {
    var state = Bench.analysed("3")
    let whole = view(state)
    let cross = try #require(rows(state).firstIndex { $0.contains("╋") })
    Bench.play("+", &state)
    let near = try #require(rows(state).firstIndex { $0.contains("╋") })
    #expect(abs(near - cross) <= 1)
    Bench.play("+++++", &state)
    #expect(state.clip.zoom == 16)
    // Fifty steps of 10 ms lead far out of what is seen, unless that follows.
    Bench.play("llllllllllllllllllllllllllllllllllllllllllllllllll", &state)
    let (seconds, column) = try timeOfCross(state)
    #expect(abs(seconds - (2 + state.clip.seconds)) < 2 * column, "\(seconds)")
    Bench.play("hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh", &state)
    for key
      in "llllllllllllllllllllkkkkkkkkkkkkhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhjjjjjjjjjjjjjjjjjjjjjjjj"
    {
      Bench.play(String(key), &state)
      #expect(rows(state).contains { $0.contains("╋") })
    }
    for key in "f-f-V" {
      Bench.play(String(key), &state)
      #expect(rows(state).contains { $0.contains("╋") } && view(state).isSound)
    }
    Bench.play("VVV0", &state)
    (state.clip.seconds, state.clip.hertz, state.notice) = (0, 3_000, nil)
    #expect(state.clip.zoom == 1 && view(state).plainText == whole.plainText)
  }

  @Test("a tone keeps its level and its place at every zoom")
  func tone() {
    var state = Bench.analysed("3")
    state.clip.hertz = 4_031.25
    for _ in 0..<5 {
      #expect(rows(state).contains { $0.contains("f 4.03 kHz  0.0 dB") })
      // It is where the cursor is: beside the cross the row of the cross is lit, and no row far from it.
      let grid = view(state)
      guard let place = grid.cells.firstIndex(where: { $0.glyph == "╋" }) else {
        Issue.record("the cursor is not seen")
        return
      }
      let (x, y) = (place % 120, place / 120)
      let dark = grid[x - 2, 2].style
      let lit = (2..<20).filter { grid[x - 2, $0].style != dark }
      #expect(lit.contains(y) && lit.allSatisfy { abs($0 - y) <= 2 }, "\(lit) for \(y)")
      Bench.play("+", &state)
    }
  }

  @Test("the brackets step through the units that answer here, the strongest first")
  func units() {
    var state = Bench.analysed("3")
    state.analysis.unit = 7
    Bench.settle(update(&state, .tick(Bench.noon)), &state)
    // Unit 7 is silent: the strongest comes first.
    Bench.play("]", &state)
    #expect(state.analysis.unit == 63)
    Bench.play("]]", &state)
    #expect(state.analysis.unit == 61 && state.clip.row == 2)
    Bench.play("[", &state)
    #expect(state.analysis.unit == 62)
    Bench.play("[[[", &state)
    #expect(state.analysis.unit == 63)
  }

  @Test("a zoomed spectrogram is found as it was left")
  func kept() {
    let left = Bench.analysed("3++lllkk")
    let found = Bench.reopened(ViewState(left).parts)
    #expect(found.clip == left.clip)
    var state = Bench.analysed("3")
    state.memory = Memory(of: state)
    guard case .record(let lines) = Bench.play("+llllllllllllllllllllllllllllllb", &state).last
    else {
      Issue.record("nothing was recorded")
      return
    }
    #expect(lines.contains { $0.command == "clip.look" || $0.command == "clip.cursor" })
  }
}
