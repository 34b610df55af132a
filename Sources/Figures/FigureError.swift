import Foundation
import Printable

/// Why a figure was not written: the thing, what was found, what was expected and the remedy.
public enum FigureError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A file name that ends in nothing known.
  case format(file: String)
  /// Pixels a point that make no picture.
  case scale(Double)
  /// A picture too large or empty, in pixels.
  case size(width: Double, height: Double)
  /// cairo could not make the thing.
  case library(thing: String, reason: String)
  /// The system refused.
  case file(path: String, action: String, reason: String)

  /// One line.
  public var description: String {
    switch self {
    case .format(let file):
      "\(printable(file)): expected a name that ends in .png, .svg or .pdf"
    case .scale(let scale):
      "scale \(scale): expected a positive number of pixels a point, such as 2"
    case .size(let width, let height):
      "a figure of \(width.digits)x\(height.digits) pixels: expected sides of 1 to "
        + "\(CairoFiles.longestSide.digits); choose another scale"
    case .library(let thing, let reason): "\(thing) could not be made: \(printable(reason))"
    case .file(let path, let action, let reason):
      "\(printable(path)): \(action) failed: \(printable(reason)); check the folder, its "
        + "permissions and the free space"
    }
  }
}

extension Double {
  /// A whole number's digits.
  fileprivate var digits: String {
    isFinite && abs(self) < 1e15 ? String(Int(self)) : String(self)
  }
}
