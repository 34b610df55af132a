import Foundation
import Testing

@Suite("Usage")
struct UsageTests {
  static let commands = [
    "demo", "synth", "new", "train", "watch", "control", "spectrogram", "embed", "export",
    "sessions", "doctor", "prepare", "bench", "index", "units", "heatmap", "prefer", "kmeans",
    "tsne", "neighbours", "hard", "jobs",
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
      ["train", "s", "--width", "0"], ["control", "s", "bogus"], ["synth"], ["train", "s", "--no"],
      ["new", "s", "--videos", "x", "--split", "0.5,0.5"], ["train", "s", "--lr", "fast"],
      ["train", "s", "--steps", "9223372036854775807"],
      ["train", "s", "--run", "a", "--new-run"], ["train", "s", "--run", "a", "--lr", "1,2"],
      ["embed", "a.mp4", "a.wav", "--checkpoint", "w"], ["train", "s", "--lr", "1e-4,0.0001"],
    ] {
      #expect(try program.run(arguments: words).code == 64, "\(words)")
    }
    let unknown = try program.run("judge", "s", "all")
    #expect(unknown.code == 64 && unknown.errors.contains("no command 'judge'"))
  }

  @Test("doctor tells the colours of this terminal and the libraries that are loaded")
  func doctor() throws {
    let program = try Program()
    for (term, color, expected) in [
      ("xterm", "", "colours +8"), ("vt100", "", "colours +mono"),
      ("xterm-256color", "", "colours +256"), ("tmux-256color", "truecolor", "colours +truecolor"),
    ] {
      let outcome = try program.run(
        "doctor", environment: ["TERM": term, "COLORTERM": color, "NO_COLOR": ""])
      let isTold = outcome.output.range(of: expected + "\n", options: .regularExpression) != nil
      #expect(isTold, "\(term): \(outcome.output)")
      #expect(outcome.output.contains("libfftw3f.so") && outcome.output.contains("oneDNN "))
    }
  }

  @Test("a failure is one line on standard error, safe to print, and exits 1")
  func failure() throws {
    let program = try Program()
    for words in [
      ["train", "nowhere"], ["new", "s", "--videos", "/no/\u{1B}[31mfile"],
      ["embed", "x\u{7}.wav", "--checkpoint", "none.safetensors"], ["bogus\u{7}"],
      ["new", "s", "--videos", "sessions"], ["synth", "/dev/null"],
      ["synth", "/proc/nowhere/corpus"],
    ] {
      let outcome = try program.run(arguments: words)
      #expect(outcome.code == 1)
      #expect(outcome.errors.hasPrefix("earsight: "))
      #expect(outcome.errors.split(separator: "\n").count == 1)
      let isSafe = outcome.errors.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 32 }
      #expect(isSafe)
    }
  }

  @Test("names of files and words of the command line steer no terminal, as text and as JSON")
  func hostile() throws {
    let program = try Program()
    let clips = URL(fileURLWithPath: try program.makeClips(2))
    let evil = "e\u{1B}]0;x\u{7}\u{9B}2J\u{202E}v\u{200B}\n<b>"
    for name in ["\(evil) 1.mp4", "\(evil) 2.mp4"] {
      try Data("no video".utf8).write(to: clips.appendingPathComponent(name))
    }
    let text = try program.run("new", "a", "--videos", clips.path)
    let json = try program.run("new", "b", "--videos", clips.path, "--json")
    let skipped = json.json["skipped"] as? [[String: Any]] ?? []
    #expect(skipped.compactMap { $0["path"] as? String }.contains { $0.hasSuffix("\(evil) 1.mp4") })
    let bad = try program.run("train", "s", "--\(evil)")
    #expect(text.code == 0 && json.code == 0 && bad.code == 64)
    for outcome in [text, json, bad] {
      for scalar in (outcome.output + outcome.errors).unicodeScalars where scalar != "\n" {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
          Issue.record("\(scalar.value) in \(outcome)")
        default: break
        }
      }
    }
  }

  @Test("a failure names what the person gave: the word, the folder, the file, the run")
  func names() throws {
    let program = try Program()
    try program.makeSession()
    let clip = program.folder.appendingPathComponent("clips/clip-0.mp4").path
    for (words, part) in [
      (["bogus"], "no command 'bogus'"),
      (["new", "t", "--videos", "sessions/s/exports"], "no file in"),
      (["spectrogram", clip, "--output", "none/s.npy"], "failed: no such folder, expected"),
      (["spectrogram", clip, "--output", "none/s.png"], "no such folder; make it first"),
      (["new", "/proc/nowhere/s", "--videos", "clips"], "cannot be written: no such folder"),
      (["synth", "/proc/nowhere/corpus"], "/proc/nowhere: no such folder; make it first"),
      (["synth", clip + "/corpus"], "/corpus: a file is where a folder was expected"),
      (["spectrogram", clip, "--output", clip + "/s.png", "--quiet"], "clip-0.mp4/s.png: "),
      (["train", "s", "--new-run", "a/b"], "name of a run"),
      // Said before any file is looked into.
      (["new", "s", "--videos", "/nowhere"], "there is a session at"),
    ] {
      let outcome = try program.run(arguments: words)
      #expect(outcome.code == 1 && outcome.errors.contains(part), "\(outcome.errors)")
    }
  }

  @Test("rows of labels without a file are counted, the first named; another table is no video")
  func strays() throws {
    let program = try Program()
    let clips = try program.makeClips(2)
    let csv = URL(fileURLWithPath: clips).appendingPathComponent("labels.csv")
    try Data("file,class\nclip-0.mp4,dog\nclip-O.mp4,dog\nclip-1.mpg,cat\n".utf8).write(to: csv)
    let other = URL(fileURLWithPath: clips).appendingPathComponent("corpus.csv")
    try Data("parameter,value\n".utf8).write(to: other)
    let outcome = try program.run("new", "s", "--videos", clips, "--json")
    #expect(outcome.code == 0 && outcome.json["labelled"] as? Int == 1)
    let skipped = outcome.json["skipped"] as? [[String: String]]
    #expect(skipped?.count == 1 && skipped?[0]["reason"] == "a table, no video")
    let told = outcome.errors
    #expect(told.contains("2 row(s) name no file among the videos, the first in line 3: '"))
    #expect(told.contains("clip-O.mp4'"))
  }

  @Test("a result that standard output has no room for is a failure")
  func lostResult() throws {
    let program = try Program()
    for words in ["sessions --json", "sessions", "doctor"] {
      let outcome = try program.run(
        arguments: ["-c", "\"$0\" \(words) > /dev/full", Program.path], executable: "/bin/sh")
      #expect(outcome.code == 1, "\(words)")
      #expect(
        outcome.errors.hasPrefix("earsight: standard output: ")
          && outcome.errors.contains("no room left"), "\(outcome.errors)")
    }
  }

  @Test("a command line that is offered can be pasted, whatever the session is called")
  func pasted() throws {
    let program = try Program()
    let clips = try program.makeClips(4)
    for (name, word) in [("a b", "\"a b\""), ("it's $5", "'it'\\''s $5'"), ("c-1", "c-1")] {
      let outcome = try program.run("new", name, "--videos", clips, "--quiet")
      #expect(outcome.output.hasSuffix("next: earsight train \(word) --watch\n"))
    }
  }

  @Test("labels that speak of no file there is are pointed out, and so are splits without clips")
  func labels() throws {
    let program = try Program()
    let clips = try program.makeClips(2)
    let csv = program.folder.appendingPathComponent("l.csv").path
    try Data("file,class\nelsewhere.mp4,dog\n".utf8).write(to: URL(fileURLWithPath: csv))
    let outcome = try program.run("new", "s", "--videos", clips, "--labels", csv, "--json")
    #expect(outcome.code == 0 && outcome.json["labelled"] as? Int == 0)
    let warnings = (outcome.json["warnings"] as? [String] ?? []).joined(separator: "\n")
    #expect(warnings.contains("0 of 2 clips labelled; it speaks of '"))
    #expect(warnings.contains("elsewhere.mp4") && warnings.contains("clip-0.mp4"))
    #expect(warnings.contains("the validation split has clips of 0 source"))
    #expect(outcome.errors.contains("0 of 2 clips labelled"))
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
