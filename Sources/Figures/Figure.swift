import Foundation
import Glibc
import Scales

/// Something drawn for a paper, a slide or a report: a value that becomes a file.
///
/// One drawing serves PNG, SVG and PDF. Sizes are in points, 1/72 inch; colours are the theme's.
public protocol Figure: Sendable {
  /// Above everything; empty: none.
  var title: String { get }
  /// Below everything, small: where the figure comes from (checkpoint, clip, unit, n, seed).
  var caption: String { get }
  /// The colours.
  var theme: Theme { get }
  /// What it looks like, made for `density` pixels a point: fields with more places than there are
  /// pixels are shown by the greatest value of each pixel, so that a narrow peak survives.
  func drawing(density: Double) -> Drawing
}

/// Kinds of files that figures become.
public enum FigureFormat: String, CaseIterable, Sendable {
  case png, svg, pdf

  /// The kind that a file's name asks for; throws `FigureError.format` where it asks for none.
  public init(url: URL) throws {
    guard let format = FigureFormat(rawValue: url.pathExtension.lowercased()) else {
      throw FigureError.format(file: url.lastPathComponent)
    }
    self = format
  }
}

extension Figure {
  /// Pixels a point that fields are prepared for in files that can be enlarged (our choice: 288 an
  /// inch).
  public static var vectorDensity: Double { 4 }

  /// The bytes of a file; `scale` is the number of pixels a point of a PNG, 2 for crisp letters on
  /// any screen.
  public func data(_ format: FigureFormat, scale: Double = 2) throws -> Data {
    guard scale > 0, scale <= CairoFiles.longestSide else {
      throw FigureError.scale(scale)
    }
    switch format {
    case .png: return try CairoFiles.png(drawing(density: scale), scale: scale)
    case .pdf: return try CairoFiles.pdf(drawing(density: Self.vectorDensity))
    case .svg: return Data(try svg().utf8)
    }
  }

  /// The figure as SVG that can also stand inside a page of HTML, beside others; `density` is the
  /// number of pixels a point that its fields and pictures are prepared for.
  public func svg(density: Double = Self.vectorDensity) throws -> String {
    try SVGText.document(drawing(density: density))
  }

  /// Writes the figure as what the name's ending says: `.png`, `.svg` or `.pdf`. The file appears
  /// whole or not at all. Throws ``FigureError``.
  public func write(to url: URL, scale: Double = 2) throws {
    let format = try FigureFormat(url: url)
    try writeWhole(data(format, scale: scale), to: url)
  }
}

/// Writes to a temporary file beside the name and renames it.
private func writeWhole(_ data: Data, to url: URL) throws {
  let temporary = url.deletingLastPathComponent().appendingPathComponent(
    ".\(url.lastPathComponent).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp"
  ).path
  func failure(_ action: String) -> FigureError {
    .file(path: url.path, action: action, reason: String(cString: strerror(errno)))
  }
  let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
  guard file >= 0 else { throw failure("writing") }
  do {
    defer { close(file) }
    try data.withUnsafeBytes { bytes in
      var rest = bytes
      while !rest.isEmpty {
        let count = Glibc.write(file, rest.baseAddress, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          throw failure("writing")
        }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
    }
    guard fsync(file) == 0 else { throw failure("writing") }
    guard rename(temporary, url.path) == 0 else { throw failure("renaming") }
  } catch {
    unlink(temporary)
    throw error
  }
}
