import Figures
import Testing

@Suite("Markup")
struct MarkupTextTests {
  @Test("text between tags or quotes is letters alone, whatever combines with them")
  func escaping() {
    #expect(
      MarkupText.escaped("<script>\"&'") == "&lt;script&gt;&quot;&amp;'")
    #expect(
      MarkupText.escaped("<\u{338}b>\u{301} \"\u{301}x &\u{301}lt;")
        == "&lt;\u{338}b&gt;\u{301} &quot;\u{301}x &amp;\u{301}lt;")
    #expect(MarkupText.escaped("\u{1B}[2J\u{9B}\u{202E}a\u{200B}\n\u{FFFE}漢") == "?[2J??a???漢")
  }
}
