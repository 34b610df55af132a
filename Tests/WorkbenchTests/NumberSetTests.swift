import Testing
import Workbench

@Suite("Sets of numbers")
struct NumberSetTests {
  @Test("the text of a million marks is short, and says the same")
  func longNumberSets() {
    var dice = Dice(state: 4)
    let many = NumberSet((0..<1_000_000).filter { _ in dice.next() % 3 == 0 }.map(Int64.init))
    #expect(many.text.utf8.count < 180_000 && NumberSet(text: many.text) == many)
    // All but one of them, or few far away, are best said in numbers.
    var all = NumberSet((0..<1_000_000).map(Int64.init))
    all.remove(500)
    #expect(all.text == "0-499 501-999999")
    let few = NumberSet([16_000_000, 3, 5])
    #expect(few.text == "3 5 16000000" && NumberSet(text: "=").isEmpty)
    #expect(NumberSet(text: "=not base 64").isEmpty)
  }
}
