import Experiments
import Testing

@Suite("The checkpoint that is shown")
struct ShownCheckpointTests {
  @Test(
    "it is the one that was asked for, else the best, else the last, of those that have something")
  func order() {
    let steps = [800, 2_490, 1_664, 2_176]
    #expect(ShownCheckpoint.step(among: steps, asked: 1_664, best: 2_176) == 1_664)
    #expect(ShownCheckpoint.step(among: steps, asked: 7, best: 2_176) == 2_176)
    #expect(ShownCheckpoint.step(among: steps, best: 2_176) == 2_176)
    #expect(ShownCheckpoint.step(among: steps, best: 7) == 2_490)
    #expect(ShownCheckpoint.step(among: steps, best: nil) == 2_490)
    #expect(ShownCheckpoint.step(among: [Int](), asked: 1, best: 2) == nil)
  }
}
