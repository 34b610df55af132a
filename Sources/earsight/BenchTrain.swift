import ArgumentParser
import Compute
import Foundation
import NeuralNet
import Training

struct BenchTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Measure a training step: forward, backward and Adam on random pairs.",
    discussion: """
      Nothing is loaded: this is what the network alone takes. --layers adds a table of the \
      convolutions, whose operations are counted as products written out, so that an engine that \
      needs fewer can pass the machine's peak.

      Example:
        earsight bench train --width 64 --batch 16 --json
        earsight bench train --width 16 --layers
      """)

  @OptionGroup var network: NetworkBenchOptions
  @Flag(help: "Add a table of the convolutions.")
  var layers = false
  @OptionGroup var threadsOption: ThreadsOption
  @OptionGroup var seedOption: SeedOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    let start = MonotonicClock.seconds()
    let pool = WorkerPool(threads: threadsOption.count)
    let (width, batch, stride) = (network.width, network.batch, network.stride)
    let (steps, (engine, precision)) = (network.steps, network.choice)
    let configuration = NetworkConfiguration(width: width, stride: stride)
    let net = L3Net(
      configuration: configuration, batch: batch, pool: pool,
      engine: try engine.engine(on: pool, precision: precision),
      mode: .training)
    net.initialise(seed: seedOption.seed)
    let adam = Adam(net.parameters, weightDecay: 1e-5, pool: pool)
    let pairs = RandomPairs(count: batch, seed: seedOption.seed)
    var whole: [Double] = []
    var forward: [Double] = []
    let progress = ProgressLine("measuring", quiet: output.quiet)
    for step in 0...steps {
      let first = MonotonicClock.seconds()
      net.zeroGradients()
      net.forward(
        pictures: pairs.pictures.base, spectra: pairs.spectra.base, count: batch, training: true)
      let middle = MonotonicClock.seconds()
      _ = net.lossAndBackward(labels: pairs.labels)
      adam.step(learningRate: 1e-4, gradientScale: 1)
      if step > 0 {
        whole.append(MonotonicClock.seconds() - first)
        forward.append(middle - first)
      }
      progress.show(step, of: steps)
    }
    progress.finish()
    let peak = Self.peakBytes
    let step = Measurement(whole)
    let shapes = net.convolutionShapes
    // Forward, and backward twice as much; the first layers have no data gradient.
    let operations =
      batch
      * shapes.values.flatMap {
        $0.enumerated().map { ($0.offset == 0 ? 2 : 3) * $0.element.operations }
      }
      .reduce(0, +)
    let rate = Double(operations) / step.median * 1e-9
    var lines = [
      "width \(width), stride \(stride), batch \(batch), \(engine.rawValue) in \(precision.rawValue), "
        + "\(threadsOption.count) thread(s)",
      "step \(step.text(4)) s, \(fixed(Double(batch) / step.median, 1)) pairs a second, "
        + "\(fixed(rate, 0)) GFLOP/s of convolutions as written out",
      "forward \(Measurement(forward).text(4)) s, peak memory \(peak >> 20) MB",
    ]
    var object: [String: any Sendable] = [
      "step_seconds": step.median, "step_spread": step.spread,
      "forward_seconds": Measurement(forward).median,
      "pairs_per_second": Double(batch) / step.median, "batch": batch, "width": width,
      "stride": stride, "precision": precision.rawValue, "engine": engine.rawValue,
      "threads": threadsOption.count, "peak_bytes": peak, "operations": operations,
      "steps": steps, "seed": seedOption.seed,
    ]
    if layers {
      let table = LayerTable(
        shapes: shapes, batch: batch, engine: engine, pool: pool, rounds: min(steps, 5))
      lines += table.text
      object["layers"] = table.json
      object["peak_gflops"] = table.peak
    }
    object["seconds"] = MonotonicClock.seconds() - start
    try output.print(object, text: lines.joined(separator: "\n"))
  }

  /// The most memory this process has had, in bytes.
  static var peakBytes: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}

/// Pairs of noise, half of them said to correspond.
struct RandomPairs {
  let pictures: AlignedBuffer
  let spectra: AlignedBuffer
  let labels: [Int32]

  init(count: Int, seed: UInt64) {
    pictures = AlignedBuffer(
      count: count * Modality.vision.inputChannels * PlaneSize.picture.count)
    spectra = AlignedBuffer(count: count * PlaneSize.spectrogram.count)
    labels = (0..<count).map { Int32($0 % 2) }
    var stream = RandomStream(seed: seed, name: "bench")
    for index in pictures.values.indices { pictures.base[index] = Float(stream.normal()) }
    for index in spectra.values.indices { spectra.base[index] = Float(stream.normal()) }
  }
}
