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
      Keys are pressed on the screen of embeddings over a layout of so many clips, without a
      terminal: moves, zooms, colours, boxes, a lasso, isolation, filters, neighbours. Each is a
      message to the state and the picture that follows. The slowest key is named.

      Example:
        earsight bench ui --points 1000000 --json
      """)

  @Option(help: "Points of the layout.")
  var points = 1_000_000
  @Option(help: "Keys to press.")
  var keys = 600
  @Option(help: "Columns of the screen.")
  var columns = 200
  @Option(help: "Rows of the screen.")
  var lines = 60
  @OptionGroup var seedOption: SeedOption
  @OptionGroup var output: OutputOptions

  func validate() throws {
    for (name, value, range) in [
      ("points", points, 4...50_000_000), ("keys", keys, 10...1_000_000),
      ("columns", columns, 80...1_000), ("lines", lines, 24...1_000),
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
    var seconds: [Double] = []
    var slowest: (seconds: Double, part: String, letter: Character) = (0, "", " ")
    for number in 0..<keys {
      let (part, letter) = script[number % script.count]
      let time = try screen.press(Self.key(letter))
      seconds.append(time)
      if time > slowest.seconds { slowest = (time, part, letter) }
    }
    seconds.sort()
    func quantile(_ share: Double) -> Double {
      1_000 * seconds[min(seconds.count - 1, Int(share * Double(seconds.count)))]
    }
    let (median, high, greatest) = (quantile(0.5), quantile(0.99), quantile(1))
    try output.print(
      [
        "points": self.points, "keys": keys, "columns": columns, "lines": lines,
        "p50_milliseconds": median, "p99_milliseconds": high, "max_milliseconds": greatest,
        "slowest_key": String(slowest.letter), "slowest_part": slowest.part,
        "seed": Int(seedOption.seed), "peak_bytes": BenchTrain.peakBytes,
      ],
      text: "\(self.points) points, \(keys) keys at \(columns)x\(lines): key to picture "
        + "\(fixed(median, 2)) ms, 99 % \(fixed(high, 2)) ms, most \(fixed(greatest, 2)) ms "
        + "(\(slowest.letter) of \(slowest.part))")
  }
}
