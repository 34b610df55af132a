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
}
