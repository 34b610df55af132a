import Foundation
import Session
import Terminal
import Testing
import Workbench

@Suite("Drilling in and out")
struct DrillTests {
  @Test("Esc leads back to where Enter was pressed, after what is open is closed")
  func clip() {
    var state = Bench.analysed("2jj")
    let unit = state.analysis.unit
    Bench.play("\n", &state)
    #expect(state.tab == .clip)
    // A range and a zoomed pane are closed first, one at a time.
    Bench.play("vz", &state)
    state.notice = nil
    _ = Bench.press([.escape], &state)
    #expect(state.tab == .clip && !state.isZoomed && state.clip.rangeStart != nil)
    _ = Bench.press([.escape], &state)
    #expect(state.tab == .clip && state.clip.rangeStart == nil)
    _ = Bench.press([.escape], &state)
    #expect(state.tab == .units && state.analysis.unit == unit)
    // At the top nothing is left to close.
    let effects = Bench.press([.escape, .escape], &state)
    #expect(state.tab == .units && state.isHome && effects.isEmpty)
  }

  @Test("Esc leads out as deep as one went in, and a screen's own key begins anew")
  func depth() {
    var state = Bench.analysed("2")
    state.analysis.unit = 12
    Bench.play("s\n", &state)
    #expect(state.analysis.unit == 16)
    Bench.play("\n", &state)
    #expect(state.tab == .clip)
    _ = Bench.press([.escape], &state)
    #expect(state.tab == .units && state.analysis.unit == 16)
    _ = Bench.press([.escape], &state)
    #expect(state.tab == .units && state.analysis.unit == 12)
    Bench.play("\n8", &state)
    state.notice = nil
    _ = Bench.press([.escape], &state)
    #expect(state.tab == .log)
  }

  @Test("' and Esc may be mixed: nobody is led back to a place twice")
  func mixed() {
    var state = Bench.analysed("2\n")
    Bench.play("'", &state)
    #expect(state.tab == .units && state.way.isEmpty)
    state.notice = nil
    _ = Bench.press([.escape], &state)
    #expect(state.tab == .units)
  }

  @Test("a session that is opened again still leads out")
  func reopened() {
    let left = Bench.analysed("2\n")
    var found = Bench.reopened(ViewState(left).parts)
    found.notice = nil
    #expect(found.tab == .clip)
    _ = Bench.press([.escape], &found)
    #expect(found.tab == .units)
  }

  @Test("the ground that was chosen is kept; where none was, the terminal has the word")
  func ground() {
    var left = Bench.state()
    _ = update(&left, .command("theme", []))
    let chosen = left.theme.ground
    #expect(chosen != Bench.state().theme.ground)
    var found = Bench.state()
    _ = found.restore(ViewState(parts: ViewState(left).parts))
    #expect(found.theme.ground == chosen)
    var other = Bench.state()
    other.take(Settings(), environment: ["COLORFGBG": "0;15"])
    _ = other.restore(
      ViewState(parts: ViewState(Bench.state()).parts, over: ViewState(other)))
    #expect(other.theme.ground == .light)
  }

  @Test("prompts of ranges name the axis and the chart, and a step that is not there is refused")
  func prompts() {
    var state = Bench.trained()
    _ = Bench.type("X", &state)
    #expect(view(state).plainText.contains("x axis, step, from and to"))
    _ = Bench.press([.escape], &state)
    _ = Bench.type("\t\t\ta", &state)
    #expect(view(state).plainText.contains("y axis of accuracy, from and to"))
    _ = Bench.press([.escape], &state)
    _ = Bench.type("t99999999\n", &state)
    #expect(state.train.cursor == nil)
    #expect(state.notice?.text == "There is no step 99,999,999: width8-seed1 is at 2,400.")
  }
}
