import Foundation
import Glibc

/// Writes exports under names that nothing has yet.
public enum ExportDesk {
  /// Files of one name that are tried (our choice).
  private static let greatestNumber = 9_999

  /// Writes an export; a file that is there already is never touched.
  ///
  /// - Returns: the file's path.
  /// - Throws: what went wrong, where, and what helps.
  public static func write(_ export: Export) throws -> String {
    guard mkdir(export.folder, 0o755) == 0 || errno == EEXIST else {
      throw ExportError(path: export.folder, reason: String(cString: strerror(errno)))
    }
    let url = try reserve(export)
    do {
      try export.write(url)
    } catch {
      // The name is free again.
      unlink(url.path)
      throw error
    }
    return url.path
  }

  /// Makes an empty file under the first name that is free: two that export at once get two names.
  private static func reserve(_ export: Export) throws -> URL {
    for number in 1...greatestNumber {
      let name = number == 1 ? export.name : "\(export.name)-\(number)"
      let path = "\(export.folder)/\(name).\(export.format.ending)"
      let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      if file >= 0 {
        close(file)
        return URL(fileURLWithPath: path)
      }
      let code = errno
      guard code == EEXIST else {
        throw ExportError(path: path, reason: String(cString: strerror(code)))
      }
    }
    throw ExportError(
      path: export.folder, reason: "\(greatestNumber) files of the name \(export.name) are there")
  }
}

/// A file that cannot be written where exports go.
struct ExportError: Error, CustomStringConvertible {
  let path: String
  let reason: String
  var description: String {
    "\(path): \(reason); expected a session folder that can be written: free some space, or copy "
      + "the session to where it can be and open the copy"
  }
}
