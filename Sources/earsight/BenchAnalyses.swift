import Analysis
import ArgumentParser
import Compute
import Foundation

/// Rows like `pool4` vectors of many classes: not negative, sparse, heavy-tailed.
struct BenchRows {
  /// Rows of 34 classes: the class's centre, gamma with shape 0.6, and normal noise of 2.5, cut at 0.
  static func make(_ count: Int, columns: Int, seed: UInt64) -> FloatMatrix {
    var stream = RandomStream(seed: seed, name: "bench rows")
    let classes = 34
    // A gamma of shape 0.6 by Marsaglia and Tsang (2000): of shape 1.6, times U^(1 / 0.6).
    func gamma() -> Float {
      let d = 1.6 - 1.0 / 3
      let c = 1 / (9 * d).squareRoot()
      while true {
        let x = stream.normal()
        let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
        if v > 0, log(1 - stream.uniform()) < 0.5 * x * x + d - d * v + d * log(v) {
          return Float(d * v * pow(stream.uniform(), 1 / 0.6))
        }
      }
    }
    let centres = (0..<classes * columns).map { _ in gamma() }
    return FloatMatrix(rows: count, columns: columns) { target in
      for row in 0..<count {
        let label = stream.int(below: classes)
        for column in 0..<columns {
          target[row * columns + column] = max(
            0, centres[label * columns + column] + Float(2.5 * stream.normal()))
        }
      }
    }
  }
}

/// What the benches of analyses have in common.
struct BenchRowsOptions: ParsableArguments {
  @Option(help: "Rows to measure with, instead of made ones (.npy, float32, [N, D]).")
  var input: String?
  @Option(help: "Rows to make.")
  var rows = 10_000
  @Option(help: "Numbers in a row.")
  var columns = 512
  @Option(help: "Rounds.")
  var rounds = 3
  @OptionGroup var seedOption: SeedOption
  @OptionGroup var threadsOption: ThreadsOption
  @OptionGroup var output: OutputOptions

  func validate() throws {
    for (name, value, range) in [
      ("rows", rows, 4...10_000_000), ("columns", columns, 1...100_000),
      ("rounds", rounds, 1...1000),
    ] where !range.contains(value) {
      throw ValidationError(
        "--\(name) \(value): expected \(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// The rows.
  func matrix() throws -> FloatMatrix {
    try input.map(MatrixInput.rows)
      ?? BenchRows.make(rows, columns: columns, seed: seedOption.seed)
  }
}

struct BenchKMeans: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kmeans",
    abstract: "Measure k-means.",
    discussion: """
      Example:
        earsight bench kmeans --rows 20000 --clusters 64 --restarts 3 --json
      """)

  @Option(help: "Clusters.")
  var clusters = 64
  @Option(help: "Starts.")
  var restarts = 3
  @OptionGroup var bench: BenchRowsOptions

  func run() throws {
    let rows = try bench.matrix()
    let pool = WorkerPool(threads: bench.threadsOption.count)
    var seconds: [Double] = []
    var last: KMeans.Result?
    for _ in 0..<bench.rounds {
      let start = MonotonicClock.seconds()
      last = try KMeans.run(
        rows, KMeans.Options(clusters: clusters, restarts: restarts), seed: bench.seedOption.seed,
        pool: pool)
      seconds.append(MonotonicClock.seconds() - start)
    }
    let measured = Measurement(seconds)
    try bench.output.print(
      [
        "seconds": measured.median, "spread": measured.spread, "inertia": last?.inertia ?? .nan,
        "n": rows.rows, "columns": rows.columns, "clusters": clusters, "restarts": restarts,
        "iterations": last?.iterations ?? 0, "threads": bench.threadsOption.count,
        "rounds": bench.rounds, "seed": bench.seedOption.seed, "peak_bytes": BenchTrain.peakBytes,
      ],
      text: "k-means of \(rows.rows) x \(rows.columns), k = \(clusters), \(restarts) restarts: "
        + "\(measured.text(3)) s, inertia \(fixed(last?.inertia ?? .nan, 1))")
  }
}

struct BenchTSNE: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tsne",
    abstract: "Measure t-SNE: affinities and iterations.",
    discussion: """
      Example:
        earsight bench tsne --rows 10000 --iterations 1000 --rounds 1 --json
      """)

  @Option(help: "Steps.")
  var iterations = 250
  @Option(help: "About how many neighbours each row has.")
  var perplexity = 30.0
  @Option(help: "How repulsion is computed.")
  var method = TSNE.Method.automatic
  @OptionGroup var bench: BenchRowsOptions

  func run() throws {
    let rows = try bench.matrix()
    let pool = WorkerPool(threads: bench.threadsOption.count)
    var options = TSNE.Options()
    options.iterations = iterations
    options.perplexity = perplexity
    options.method = method
    options.seed = bench.seedOption.seed
    var all: [Double] = []
    var affinities: [Double] = []
    var divergence = Double.nan
    for _ in 0..<bench.rounds {
      let found = try TSNE.run(rows, options, pool: pool)
      all.append(found.seconds.all)
      affinities.append(found.seconds.affinities)
      divergence = found.divergence
    }
    let (whole, near) = (Measurement(all), Measurement(affinities))
    let step = (whole.median - near.median) / Double(iterations)
    try bench.output.print(
      [
        "seconds": whole.median, "spread": whole.spread, "affinity_seconds": near.median,
        "iteration_seconds": step, "kl_divergence": divergence, "n": rows.rows,
        "columns": rows.columns, "iterations": iterations, "perplexity": perplexity,
        "method": method.rawValue, "threads": bench.threadsOption.count, "rounds": bench.rounds,
        "seed": bench.seedOption.seed, "peak_bytes": BenchTrain.peakBytes,
      ],
      text: "t-SNE of \(rows.rows) x \(rows.columns): affinities \(near.text(3)) s, "
        + "\(fixed(1000 * step, 3)) ms an iteration, \(whole.text(2)) s in all, KL "
        + fixed(divergence, 4))
  }
}
