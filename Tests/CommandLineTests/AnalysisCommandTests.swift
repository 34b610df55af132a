import Arrays
import Foundation
import Session
import Testing

@Suite("Analyses on the command line")
struct AnalysisCommandTests {
  /// A session of ten labelled clips with two steps of training.
  private func trained(
    labels: Bool = true, clips: Int = 10, classes: [String] = ["even", "odd"]
  ) throws -> Program {
    let program = try Program()
    let path = try program.makeClips(clips)
    var words = ["new", "s", "--videos", path, "--split", "0.6,0.2,0.2", "--quiet"]
    if labels {
      let file = program.folder.appendingPathComponent("clips/labels.csv")
      let rows = (0..<clips).map { "clip-\($0).mp4,\(classes[$0 % classes.count])" }
      try Data((["file,class"] + rows).joined(separator: "\n").utf8).write(to: file)
      words += ["--labels", file.path]
    }
    let made = try program.run(arguments: words)
    try #require(made.code == 0, "\(made.errors)")
    let outcome = try program.run(
      "train", "s", "--steps", "2", "--width", "4", "--batch", "4", "--quiet", "--json")
    try #require(outcome.code == 0, "\(outcome.errors)")
    return program
  }

  private func json(_ program: Program, _ words: String...) throws -> [String: Any] {
    let outcome = try program.run(arguments: words + ["--quiet", "--json"])
    #expect(outcome.code == 0, "\(words): \(outcome.errors)")
    return outcome.json
  }

  private func number(_ object: [String: Any], _ key: String) -> Double {
    (object[key] as? NSNumber)?.doubleValue ?? .nan
  }

  @Test("an index is made once, and again when the checkpoint changes; the old one is kept apart")
  func index() throws {
    let program = try trained()
    let first = try json(program, "index", "s", "--split", "all")
    #expect(number(first, "n") == 10 && number(first, "embedded") == 10)
    #expect(number(first, "dimension") == 32)
    let again = try json(program, "index", "s", "--split", "all")
    #expect(
      number(again, "embedded") == 0 && again["index"] as? String == first["index"] as? String)
    let random = try json(program, "index", "s", "--split", "all", "--random")
    #expect(random["index"] as? String != first["index"] as? String)
    _ = try json(program, "train", "s", "--steps", "4")
    let newer = try json(program, "index", "s", "--split", "all", "--checkpoint", "last")
    #expect(number(newer, "embedded") == 10)
    #expect(newer["digest"] as? String != first["digest"] as? String)
    let file = program.folder.appendingPathComponent("e.npz")
    _ = try json(
      program, "export", "s", "embeddings", "--split", "all", "--output", file.path)
    #expect(try NPZArchive.read(Float.self, name: "audio", from: file).shape == [10, 32])
    #expect(Set(try NPZArchive.read(Int32.self, name: "classes", from: file).values) == [0, 1])
    let windows = try json(program, "index", "s", "--split", "test", "--windows", "3")
    #expect(number(windows, "n") == 3 * number(windows, "clips"))
  }

  @Test("clusters and preferences stand beside the random network and chance, and are kept")
  func clusters() throws {
    let program = try trained()
    let found = try json(
      program, "kmeans", "s", "--split", "all", "--clusters", "3", "--modality", "vision")
    for key in [
      "inertia", "nmi", "ami", "nmi_random_assignment", "ami_random_network", "nmi_random_network",
    ] {
      #expect(number(found, key).isFinite, "\(key)")
    }
    #expect(number(found, "n") == 10 && number(found, "clusters") == 3)
    let same = try json(
      program, "kmeans", "s", "--split", "all", "--clusters", "3", "--modality", "vision")
    #expect(number(same, "inertia") == number(found, "inertia"))
    let prefer = try json(program, "prefer", "s", "--split", "all")
    for key in ["trained_4", "trained_3", "random_4", "random_3", "shuffled_4", "shuffled_3"] {
      let both = prefer[key] as? [String: Any] ?? [:]
      #expect(both.keys.sorted() == ["audio", "vision"], "\(key)")
    }
    #expect((prefer["classes"] as? [[String: Any]])?.count == 2)
    // The last checkpoint's embeddings are newer than the best's, which a report tells of.
    _ = try json(program, "index", "s", "--split", "all", "--checkpoint", "last")
    let report = program.folder.appendingPathComponent("report.html")
    _ = try json(program, "export", "s", "report", "--output", report.path)
    let second = try json(program, "export", "s", "report", "--output", report.path, "--numbered")
    #expect((second["output"] as? String)?.hasSuffix("report-2.html") == true)
    let page = try String(contentsOf: report, encoding: .utf8)
    for part in ["Loss</text>", "4 of 5", "random assignment", "earsight tsne s", "data:image/png"]
    {
      #expect(page.contains(part), "\(part)")
    }
    #expect(!page.contains("The best checkpoint was not embedded"))
    #expect(!page.contains("src=\"http") && page.hasSuffix("</html>\n"))
    let store = try SessionStore.open(at: program.session, access: .read)
    #expect(try store.results().map(\.kind) == ["prefer", "kmeans", "kmeans"])
    let labels = try #require(
      try store.array("labels", ofResult: try store.results(kind: "kmeans")[0].id))
    #expect(labels.values(of: Int32.self).count == 10)
    #expect(try store.jobs().allSatisfy { $0.state == .done })
  }

  /// Columns before the first match, where wide letters take two.
  private func column(_ pattern: some RegexComponent, in line: Substring) throws -> Int {
    let match = try #require(line.firstMatch(of: pattern), "\(line)")
    return line[..<match.range.lowerBound].unicodeScalars
      .reduce(0) { $0 + ((0x3000..<0xA000).contains($1.value) ? 2 : 1) }
  }

  @Test("tables are in line whatever labels are, what is cut is marked, jobs tell their network")
  func tables() throws {
    let names = ["漢字の歌", String(repeating: "warbling ", count: 6) + "bird"]
    let program = try trained(classes: names)
    func lines(_ words: String...) throws -> [Substring] {
      let outcome = try program.run(arguments: words + ["--quiet"])
      #expect(outcome.code == 0, "\(outcome.errors)")
      return outcome.output.split(separator: "\n")
    }
    let preferences = try lines("prefer", "s", "--split", "all").suffix(2)
    #expect(Set(try preferences.map { try column(#/(?:\d\/5 u|-\s)/#, in: $0) }).count == 1)
    #expect(!preferences.contains { $0.contains(/\su0\d/) })
    let clusters = try lines("kmeans", "s", "--split", "all", "--clusters", "2").suffix(2)
    #expect(Set(try clusters.map { try column(/\d+ in c/, in: $0) }).count == 1)
    for table in [preferences, clusters] {
      let long = try #require(table.first { $0.hasPrefix("warbling") })
      #expect(long.contains("…") && !long.contains("bird"))
    }
    _ = try lines("kmeans", "s", "--split", "all", "--clusters", "2", "--random")
    let jobs = try json(program, "jobs", "s")["jobs"] as? [[String: Any]] ?? []
    let titles = jobs.compactMap { $0["title"] as? String }.filter { $0.hasPrefix("k-means") }
    #expect(titles.count == 2 && Set(titles).count == 2)
    let run = try #require(
      try SessionStore.open(at: program.session, access: .read).latestRun()
    ).name
    #expect(titles.contains("k-means of audio, all, k = 2, \(run)"))
    #expect(titles.contains("k-means of audio, all, k = 2, random network of \(run)"))
  }

  @Test("a layout can be gone on from, turned onto another, and given more points")
  func layouts() throws {
    let program = try trained(clips: 20)
    func tsne(_ words: String...) throws -> [String: Any] {
      let outcome = try program.run(
        arguments: ["tsne", "s", "--perplexity", "3", "--quiet", "--json"] + words)
      #expect(outcome.code == 0, "\(words): \(outcome.errors)")
      return outcome.json
    }
    let first = try tsne("--split", "train", "--iterations", "100")
    #expect(number(first, "n") == 12 && number(first, "kl_divergence").isFinite)
    let id = "\(try #require(first["result"] as? NSNumber))"
    let warm = try tsne(
      "--split", "train", "--iterations", "50", "--from", id, "--align", id)
    #expect(number(warm, "alignment_residual") < 1)
    #expect(try program.run("tsne", "s", "--from", id, "--into", id).code == 64)
    #expect(try program.run("tsne", "s", "--from", "99").errors.contains("no result 99"))
    let placed = try tsne("--split", "all", "--into", id)
    #expect(number(placed, "n") == 20 && number(placed, "placed") == 8)
    let store = try SessionStore.open(at: program.session, access: .read)
    func layout(_ result: [String: Any]) throws -> [Float] {
      let id = try #require(result["result"] as? NSNumber).int64Value
      return try store.array("layout", ofResult: id)?.values() ?? []
    }
    #expect(try layout(placed).prefix(24) == layout(first)[...])
    let outcome = try program.run("tsne", "s", "--perplexity", "3", "--split", "train", "--resume")
    #expect(outcome.code == 1 && outcome.errors.contains("no unfinished layout"))
    let few = try program.run("tsne", "s", "--split", "train", "--perplexity", "30")
    #expect(few.code == 1 && few.errors.contains("allow up to 3"))
  }

  @Test("units, heatmaps, neighbours and hard pairs write what they say")
  func figures() throws {
    let program = try trained()
    let folder = program.folder.appendingPathComponent("figures").path
    let units = try json(
      program, "units", "s", "--split", "all", "--unit", "3", "--output", folder)
    #expect((units["units"] as? [[String: Any]])?.count == 1)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(files.contains("audio-u003.png") && files.contains("audio-u003.wav"))
    let map = program.folder.appendingPathComponent("h.npy")
    let heatmap = try json(
      program, "heatmap", "s", "--clip", "clip-3", "--unit", "3", "--output", map.path)
    let values = try NPYArray<Float>(contentsOf: map)
    #expect(values.shape == [16, 12])
    #expect(Double(values.values.max() ?? -1) == number(heatmap, "activation"))
    let svg = program.folder.appendingPathComponent("h.svg")
    _ = try json(program, "heatmap", "s", "--clip", "3", "--unit", "3", "--output", svg.path)
    #expect(try String(contentsOf: svg, encoding: .utf8).contains("frequency (Hz)"))
    let neighbours = try json(
      program, "neighbours", "s", "--split", "all", "--clip", "3", "--cross", "--cca", "--all")
    #expect((neighbours["neighbours"] as? [[String: Any]])?.count == 10)
    #expect(number(neighbours, "recall_10_chance") == 1)
    let hard = try json(program, "hard", "s", "--pairs", "20", "--top", "5")
    #expect((hard["pairs"] as? [[String: Any]])?.count == 5 && number(hard, "n") == 20)
    let wrong = try program.run("heatmap", "s", "--clip", "3", "--unit", "99")
    #expect(wrong.code == 1 && wrong.errors.contains("units 0 to 31"))
    let unknown = try program.run("neighbours", "s", "--clip", "no-such")
    #expect(unknown.code == 1 && unknown.errors.contains("no clip 'no-such'"))
  }

  @Test("a detached analysis is a job that can be cancelled, and ends within a second")
  func detached() throws {
    let program = try trained(clips: 12)
    let started = try json(
      program, "kmeans", "s", "--split", "all", "--clusters", "2", "--restarts", "100000000",
      "--detach")
    let job = try #require(started["job"] as? NSNumber).int64Value
    let store = try SessionStore.open(at: program.session)
    func waitFor(_ state: JobRecord.State, seconds: Double) throws -> Bool {
      let end = Date().addingTimeInterval(seconds)
      while Date() < end {
        if try store.job(job).state == state { return true }
        Thread.sleep(forTimeInterval: 0.02)
      }
      return false
    }
    // It indexes first, which takes as long as it takes.
    let end = Date().addingTimeInterval(60)
    while Date() < end, try store.job(job).stage.hasPrefix("embed") || store.job(job).done == 0 {
      Thread.sleep(forTimeInterval: 0.02)
    }
    #expect(try program.run("jobs", "s", "pause", "\(job)").code == 0)
    #expect(try waitFor(.paused, seconds: 20))
    #expect(try program.run("jobs", "s", "cancel", "\(job)").code == 0)
    #expect(try waitFor(.cancelled, seconds: 20))
    let result = try #require(try store.results(kind: "kmeans").first)
    #expect(!result.isComplete && result.job == job)
    #expect(try program.run("jobs", "s", "cancel", "\(job)").errors.contains("has ended"))
  }

  @Test("what cannot be analysed is refused in one line that says why")
  func refusals() throws {
    let program = try trained(labels: false)
    func refused(_ words: String...) throws -> String {
      let outcome = try program.run(arguments: words + ["--quiet"])
      #expect(outcome.code == 1, "\(words): \(outcome.output)")
      #expect(outcome.errors.hasPrefix("earsight: "))
      #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
      return outcome.errors
    }
    #expect(try refused("prefer", "s").contains("no clip has a label"))
    #expect(try refused("kmeans", "s", "--clusters", "64").contains("64 expected"))
    let file = program.folder.appendingPathComponent("X.npy")
    var values = (0..<40).map { Float($0 % 7) }
    try NPYArray(shape: [10, 4], values: values).write(to: file)
    #expect(try refused("kmeans", "--input", file.path, "--clusters", "11").contains("10 row(s)"))
    values[13] = .nan
    try NPYArray(shape: [10, 4], values: values).write(to: file)
    #expect(
      try refused("kmeans", "--input", file.path, "--clusters", "2").contains("row 3, column 1"))
    #expect(try refused("kmeans", "--input", "/no/such.npy").contains("/no/such.npy"))
    let unlabelled = try json(program, "kmeans", "s", "--split", "all", "--clusters", "2")
    #expect(unlabelled["nmi"] == nil && number(unlabelled, "inertia").isFinite)
    #expect(try program.run("kmeans").code == 64)
    #expect(try program.run("kmeans", "s", "--input", file.path).code == 64)
  }
}
