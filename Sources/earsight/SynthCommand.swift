import ArgumentParser
import Compute
import Corpus
import Foundation
import Printable
import Training

struct SynthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synth",
    abstract: "Write a corpus of made-up videos in audio-visual classes, and its labels.csv.",
    discussion: """
      The videos are real files (H.264 or MPEG-4, AAC; 320x240, 10 s). The same seed gives the \
      same corpus; an interrupted run goes on where it stopped.

      Example:
        earsight synth corpus --clips 600 --classes 12
      """)

  @Argument(help: "The folder to write to.")
  var directory: String
  @Option(help: "Videos to write.")
  var clips = 600
  @Option(help: "Classes they fall into.")
  var classes = 12
  @OptionGroup var seedOption: SeedOption
  @OptionGroup var threadsOption: ThreadsOption
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if !(1...SyntheticCorpus.classNames.count).contains(classes) {
      throw ValidationError(
        "--classes \(classes): expected 1 to \(SyntheticCorpus.classNames.count)")
    }
    if !(1...1_000_000).contains(clips) {
      throw ValidationError("--clips \(clips): expected 1 to 1,000,000")
    }
  }

  func run() throws {
    StopSignals.install(ignoringHangUp: false)
    let start = MonotonicClock.seconds()
    let corpus = SyntheticCorpus(clips: clips, classes: classes, seed: seedOption.seed)
    try Self.write(
      corpus, to: URL(fileURLWithPath: directory), threads: threadsOption.count, output: output)
    let seconds = MonotonicClock.seconds() - start
    try output.print(
      [
        "clips": clips, "classes": classes, "seed": seedOption.seed, "seconds": seconds,
        "directory": directory,
      ],
      text: "\(printable(directory)): \(corpus.words) in "
        + "\(ProgressLine.duration(seconds)); next: earsight new NAME --videos "
        + shellWord(printable(directory)))
  }

  /// Writes a corpus with progress; Ctrl-C keeps the files that are complete.
  static func write(
    _ corpus: SyntheticCorpus, to folder: URL, threads: Int, output: OutputOptions
  ) throws {
    let progress = ProgressLine("making clips", quiet: output.quiet)
    defer { progress.finish() }
    do {
      try corpus.write(
        to: folder, threads: threads, progress: { progress.show($0, of: $1) },
        isCancelled: { StopSignals.request != .none })
    } catch is CancellationError {
      throw interruption
    }
    if StopSignals.request != .none { throw interruption }
  }

  /// Ctrl-C while clips are made or after that.
  static let interruption = Failure(
    "interrupted; the clips made so far are kept, run it again to go on")
}
