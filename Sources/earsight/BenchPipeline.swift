import ArgumentParser
import Compute
import Corpus
import Foundation
import Session
import Training

struct BenchPipeline: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipeline",
    abstract: "Measure the loader alone: pairs a second, and what each stage of a pair takes.",
    discussion: """
      Reads a session's clips (their prepared copies where there are any, unless --originals), or \
      the files given, or a small synthetic corpus made for the purpose.

      Example:
        earsight bench pipeline birds --threads 1 --json
        earsight bench pipeline --videos ~/clips --pairs 512
      """)

  @Argument(help: "The session whose clips are read.")
  var session: String?
  @Option(name: .long, parsing: .upToNextOption, help: "Video files and folders, instead.")
  var videos: [String] = []
  @Flag(help: "Read the clips themselves where there are prepared copies.")
  var originals = false
  @Option(help: "Pairs a round.")
  var pairs = 256
  @Option(help: "Rounds.")
  var rounds = 5
  @Option(help: "Pairs a batch.")
  var batch = 16
  @Option(help: "Loading threads.")
  var threads = 1
  @OptionGroup var seedOption: SeedOption
  @OptionGroup var output: OutputOptions

  func validate() throws {
    for (name, value, limit) in [
      ("pairs", pairs, 1_000_000), ("rounds", rounds, 1000), ("batch", batch, 4096),
      ("threads", threads, 1024),
    ] where !(1...limit).contains(value) {
      throw ValidationError("--\(name) \(value): expected 1 to \(limit)")
    }
    if session != nil, !videos.isEmpty {
      throw ValidationError("give a session or --videos, not both")
    }
  }

  func run() throws {
    StopSignals.install(ignoringHangUp: false)
    var made: URL?
    defer { if let made { try? FileManager.default.removeItem(at: made) } }
    let start = MonotonicClock.seconds()
    let clips = try clips(&made)
    let sampler = try PairSampler(
      clips: clips, seed: seedOption.seed, name: "bench", augments: true)
    let perRound = max(1, pairs / batch)
    // The first visit to a file takes longer than all later ones: every clip is visited.
    let warmUp = max(perRound, 2 * clips.count / batch + 1)
    let progress = ProgressLine("measuring", quiet: output.quiet)
    defer { progress.finish() }
    _ = try round(sampler, 0..<warmUp)
    var results: [Round] = []
    for number in 0..<rounds {
      let first = warmUp + number * perRound
      results.append(try round(sampler, first..<first + perRound))
      progress.show(number + 1, of: rounds)
    }
    progress.finish()
    try report(results, clips, seconds: MonotonicClock.seconds() - start)
  }

  /// What loading some batches took.
  private struct Round {
    var wall: Double
    var times: LoadingTimes
    func milliseconds(_ stage: LoadingTimes.Stage) -> Double {
      1000 * times[stage] / Double(times.pairs)
    }
    var total: Double { 1000 * times.total / Double(times.pairs) }
    var perSecond: Double { Double(times.pairs) / wall }
  }

  private func round(_ sampler: PairSampler, _ batches: Range<Int>) throws -> Round {
    let start = MonotonicClock.seconds()
    let loader = BatchLoader(
      sampler: sampler, batchSize: batch, first: batches.lowerBound, limit: batches.upperBound,
      threads: threads)
    defer { loader.stop() }
    while try loader.next() != nil {
      if StopSignals.request != .none { throw Interrupted() }
      loader.release()
    }
    return Round(wall: MonotonicClock.seconds() - start, times: loader.takeTimes())
  }

  private func clips(_ made: inout URL?) throws -> [Clip] {
    if let session {
      let store = try SessionStore.open(at: try SessionLocation.existing(session))
      var clips = try store.trainingClips()
      if originals { for i in clips.indices { clips[i].preparedPath = nil } }
      return clips
    }
    var paths = videos
    if paths.isEmpty {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
        "earsight-bench-\(UUID().uuidString)")
      made = folder
      try SynthCommand.write(
        SyntheticCorpus(clips: 24, seed: seedOption.seed), to: folder,
        threads: ThreadsOption.allCores, output: output)
      paths = [folder.path]
    }
    return try NewCommand.index(
      CorpusBuilder(paths: paths, seed: seedOption.seed), threads: ThreadsOption.allCores,
      output: output
    ).clips.map(\.clip)
  }

  private func report(_ rounds: [Round], _ clips: [Clip], seconds: Double) throws {
    let rate = Measurement(rounds.map(\.perSecond))
    let total = Measurement(rounds.map(\.total))
    let stages = LoadingTimes.Stage.allCases.map { stage in
      (stage.rawValue, Measurement(rounds.map { $0.milliseconds(stage) }))
    }
    let prepared = clips.filter { $0.preparedPath != nil }.count
    let lines =
      ["\(clips.count) clips, \(prepared) prepared; batches of \(batch), \(threads) thread(s)"]
      + stages.map {
        "  \($0.0.padding(toLength: 12, withPad: " ", startingAt: 0)) "
          + "\($0.1.text(3)) ms"
      }
      + [
        "processor time a pair \(total.text(3)) ms: a thread alone loads "
          + "\(fixed(1000 / total.median, 0)) pairs a second",
        "measured \(rate.text(1)) pairs a second",
      ]
    try output.print(
      [
        "pairs_per_second": rate.median, "pairs_per_second_spread": rate.spread,
        "cpu_milliseconds_per_pair": total.median, "cpu_spread": total.spread,
        "pairs_per_cpu_second": 1000 / total.median,
        "stage_milliseconds": Dictionary(
          uniqueKeysWithValues: stages.map { ($0.0, $0.1.median) }),
        "clips": clips.count, "prepared": prepared, "batch": batch, "threads": threads,
        "pairs": rounds.first?.times.pairs ?? 0, "rounds": rounds.count,
        "seed": seedOption.seed, "seconds": seconds,
      ], text: lines.joined(separator: "\n"))
  }
}
