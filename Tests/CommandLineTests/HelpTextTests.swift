import Testing

@Suite("The texts of help")
struct HelpTextTests {
  static let commands: [[String]] =
    [[]] + (UsageTests.commands + ["copy", "relocate", "run", "config", "open"]).map { [$0] }
    + ["train", "embed", "pipeline", "kmeans", "tsne", "ui"].map { ["bench", $0] }

  @Test("at 80 columns no line is longer, and none ends early in a paragraph", arguments: commands)
  func fits(command: [String]) throws {
    let program = try Program()
    for words in [command + ["--help"], ["help"] + command] {
      let outcome = try program.run(arguments: words, environment: ["COLUMNS": "80"])
      let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(outcome.code == 0 && outcome.output.contains("USAGE: earsight"))
      for line in lines { #expect(line.count <= 80, "\(line)") }
      for (line, next) in zip(lines, lines.dropFirst()) where Self.isText(line, next) {
        let word = next.drop { $0 == " " }.prefix { $0 != " " }
        // The parser breaks at the last space within 80 columns.
        #expect(line.count + 1 + word.count >= 80, "'\(word)' belongs to '\(line)'")
      }
    }
  }

  @Test("every example is one line", arguments: commands)
  func examples(command: [String]) throws {
    let output = try Program().run(
      arguments: command + ["--help"], environment: ["COLUMNS": "80"]
    ).output
    let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
    let examples = lines.drop { $0 != "Example:" }.dropFirst().prefix { !$0.isEmpty }
    #expect(!examples.isEmpty)
    for line in examples { #expect(line.hasPrefix("  ") && line.contains("earsight"), "\(line)") }
  }

  /// Whether a line goes on in the next: both are of one paragraph, or of one option's text, and
  /// not of a list or a table.
  private static func isText(_ line: Substring, _ next: Substring) -> Bool {
    func indent(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }
    let isTable = [line, next].contains { $0.dropFirst(indent($0)).contains("   ") }
    return !line.isEmpty && !next.isEmpty && !isTable && indent(line) == indent(next)
      && (indent(line) == 0 && line != "Example:" || indent(line) > 20)
  }
}
