import ArgumentParser
import Corpus
import Foundation
import Printable
import Session
import Training

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Make a session: look into videos and index those that can be trained on.",
    discussion: """
      Folders are searched. Files that cannot be read, have no pictures, no sound or only silence, \
      or are under a second long are listed with the reason and skipped, and so are tables and what \
      is hidden. A labels.csv in the one folder given is read unless --labels names another; else a \
      folder per class gives the labels.

      Example:
        earsight new birds --videos ~/clips --labels ~/clips/labels.csv
      """)

  @Argument(help: "The session: a name under the sessions folder, or a path.")
  var session: String
  @Option(name: .long, parsing: .upToNextOption, help: "Video files and folders.")
  var videos: [String]
  @Option(help: "CSV 'file,class[,split][,source]', or Kinetics-style.")
  var labels: String?
  @Flag(help: "Keep only the paper's 34 classes of a Kinetics CSV.")
  var kineticsSounds = false
  @Option(help: "Fractions of clips for train, validation and test.")
  var split = "0.8,0.1,0.1"
  @OptionGroup var seedOption: SeedOption
  @OptionGroup var threadsOption: ThreadsOption
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if videos.isEmpty { throw ValidationError("--videos: give files or folders") }
    if kineticsSounds && labels == nil {
      throw ValidationError("--kinetics-sounds: give the Kinetics CSV with --labels")
    }
    do { _ = try CorpusBuilder.fractions(split) } catch { throw ValidationError("\(error)") }
  }

  func run() throws {
    let location = try SessionLocation(naming: session)
    // Before hours of looking into files.
    try location.expectNone()
    let labelFile = labels ?? Self.labelFile(beside: videos)
    let table = try labelFile.map {
      try LabelTable(contentsOf: $0, kineticsSounds: kineticsSounds)
    }
    let builder = CorpusBuilder(
      paths: videos, labels: table ?? LabelTable(), labelFile: labelFile,
      onlyLabelled: kineticsSounds, fractions: try CorpusBuilder.fractions(split),
      seed: seedOption.seed)
    let index = try Self.index(builder, threads: threadsOption.count, output: output)
    let labelled = index.clips.count { $0.clip.label != nil }
    var warnings = builder.shortcomings(of: index)
    if let labelFile, labelled == 0 {
      warnings.append(
        "\(labelFile): 0 of \(index.clips.count) clips labelled; it speaks of "
          + "'\(table?.example ?? "nothing")', the first clip is '\(index.clips[0].clip.path)'")
    } else if let labelFile,
      let strays = table?.strays(among: index.clips.map(\.clip.path) + index.skipped.map(\.path))
    {
      warnings.append(
        "\(labelFile): \(strays.count) row(s) name no file among the videos, the first in line "
          + "\(strays.line): '\(strays.name)'; correct them, or give the folder of those files too")
    }
    let store = try Self.store(index, at: location, seed: seedOption.seed)
    let skipped = index.skipped.map { ["path": $0.path, "reason": $0.reason] }
    if !output.json {
      for skip in index.skipped {
        print(printable("skipped \(skip.path): \(skip.reason)"))
      }
    }
    let splits = Split.allCases.map { split in
      "\(index.clips.filter { $0.clip.split == split }.count) \(split.rawValue)"
    }
    for warning in warnings { output.note("earsight: \(warning)") }
    let labels = labelFile == nil && labelled == 0 ? "" : "\(labelled) labelled, "
    try output.print(
      [
        "clips": index.clips.count, "skipped": skipped, "seed": seedOption.seed,
        "labelled": labelled, "warnings": warnings.map(printable),
        "session": store.location.folder.path,
      ],
      text: "\(location.name): \(index.clips.count) clips (\(splits.joined(separator: ", "))), "
        + labels + "\(index.skipped.count) skipped; next: earsight train "
        + "\(shellWord(session)) --watch")
  }

  /// Probes the files with progress; Ctrl-C ends it before anything is written.
  static func index(
    _ builder: CorpusBuilder, threads: Int, output: OutputOptions
  ) throws -> CorpusBuilder.Index {
    StopSignals.install(ignoringHangUp: false)
    let progress = ProgressLine("looking into files", quiet: output.quiet)
    defer { progress.finish() }
    let index = try builder.build(
      threads: threads, progress: { progress.show($0, of: $1) },
      isCancelled: { StopSignals.request != .none })
    if StopSignals.request != .none { throw Interrupted() }
    if index.clips.isEmpty {
      if index.skipped.isEmpty {
        throw Failure(
          "no file in \(builder.paths.joined(separator: ", ")); give videos with pictures and sound of "
            + "a second or more, or folders that hold some")
      }
      let reasons = index.skipped.prefix(3).map { "\(printable($0.path)): \($0.reason)" }
      throw Failure(
        "no clip to train on: \(index.skipped.count) file(s) skipped"
          + " (\(reasons.joined(separator: "; ")))"
          + "; give videos with pictures and sound of a second or more")
    }
    return index
  }

  /// Makes the session of an index.
  static func store(
    _ index: CorpusBuilder.Index, at location: SessionLocation, seed: UInt64
  ) throws -> SessionStore {
    try SessionStore.create(at: location, seed: seed, index: index)
  }

  private static func labelFile(beside videos: [String]) -> String? {
    guard videos.count == 1, let folder = videos.first else { return nil }
    let path = folder + "/labels.csv"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}
