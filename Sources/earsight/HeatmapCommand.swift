import Analysis
import ArgumentParser
import Arrays
import Experiments
import Figures
import Foundation
import NeuralNet
import Session

struct HeatmapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "heatmap",
    abstract: "Draw where in a clip's frame or spectrogram a unit answers.",
    discussion: """
      Channel K of conv4_2 after ReLU, over the clip's middle frame or second (or that at --time). \
      .png, .svg and .pdf are figures with axes and colour bar, .npy the raw map.

      Example:
        earsight heatmap birds --clip 12 --unit 209 --modality audio --output u209.svg
      """)

  @Argument(help: "The session.")
  var session: String
  @Option(help: "The clip: its number, file name or path.")
  var clip: String
  @Option(help: "The unit.")
  var unit: Int
  @Option(help: "audio or vision.")
  var modality = Modality.audio
  @Option(help: "The middle of the second, in seconds (default: the clip's middle).")
  var time: Double?
  @Flag(help: "By the random network.")
  var random = false
  @Option(name: .customLong("output"), help: "The file to write: .png, .svg, .pdf or .npy.")
  var file: String?
  @OptionGroup var analysis: AnalysisArguments

  func run() throws {
    let target = file.map { URL(fileURLWithPath: $0) }
    if let target, target.pathExtension.lowercased() != "npy" { _ = try FigureFormat(url: target) }
    try analysis.run("heatmap", title: "heatmap of \(clip)", session: session) { store, pool, _ in
      let record = try store.clip(named: clip)
      let network = try AnalysedNetwork(
        random ? analysis.random : analysis.trained, in: store, pool: pool)
      let count = network.net.configuration.embeddingSize
      guard (0..<count).contains(unit) else {
        throw ExperimentError.noSuchUnit(unit, count: count)
      }
      let window = try ClipWindow(of: store.decodable(record), at: time)
      let maps = ActivationMaps(of: window, modality, by: network.net)
      let map = maps.map(ofUnit: unit)
      if let target {
        if target.pathExtension.lowercased() == "npy" {
          try NPYArray(shape: [maps.size.height, maps.size.width], values: map).write(to: target)
        } else {
          let name = record.label.map { "\($0), " } ?? ""
          try heatmapFigure(
            window, modality, under: (maps, unit),
            title: "\(modality.rawValue) unit \(unit): \(name)"
              + record.fileName,
            caption: network.identity.title
          ).write(to: target)
        }
      }
      let place = map.indices.max { map[$0] < map[$1] } ?? 0
      let activation = maps.activations[unit]
      return (
        [
          "activation": Double(activation), "rows": maps.size.height,
          "columns": maps.size.width, "row": place / maps.size.width,
          "column": place % maps.size.width, "unit": unit, "clip": record.id,
          "time": window.time, "modality": modality.rawValue, "output": file ?? "",
          "network": network.identity.title,
        ],
        "unit \(unit): activation \(activation), a \(maps.size.height)x\(maps.size.width) map "
          + "with its maximum at row \(place / maps.size.width), column "
          + "\(place % maps.size.width)\(file.map { "; written to \($0)" } ?? "")"
      )
    }
  }
}
