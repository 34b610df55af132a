import SeededNumbers
import Testing
import Workbench

@Suite("Sets of numbers")
struct NumberSetTests {
  @Test("a set of numbers holds what was put in, and comes back from its text")
  func numberSets() {
    var dice = Dice(state: 3)
    for _ in 0..<40 {
      let one = Set((0..<80).map { _ in Int64.random(in: 0...300, using: &dice) })
      let other = Set((0..<50).map { _ in Int64.random(in: 0...200, using: &dice) })
      var (a, b) = (NumberSet(one), NumberSet(other))
      #expect(a.numbers == one.sorted() && a.count == one.count)
      #expect(NumberSet(text: a.text) == a)
      #expect(a.union(b).numbers == one.union(other).sorted())
      #expect(a.subtracting(b).numbers == one.subtracting(other).sorted())
      #expect(a.intersection(b) == NumberSet(one.intersection(other)))
      for number in other { b.remove(number) }
      #expect(b.isEmpty && b == NumberSet())
      a.insert(-4)
      #expect(a == NumberSet(one) && !a.contains(-4))
    }
    #expect(NumberSet(text: "7 a 3-1 99999999999999999999 2-3").numbers == [2, 3, 7])
  }

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
