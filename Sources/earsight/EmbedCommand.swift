import ArgumentParser
import Arrays
import Compute
import Foundation
import Media
import Printable
import Training

extension EmbeddingOptions.Modality: ExpressibleByArgument {}
extension EmbeddingOptions.Layer: ExpressibleByArgument {}

struct EmbedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Embed files with a checkpoint: one .npz a file, as OpenL3 writes them.",
    discussion: """
      Each .npz holds 'embedding' [T,D] and 'timestamps' [T]; with --modality both, \
      'embedding_audio' and 'embedding_vision' on one time grid. A file that cannot be read is \
      listed and skipped.

      Example:
        earsight embed clip.mp4 --checkpoint l3.safetensors --modality audio --hop 0.5
      """)

  @Argument(help: "Video, sound or picture files.")
  var paths: [String]
  @Option(help: "Weights or checkpoint (safetensors).")
  var checkpoint: String
  @Option(help: "audio, vision or both.")
  var modality = EmbeddingOptions.Modality.both
  @Option(help: "pool4, or conv4_2 (the transfer feature).")
  var layer = EmbeddingOptions.Layer.pool4
  @Option(help: "Seconds between embeddings.")
  var hop = 0.1
  @Flag(help: "Start the first second at time zero instead of centring it there.")
  var noCenter = false
  @Option(help: "Folder for the results (default: beside each file).")
  var outputDir: String?
  @Option(help: "Added to each result's name: NAME_SUFFIX.npz.")
  var suffix: String?
  @Flag(help: "Write over results that are there.")
  var overwrite = false
  @OptionGroup var threadsOption: ThreadsOption
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if paths.isEmpty { throw ValidationError("give files to embed") }
    if !(hop > 0.001 && hop <= 3600) {
      throw ValidationError("--hop \(hop): expected 0.001 to 3600 s")
    }
    if let suffix, suffix.contains("/") {
      throw ValidationError(
        "--suffix \(suffix): a slash in it; expected the end of a name, --output-dir is a folder")
    }
    var owners: [String: String] = [:]
    for path in paths {
      let target = target(of: path).standardizedFileURL.path
      if let other = owners.updateValue(path, forKey: target) {
        throw ValidationError(
          printable(
            "\(other) and \(path) would both be written to \(target); embed them one at a time, with "
              + "--suffix or --output-dir"))
      }
    }
  }

  func run() throws {
    StopSignals.install(ignoringHangUp: false)
    var options = EmbeddingOptions()
    options.modality = modality
    options.layer = layer
    options.hop = hop
    options.center = !noCenter
    let start = MonotonicClock.seconds()
    let embedder = try Embedder(
      checkpoint: URL(fileURLWithPath: checkpoint), options: options, threads: threadsOption.count)
    if let outputDir {
      try FileManager.default.createDirectory(
        atPath: outputDir, withIntermediateDirectories: true)
    }
    var written: [String] = []
    var skipped: [[String: String]] = []
    var windows = 0
    for path in paths where StopSignals.request == .none {
      let target = target(of: path)
      if !overwrite && FileManager.default.fileExists(atPath: target.path) {
        skipped.append(["path": path, "reason": "\(target.path) exists; give --overwrite"])
        output.note("skipped \(path): \(target.path) exists; give --overwrite")
        continue
      }
      let progress = ProgressLine(
        "embedding \(URL(fileURLWithPath: path).lastPathComponent)", quiet: output.quiet)
      do {
        let result = try embedder.embed(
          path, progress: { progress.show($0, of: $1) },
          isCancelled: { StopSignals.request != .none })
        progress.finish()
        if StopSignals.request != .none { break }
        if result.paddedWindows > 0 {
          output.note("\(path): \(result.paddedWindows) window(s) padded with zeros")
        }
        try write(result, embedder, to: target)
        written.append(target.path)
        windows += result.timestamps.count
      } catch let error as MediaError {
        progress.finish()
        let reason = error.reason + remedy(for: error)
        skipped.append(["path": path, "reason": reason])
        if paths.count > 1 { output.note("skipped \(path): \(reason)") }
      }
    }
    if StopSignals.request != .none {
      throw Failure("interrupted; \(written.count) of \(paths.count) file(s) are written")
    }
    if written.isEmpty, let first = skipped.first {
      throw Failure(
        "nothing embedded, \(skipped.count) file(s) skipped: \(first["path"] ?? ""): "
          + (first["reason"] ?? ""))
    }
    try output.print(
      [
        "files": written, "skipped": skipped, "windows": windows,
        "seconds": MonotonicClock.seconds() - start,
      ],
      text: "\(written.count) file(s), \(windows) embeddings, \(skipped.count) skipped")
  }

  /// What to do about a file that has one of the two streams.
  private func remedy(for error: MediaError) -> String {
    switch (error, modality) {
    case (.noVideo, .both): ", or give --modality audio"
    case (.noAudio, .both): ", or give --modality vision"
    default: ""
    }
  }

  private func target(of path: String) -> URL {
    let file = URL(fileURLWithPath: path)
    let folder = outputDir.map { URL(fileURLWithPath: $0) } ?? file.deletingLastPathComponent()
    let stem = file.deletingPathExtension().lastPathComponent
    return folder.appendingPathComponent(stem + (suffix.map { "_" + $0 } ?? "") + ".npz")
  }

  private func write(_ result: Embeddings, _ embedder: Embedder, to url: URL) throws {
    var archive = NPZArchive()
    let count = result.timestamps.count
    func add(_ values: [Float], _ name: String, _ modality: EmbeddingOptions.Modality) {
      archive.add(
        NPYArray(shape: [count, embedder.dimension(of: modality)], values: values), name: name)
    }
    switch modality {
    case .audio: add(result.audio, "embedding", .audio)
    case .vision: add(result.vision, "embedding", .vision)
    case .both:
      add(result.audio, "embedding_audio", .audio)
      add(result.vision, "embedding_vision", .vision)
    }
    archive.add(NPYArray(shape: [count], values: result.timestamps), name: "timestamps")
    try archive.write(to: url)
  }
}
