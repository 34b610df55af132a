import Analysis
import Testing

@Suite("What analyses refuse")
struct AnalysisErrorTests {
  @Test("a refusal says what was found and what was expected")
  func words() {
    #expect(
      AnalysisError.tooFewRows(found: 2, needed: 4, purpose: "t-SNE").description
        == "t-SNE: 2 row(s), at least 4 expected")
  }
}
