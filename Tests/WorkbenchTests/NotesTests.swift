import Session
import Testing
import Workbench

@Suite("What is said of units and clips")
struct NotesTests {
  @Test("a name is asked for, kept, shown, filtered by and undone")
  func naming() {
    var state = Bench.analysed("2A")
    _ = Bench.type("yelp", &state)
    let effects = Bench.press([.enter], &state)
    let subject = "unit/width8-seed1/audio/\(state.analysis.unit)"
    // It is kept whatever becomes of the note.
    #expect(effects == [.annotate(.name, of: subject, "yelp")])
    _ = Bench.type("half a note", &state)
    #expect(Bench.press([.escape], &state).isEmpty)
    #expect(state.analysis.notes[subject, .name] == "yelp")
    #expect(state.analysis.notes[subject, .note] == nil)
    #expect(view(state).plainText.contains("\"yelp\""))
    Bench.play("/name:yelp", &state)
    _ = Bench.press([.enter], &state)
    #expect(view(state).plainText.contains("1/64"))
    let edit = EditRecord(subject: subject, kind: .name, before: nil, after: "yelp")
    #expect(Bench.play("u", &state) == [.undo(edit)])
    #expect(Bench.play("b", &state) == [.annotate(.bookmark, of: subject, "")])
    #expect(view(state).plainText.contains("bookmarked"))
  }

  @Test("name and note of one command are one step to undo and to redo, and both say what they did")
  func together() {
    var state = Bench.analysed("2")
    _ = update(&state, .command("notes.unit", ["yelp", "loud"]))
    Bench.play("b", &state)
    let subject = "unit/width8-seed1/audio/\(state.analysis.unit)"
    let name = EditRecord(subject: subject, kind: .name, before: nil, after: "yelp")
    let note = EditRecord(subject: subject, kind: .note, before: nil, after: "loud")
    Bench.play("u", &state)
    #expect(state.notice?.text.hasPrefix("undone: bookmark of u0") == true)
    #expect(Bench.play("u", &state) == [.undo(note), .undo(name)])
    #expect(state.notice?.text.hasPrefix("undone: name and note of u0") == true)
    #expect(Bench.press([.control("r")], &state) == [.redo(name), .redo(note)])
    #expect(state.notice?.text == "done again: name and note of u0")
    #expect(state.analysis.notes[subject, .note] == "loud")
    // Each that was typed by itself is a step.
    Bench.play("uAyelp\nloud\n", &state)
    #expect(Bench.play("u", &state) == [.undo(note)])
    #expect(Bench.play("u", &state) == [.undo(name)])
  }

  @Test("the journal tells how many changes were undone: a replay knows no other")
  func journalled() {
    var state = Bench.analysed("2")
    state.memory = Memory(of: state)
    _ = update(&state, .command("notes.unit", ["yelp", "loud"]))
    guard case .record(let lines) = Bench.play("u", &state).last else {
      Issue.record("the undo was not recorded")
      return
    }
    #expect(lines.last?.text == "undo 2")
  }

  @Test("units are marked, inverted and filtered by marks; each is one step to undo")
  func marks() {
    var state = Bench.analysed("2ooooo")
    let subject = "marks/units/width8-seed1/audio"
    state.analysis.unit = 3
    #expect(Bench.play(" ", &state) == [.annotate(.mark, of: subject, "3")])
    #expect(state.notice?.text == "u3 marked")
    state.analysis.unit = 5
    Bench.play(" ", &state)
    #expect(Bench.play("*", &state) == [.annotate(.mark, of: subject, "0-2 4 6-63")])
    Bench.play("/mark:no", &state)
    _ = Bench.press([.enter], &state)
    #expect(view(state).plainText.contains("2/64"))
    Bench.play("u", &state)
    #expect(state.analysis.notes.marked(subject).numbers == [3, 5])
    #expect(view(state).plainText.contains("62/64"))
  }

  @Test("bookmarks of units and clips are listed, and Enter goes there")
  func bookmarks() {
    var state = Bench.analysed("2b3b")
    let (unit, clip) = (state.analysis.unit, state.clipMoment?.clip ?? 0)
    state.analysis.unit = 40
    Bench.play("2B", &state)
    let text = view(state).plainText
    #expect(text.contains("u\(unit) audio") && text.contains("clip \(clip)"))
    Bench.play("j\n", &state)
    #expect(state.tab == .units && state.analysis.unit == unit)
    Bench.play("Bd", &state)
    _ = Bench.press([.escape], &state)
    #expect(state.analysis.notes[Notes.clip(clip), .bookmark] == nil)
  }
}
