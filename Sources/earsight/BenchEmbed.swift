import ArgumentParser
import Compute
import Foundation
import Media
import NeuralNet
import Printable
import Signal
import Training

struct BenchEmbed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Measure embedding: both towers on noise, and a file from disk to embeddings.",
    discussion: """
      The network alone is a forward pass with running statistics. With --file the whole way is \
      measured too: decoding, spectrograms and the network, at --hop seconds; its rate is given as \
      a fraction of what the network alone allows.

      Example:
        earsight bench embed --width 64 --json
        earsight bench embed --file long.wav --modality audio --hop 0.1
      """)

  @OptionGroup var network: NetworkBenchOptions
  @Option(help: "A file to embed as well.")
  var file: String?
  @Option(help: "Tower that embeds the file.")
  var modality = EmbeddingOptions.Modality.audio
  @Option(help: "Seconds between the file's embeddings.")
  var hop = 0.1
  @OptionGroup var threadsOption: ThreadsOption
  @OptionGroup var seedOption: SeedOption
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if !(hop > 0.001 && hop <= 3600) {
      throw ValidationError("--hop \(hop): expected 0.001 to 3600 s")
    }
  }

  func run() throws {
    let start = MonotonicClock.seconds()
    let pool = WorkerPool(threads: threadsOption.count)
    let (width, batch, stride) = (network.width, network.batch, network.stride)
    let (steps, (engine, precision)) = (network.steps, network.choice)
    let net = L3Net(
      configuration: NetworkConfiguration(
        width: width, stride: stride, frontEnd: LogSpectrogram.frontEnd), batch: batch,
      pool: pool, engine: try engine.engine(on: pool, precision: precision), mode: .inference)
    net.initialise(seed: seedOption.seed)
    let pairs = RandomPairs(count: batch, seed: seedOption.seed)
    func measure(_ body: () -> Void) -> Measurement {
      Measurement(
        (0...steps).map { _ in
          let first = MonotonicClock.seconds()
          body()
          return MonotonicClock.seconds() - first
        }.dropFirst().map { $0 })
    }
    let forward = measure {
      net.forward(
        pictures: pairs.pictures.base, spectra: pairs.spectra.base, count: batch, training: false)
    }
    var lines = [
      "width \(width), stride \(stride), batch \(batch), \(engine.rawValue) in \(precision.rawValue), "
        + "\(threadsOption.count) thread(s)",
      "forward of both towers \(forward.text(4)) s, "
        + "\(fixed(Double(batch) / forward.median, 1)) pairs a second",
    ]
    var object: [String: any Sendable] = [
      "forward_seconds": forward.median, "forward_spread": forward.spread,
      "pairs_per_second": Double(batch) / forward.median, "batch": batch, "width": width,
      "stride": stride, "precision": precision.rawValue, "engine": engine.rawValue,
      "threads": threadsOption.count, "seed": seedOption.seed,
    ]
    if let file {
      let tower = measure {
        if modality != .vision { net.embed(.audio, pairs.spectra.base, count: batch) }
        if modality != .audio { net.embed(.vision, pairs.pictures.base, count: batch) }
      }
      let alone = Double(batch) / tower.median
      var options = EmbeddingOptions()
      options.modality = modality
      options.hop = hop
      let embedder = Embedder(net: net, options: options)
      let first = MonotonicClock.seconds()
      let progress = ProgressLine("embedding", quiet: output.quiet)
      let windows = try embedder.embed(file, progress: { progress.show($0, of: $1) })
        .timestamps.count
      progress.finish()
      let seconds = MonotonicClock.seconds() - first
      let rate = Double(windows) / seconds
      lines.append(
        "\(windows) embeddings of \(printable(file)) in \(fixed(seconds, 2)) s: "
          + "\(fixed(rate, 1)) a second, \(fixed(100 * rate / alone, 0)) % of the network's "
          + "\(fixed(alone, 1))")
      object["windows"] = windows
      object["file_seconds"] = seconds
      object["windows_per_second"] = rate
      object["network_windows_per_second"] = alone
      object["of_network"] = rate / alone
    }
    lines.append("peak memory \(BenchTrain.peakBytes >> 20) MB")
    object["peak_bytes"] = BenchTrain.peakBytes
    object["seconds"] = MonotonicClock.seconds() - start
    try output.print(object, text: lines.joined(separator: "\n"))
  }
}
