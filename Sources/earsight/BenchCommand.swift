import ArgumentParser
import Foundation

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure this machine: what the parts of the work take.",
    discussion: """
      Every figure is the median of several rounds after a warm-up, with its spread. Processor \
      seconds hold on a busy machine; seconds of the clock only on an idle one.

      Example:
        earsight bench pipeline birds --threads 2
      """,
    subcommands: [
      BenchTrain.self, BenchEmbed.self, BenchPipeline.self, BenchKMeans.self, BenchTSNE.self,
      BenchUI.self,
    ])
}

/// What several rounds of one measurement gave.
struct Measurement {
  /// The values, in ascending order.
  let values: [Double]

  /// Measurements of one thing.
  init(_ values: [Double]) { self.values = values.sorted() }

  /// The middle value; NaN without any.
  var median: Double { quantile(0.5) }

  /// The middle half's width as a fraction of the median: how far rounds differ.
  var spread: Double { (quantile(0.75) - quantile(0.25)) / median }

  /// The value that a fraction of the values lie below, between two of them by proportion.
  private func quantile(_ fraction: Double) -> Double {
    guard let last = values.indices.last else { return .nan }
    let place = fraction * Double(last)
    let low = Int(place)
    let high = min(low + 1, last)
    return values[low] + (place - Double(low)) * (values[high] - values[low])
  }

  /// "12.3 ± 2 %".
  func text(_ decimals: Int) -> String {
    "\(fixed(median, decimals)) (spread \(fixed(100 * spread, 0)) %)"
  }
}
