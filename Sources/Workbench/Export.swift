import Arrays
import Figures
import Foundation
import Media
import Terminal

/// Kinds of files that a screen becomes.
public enum ExportFormat: String, CaseIterable, Sendable {
  /// The figure, for papers and slides.
  case png, svg, pdf
  /// The table.
  case csv
  /// The arrays.
  case npz
  /// The sound.
  case wav
  /// The cells of the screen as text.
  case text
  /// The cells of the screen as a picture.
  case screenPNG, screenSVG

  /// The ending of file names.
  public var ending: String {
    switch self {
    case .png, .screenPNG: "png"
    case .svg, .screenSVG: "svg"
    case .pdf: "pdf"
    case .csv: "csv"
    case .npz: "npz"
    case .wav: "wav"
    case .text: "txt"
    }
  }
}

/// A file to be written from what a screen shows, an ``Effect``'s matter.
///
/// Two exports are equal when they write the same kind of file under the same name.
public struct Export: Sendable, Equatable {
  /// The folder, made if need be.
  public let folder: String
  /// The file's name without its ending; where such a file is there already, a number is added.
  public let name: String
  /// The kind.
  public let format: ExportFormat
  /// Writes the file, whole or not at all, over one that is there.
  let write: @Sendable (URL) throws -> Void

  /// Whether two write the same kind of file under the same name.
  public static func == (a: Export, b: Export) -> Bool {
    a.folder == b.folder && a.name == b.name && a.format == b.format
  }
}

extension State {
  /// Why the screen in front cannot become such a file; nil where it can.
  func exportObstacle(_ format: ExportFormat) -> String? {
    switch format {
    case .png, .svg, .pdf: exhibit.figure.obstacle
    case .csv: exhibit.table.obstacle
    case .npz: exhibit.arrays.obstacle
    case .wav: exhibit.sound.obstacle
    case .text, .screenPNG, .screenSVG: nil
    }
  }

  /// The file that the screen in front becomes; nil where there is an obstacle.
  func export(_ format: ExportFormat) -> Export? {
    let exhibit = exhibit
    let folder = "\(session.path)/exports"
    func export(_ name: String, _ write: @escaping @Sendable (URL) throws -> Void) -> Export {
      Export(folder: folder, name: name, format: format, write: write)
    }
    switch format {
    case .png, .svg, .pdf:
      guard case .made(let figure) = exhibit.figure else { return nil }
      return export(exhibit.name) { try figure().write(to: $0) }
    case .csv:
      guard case .made(let table) = exhibit.table else { return nil }
      return export(exhibit.name) { url in
        let table = try table()
        try writeAtomically(to: url) { temporary in
          let file = try SequentialFile(creating: temporary, for: url)
          try table.writeCSV { try file.write(Array($0.utf8)) }
        }
      }
    case .npz:
      guard case .made(let arrays) = exhibit.arrays else { return nil }
      return export(exhibit.name) { try arrays().write(to: $0) }
    case .wav:
      guard case .made(let sound) = exhibit.sound else { return nil }
      return export(exhibit.name) {
        try writeWAV(path: $0.path, samples: try sound(), sampleRate: SoundPlayer.sampleRate)
      }
    case .text, .screenPNG, .screenSVG:
      // What was asked of the screen is not part of it.
      var shown = self
      shown.overlays = []
      shown.pending = []
      shown.notice = nil
      shown.theme.showsPixels = false
      let name = Exhibit.name("screen", exhibit.name)
      return export(name) { [shown] url in
        let grid = view(shown)
        guard format == .text else {
          return try grid.sheet(title: name, theme: shown.theme.ground == .light ? .light : .dark)
            .write(to: url)
        }
        try writeAtomically(to: url) { temporary in
          try SequentialFile(creating: temporary, for: url).write(Array(grid.plainText.utf8))
        }
      }
    }
  }
}
