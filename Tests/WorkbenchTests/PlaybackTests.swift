import Session
import Terminal
import Testing
import Workbench

@Suite("Playing sounds")
struct PlaybackTests {
  private let second = FakeLibrary.still.sound

  @Test("p plays the second that is shown, and p stops it")
  func clip() {
    var state = Bench.analysed("3")
    #expect(Bench.play("p", &state) == [.play(second)])
    #expect(view(state).plainText.contains("playing, p stops"))
    #expect(Bench.play("p", &state) == [.hush])
    #expect(Bench.play("p", &state) == [.play(second)])
    // A sound that is over is not stopped but heard again.
    _ = update(&state, .silent(problem: nil))
    #expect(!view(state).plainText.contains("playing"))
    #expect(Bench.play("p", &state) == [.play(second)])
  }

  @Test("of a unit all five seconds are played, and . goes on with the next while they are")
  func unit() {
    var state = Bench.analysed("2")
    let sounds = { (count: Int) in Effect.play(Array((0..<count).map { _ in second }.joined())) }
    #expect(Bench.play("p", &state) == [sounds(5)])
    #expect(Bench.play(".", &state) == [sounds(4)])
    #expect(Bench.play(".", &state) == [sounds(3)])
    #expect(Bench.play(",", &state) == [sounds(4)])
    #expect(Bench.play("p", &state) == [.hush])
    #expect(Bench.play(".", &state).isEmpty)
    #expect(Bench.play("p", &state) == [sounds(5)])
  }

  @Test("what cannot be played is said, with the way to the sound as a file")
  func without() throws {
    var state = Bench.analysed("2p")
    _ = update(&state, .silent(problem: "no sound: none is installed; e w writes a WAV file"))
    #expect(state.playing == nil && state.notice?.text.contains("e w writes") == true)
    var early = Bench.state()
    _ = update(&early, .news(Bench.allNews()))
    #expect(Bench.type("2p", &early).filter { $0 == .hush }.isEmpty && early.playing == nil)
    #expect(early.notice?.text.contains("the units are not known yet") == true)
    // A replay goes on without sound, and a journal tells of none.
    var player = ScriptTests.player()
    try player.play(try Script("show.units\nunits.play\nshow.clip\nclip.play\nclip.next"))
    #expect(player.state.playing == nil)
    var journalled = Bench.analysed("2")
    journalled.memory = Memory(of: journalled)
    #expect(Bench.play("p", &journalled).count == 1)
  }
}
