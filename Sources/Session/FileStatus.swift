import Foundation
import Glibc

/// What the file system tells of a file at once; lists of sessions ask it for hundreds.
struct FileStatus {
  /// Bytes.
  let byteCount: Int64
  /// When it was last written.
  let modified: Date

  /// The file at a path, links followed; nil where there is none.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    byteCount = Int64(status.st_size)
    modified = Date(
      timeIntervalSince1970: Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) * 1e-9)
  }
}
