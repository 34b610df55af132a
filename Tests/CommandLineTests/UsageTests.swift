import Foundation
import Testing

@Suite("Usage")
struct UsageTests {
  static let commands = [
    "demo", "synth", "new", "train", "watch", "control", "spectrogram", "embed", "export",
    "sessions", "doctor",
  ]

  @Test("every command's help has an example and exits 0", arguments: commands)
  func help(command: String) throws {
    let outcome = try Program().run(command, "--help")
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("Example:") && outcome.output.contains("earsight \(command)"))
  }

  @Test("bad usage exits 64")
  func badUsage() throws {
    let program = try Program()
    for words in [
      ["train", "s", "--width", "7"], ["control", "s", "bogus"], ["synth"], ["train", "s", "--no"],
      ["new", "s", "--videos", "x", "--split", "0.5,0.5"], ["train", "s", "--lr", "fast"],
      ["train", "s", "--steps", "9223372036854775807"],
    ] {
      #expect(try program.run(arguments: words).code == 64, "\(words)")
    }
  }

  @Test("a failure is one line on standard error, safe to print, and exits 1")
  func failure() throws {
    let program = try Program()
    for words in [
      ["train", "nowhere"], ["new", "s", "--videos", "/no/\u{1B}[31mfile"],
      ["embed", "x\u{7}.wav", "--checkpoint", "none.safetensors"],
    ] {
      let outcome = try program.run(arguments: words)
      #expect(outcome.code == 1)
      #expect(outcome.errors.hasPrefix("earsight: "))
      #expect(outcome.errors.split(separator: "\n").count == 1)
      let isSafe = outcome.errors.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 32 }
      #expect(isSafe)
    }
  }

  @Test("sessions lists a session without figures as JSON, its missing numbers as null")
  func sessions() throws {
    let program = try Program()
    try program.makeSession()
    let outcome = try program.run("sessions", "--json")
    let rows = outcome.json["sessions"] as? [[String: Any]]
    #expect(rows?.count == 1 && rows?.first?["validation_accuracy"] is NSNull)
  }
}
