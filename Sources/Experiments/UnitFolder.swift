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
    let shown = try windows(ofTop: unit)
    for (place, window) in shown {
      let rank = (table.top(of: unit).firstIndex(of: place) ?? 0) + 1
      let file = folder.appendingPathComponent("\(stem)-\(rank).png")
      try heatmapFigure(
        window, modality,
        under: (ActivationMaps(of: window, modality, by: network.net), unit),
        title: "\(stem), rank \(rank): \(place.clip.label ?? place.clip.fileName)",
        caption: caption
      ).write(to: file)
      written.append(file)
    }
    let file = folder.appendingPathComponent("\(stem).png")
    try sheet(of: unit).write(to: file)
    written.append(file)
    let sound = shown.flatMap(\.window.sound)
    if modality == .audio && !sound.isEmpty {
      let file = folder.appendingPathComponent("\(stem).wav")
      try writeWAV(path: file.path, samples: sound, sampleRate: LogSpectrogram.sampleRate)
      written.append(file)
    }
  }

  /// The sheet of a unit's top.
  public mutating func sheet(of unit: Int) throws -> ContactSheet {
    let network = network
    return unitSheet(
      of: unit, table,
      try windows(ofTop: unit).map { place, window in
        (place, window, ActivationMaps(of: window, table.modality, by: network.net))
      }, caption: caption)
  }

  /// The windows of a unit's top that can be read.
  private mutating func windows(
    ofTop unit: Int
  ) throws -> [(place: UnitTable.Place, window: ClipWindow)] {
    var result: [(place: UnitTable.Place, window: ClipWindow)] = []
    for place in table.top(of: unit) {
      if let window = try window(place) { result.append((place, window)) }
    }
    return result
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
