import Analysis
import Compute
import Foundation
import Testing

@Suite("Procrustes")
struct ProcrustesTests {
  @Test("a rotation, a scale, a shift, with and without a reflection, are undone")
  func undone() throws {
    var stream = RandomStream(seed: 1, name: "layout")
    let target = (0..<200).map { _ in Float(stream.normal() * 10) }
    for mirror in [1.0, -1.0] {
      var turned = target
      for i in 0..<100 {
        let (x, y) = (Double(target[2 * i]), Double(target[2 * i + 1]) * mirror)
        turned[2 * i] = Float(3 * (cos(2.1) * x - sin(2.1) * y) + 40)
        turned[2 * i + 1] = Float(3 * (sin(2.1) * x + cos(2.1) * y) - 7)
      }
      let alignment = try Procrustes(turned, onto: target)
      #expect(alignment.residual < 1e-3)
      for (a, b) in zip(alignment.apply(to: turned), target) { #expect(abs(a - b) < 1e-3) }
      // Without scaling the layout keeps its size.
      let rigid = try Procrustes(turned, onto: target, scaling: false)
      #expect(abs(abs(rigid.a * rigid.d - rigid.b * rigid.c) - 1) < 1e-9)
    }
    #expect(throws: AnalysisError.self) { try Procrustes([1, 2], onto: target) }
    #expect(throws: AnalysisError.self) { try Procrustes([1, 1, 1, 1], onto: [0, 1, 2, 3]) }
  }
}
