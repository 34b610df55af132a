import Foundation

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
    case .fileWriteOutOfSpace:
      "no room left: the disk or your quota is full; free some space and try again"
    case .fileWriteNoPermission, .fileWriteVolumeReadOnly:
      "cannot be written; expected a place of your own, check its permissions"
    case .fileWriteFileExists:
      "is a file where a folder was expected; choose another name"
    default: error.localizedDescription
    }
  }
}

/// Ctrl-C before anything was made.
struct Interrupted: Error, CustomStringConvertible {
  var description: String { "interrupted; nothing was written" }
}
