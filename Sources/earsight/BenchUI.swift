import ArgumentParser
import Compute
import Foundation
import Session
import Terminal
import Workbench

struct BenchUI: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ui",
    abstract: "Measure the screen: from a key to the picture.",
    discussion: """
      Keys are pressed on the screen of embeddings over a layout of so many clips, without a \
      terminal: moves, zooms, colours, boxes, a lasso, isolation, filters, neighbours. Each is a \
      message to the state and the picture that follows. The slowest key is named.

      Example:
        earsight bench ui --points 1000000 --json
      """)

  @Option(help: "Points of the layout.")
  var points = 1_000_000
  @Option(help: "Keys to press.")
  var keys = 600
  @Option(help: "Milliseconds between keys; 33 are a key held down.")
  var rest = 0
  @Option(help: "Columns of the screen.")
  var columns = 200
  @Option(help: "Rows of the screen.")
  var lines = 60
  @OptionGroup var seedOption: SeedOption
  @OptionGroup var output: OutputOptions

  func validate() throws {
    for (name, value, range) in [
      ("points", points, 4...50_000_000), ("keys", keys, 10...1_000_000),
      ("columns", columns, 80...1_000), ("rest", rest, 0...10_000), ("lines", lines, 24...1_000),
    ] where !range.contains(value) {
      throw ValidationError(
        "--\(name) \(value): expected \(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// What is pressed, again and again: moves for the most part, as people do; then everything else
  /// that the screen has. ⏎ is Enter, ⎋ Esc, ␣ Space.
  private static let script: [(part: String, keys: String)] = [
    ("moves", "lllljjjjhhhhkkkk"), ("zooms", "+ll+jj+hh---"), ("colours", "CllCjjCllCkkCll"),
    ("inks", "MllMjjM"), ("box", "vlllljjjjv"), ("isolation", "IllIv"),
    ("category", "IjjI"), ("lasso", "Lllll␣jjjj␣hhhhhhhh␣kk⏎"), ("isolation", "IkkI⎋"),
    ("filter", "/label:class-7⏎lljjhh\\"),
    ("filter", "/clip-9 cluster:3 | seconds>9 -clip>500000⏎jj\\"),
    ("neighbours", "nnnJxnN⎋"), ("moves", "lllljjjjhhhhkkkk"),
  ]

  private static func key(_ letter: Character) -> Key {
    switch letter {
    case "⏎": .enter
    case "⎋": .escape
    case "␣": .character(" ")
    default: .character(letter.unicodeScalars.first ?? " ")
    }
  }

  func run() throws {
    var screen = BenchScreen(
      points: points, size: Size(width: columns, height: lines), seed: seedOption.seed)
    let script = Self.script.flatMap { part, keys in keys.map { (part: part, letter: $0) } }
    var times: [Double] = []
    var processor: [Double] = []
    var parts: [String: Double] = [:]
    var slowest: (seconds: Double, key: String) = (0, "")
    for number in 0..<keys {
      let (part, letter) = script[number % script.count]
      if rest > 0 { Thread.sleep(forTimeInterval: Double(rest) / 1_000) }
      let time = try screen.press(Self.key(letter))
      times.append(time.seconds)
      processor.append(time.processor)
      parts[part] = max(parts[part] ?? 0, 1_000 * time.processor)
      if time.processor > slowest.seconds {
        slowest = (time.processor, "\(Self.key(letter).name) of \(part)")
      }
    }
    func quantile(_ values: [Double], _ share: Double) -> Double {
      1_000 * values.sorted()[min(values.count - 1, Int(share * Double(values.count)))]
    }
    let (median, high, greatest) = (
      quantile(times, 0.5), quantile(times, 0.99), quantile(times, 1)
    )
    let (ownMedian, ownHigh) = (quantile(processor, 0.5), quantile(processor, 0.99))
    try output.print(
      [
        "points": self.points, "keys": keys, "columns": columns, "lines": lines,
        "p50_milliseconds": median, "p99_milliseconds": high, "max_milliseconds": greatest,
        "processor_p50_milliseconds": ownMedian, "processor_p99_milliseconds": ownHigh,
        "slowest_key": slowest.key, "processor_max_milliseconds": parts,
        "seed": Int(seedOption.seed), "peak_bytes": BenchTrain.peakBytes,
      ],
      text: """
        \(self.points) points, \(keys) keys at \(columns)x\(lines): key to picture \
        \(fixed(median, 2)) ms, 99 % \(fixed(high, 2)) ms, most \(fixed(greatest, 2)) ms
        of it on the processor \(fixed(ownMedian, 2)) ms, 99 % \(fixed(ownHigh, 2)) ms, most \
        \(fixed(1_000 * slowest.seconds, 2)) ms (\(slowest.key))
        """)
  }
}
