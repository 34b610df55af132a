import Foundation
import Printable

/// A failure told in one line.
struct Failure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }

  /// The line of any error. Foundation's own come without a file's name in their text.
  static func line(_ error: any Error) -> String {
    if error is CancellationError { return Interrupted().description }
    guard let error = error as? CocoaError else { return String(describing: error) }
    let file = (error.userInfo[NSFilePathErrorKey] as? String).map { "\($0): " } ?? ""
    return file + reason(error)
  }

  private static func reason(_ error: CocoaError) -> String {
    switch error.code {
    case .fileReadNoSuchFile: "no such file or folder; check its name"
    case .fileReadNoPermission: "permission denied; change its permissions, or give another"
    default: WriteRefusal(error)?.description ?? error.localizedDescription
    }
  }
}

/// Ctrl-C before anything was made.
struct Interrupted: Error, CustomStringConvertible {
  var description: String { "interrupted; nothing was written" }
}
