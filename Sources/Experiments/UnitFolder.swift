import Analysis
import Arrays
import Compute
import Corpus
import Figures
import Foundation
import Media
import NeuralNet
import Session
import Signal

/// Units written as pictures and sounds: for each, a sheet of its top clips with frames, heatmaps and
/// spectrograms, and, of the audio tower, their seconds one after another as one WAV (LLL, figures 3
/// to 9).
public struct UnitFolder {
  private let table: UnitTable
  private let network: AnalysedNetwork
  private let store: SessionStore
  /// Windows of a clip belong to several units: the last ones are kept.
  private var windows: [String: ClipWindow] = [:]
  private static let keptWindows = 200

  /// Files that were written.
  public private(set) var written: [URL] = []
  /// Clips that could not be read, by path, and why.
  public private(set) var skipped: [String: String] = [:]

  /// A writer of units of `table`, whose network is `network`.
  public init(_ table: UnitTable, network: AnalysedNetwork, in store: SessionStore) {
    self.table = table
    self.network = network
    self.store = store
  }

  /// Writes `units` to a folder; when it is cancelled, those written by then stay.
  public mutating func write(_ units: [Int], to folder: URL, monitor: AnalysisMonitor) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (number, unit) in units.enumerated() {
      guard monitor.advance(number, of: units.count, "writing units") else { return }
      try write(unit, to: folder)
    }
  }

  private mutating func write(_ unit: Int, to folder: URL) throws {
    let modality = table.modality
    let stem = "\(modality.rawValue)-u\(String(format: "%03d", unit))"
    var frames: [ContactSheet.Cell] = []
    var heat: [ContactSheet.Cell] = []
    var spectra: [ContactSheet.Cell] = []
    var sound: [Float] = []
    let top = table.top(of: unit)
    for (rank, place) in top.enumerated() {
      guard let window = try window(place) else { continue }
      let maps = ActivationMaps(of: window, modality, by: network.net)
      let layer = maps.layer(ofUnit: unit, top: Double(top[0].activation))
      let words = [
        place.clip.label ?? URL(fileURLWithPath: place.clip.path).lastPathComponent,
        String(format: "%.3f at %.2f s", place.activation, place.time),
      ]
      frames.append(ContactSheet.Cell(window.panel(.vision)))
      heat.append(ContactSheet.Cell(window.panel(modality, under: layer), labels: words))
      spectra.append(ContactSheet.Cell(window.panel(.audio)))
      sound += window.sound
      let single = heatmapFigure(
        window, maps, unit: unit, title: "\(stem), rank \(rank + 1): \(words[0])",
        caption: caption)
      let file = folder.appendingPathComponent("\(stem)-\(rank + 1).png")
      try single.write(to: file)
      written.append(file)
    }
    let rows =
      modality == .vision
      ? [ContactSheet.Row("frame", frames), .init("heatmap", heat)]
      : [
        ContactSheet.Row("frame", frames), .init("spectrogram", spectra, proportion: 1.2),
        .init("heatmap", heat, proportion: 1.2),
      ]
    let metrics = table.metrics[unit]
    let preferred = table.preferred(of: unit).map { "  \($0.name) \($0.count)/\(top.count)" } ?? ""
    let selectivity = metrics.selectivity.map { String(format: "  selectivity %.2f", $0) } ?? ""
    let sheet = ContactSheet(
      rows, headings: top.indices.map { "rank \($0 + 1)" },
      title: "\(modality.rawValue) unit \(unit)\(preferred)\(selectivity)", caption: caption)
    let file = folder.appendingPathComponent("\(stem).png")
    try sheet.write(to: file)
    written.append(file)
    if modality == .audio && !sound.isEmpty {
      let file = folder.appendingPathComponent("\(stem).wav")
      try writeWAV(path: file.path, samples: sound, sampleRate: LogSpectrogram.sampleRate)
      written.append(file)
    }
  }

  private var caption: String {
    "\(table.subject.network.title), \(table.subject.index.record.split), n = "
      + "\(table.subject.index.record.rows)"
  }

  private mutating func window(_ place: UnitTable.Place) throws -> ClipWindow? {
    let key = "\(place.clip.id)@\(place.time)"
    if let window = windows[key] { return window }
    do {
      let window = try ClipWindow(of: store.decodable(place.clip), at: place.time)
      if windows.count >= Self.keptWindows { windows.removeAll() }
      windows[key] = window
      return window
    } catch let error as MediaError {
      skipped[place.clip.path] = error.reason
      return nil
    }
  }
}
