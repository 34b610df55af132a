import Foundation
import Glibc

/// The files in a folder and in the folders below it; hidden ones and links to folders are told of and
/// left out. Names are read as bytes, so that also a file whose name is no text is told of.
struct FolderWalk {
  /// Files, by their names below the folder.
  private(set) var files: [String] = []
  /// What is not looked into, by its path, and why.
  private(set) var odd: [CorpusBuilder.Skipped] = []

  /// Walks a folder; links to folders are not followed.
  init(_ folder: String) { walk(folder, below: "") }

  private mutating func walk(_ folder: String, below prefix: String) {
    guard let handle = opendir(folder) else {
      return skip(folder, "the folder cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { closedir(handle) }
    while let entry = readdir(handle) {
      let (name, shown) = withUnsafePointer(to: &entry.pointee.d_name) { bytes in
        bytes.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: bytes.pointee))
        {
          (String(validatingCString: $0), String(cString: $0))
        }
      }
      if shown == "." || shown == ".." { continue }
      if shown.hasPrefix(".") {
        skip(
          folder + "/" + shown,
          "hidden, as its name begins with a dot; rename it, or give it by itself")
        continue
      }
      guard let name else {
        skip(folder + "/" + shown, "its name is not UTF-8; rename it")
        continue
      }
      look(at: folder + "/" + name, named: prefix + name)
    }
  }

  private mutating func look(at path: String, named name: String) {
    var facts = stat()
    guard lstat(path, &facts) == 0 else {
      return skip(path, "it cannot be looked at: \(String(cString: strerror(errno)))")
    }
    switch facts.st_mode & S_IFMT {
    case S_IFDIR: walk(path, below: name + "/")
    case S_IFLNK:
      if stat(path, &facts) != 0 {
        skip(path, "the link leads nowhere: \(String(cString: strerror(errno)))")
      } else if facts.st_mode & S_IFMT == S_IFDIR {
        skip(path, "a link to a folder, which is not followed; give that folder too")
      } else {
        files.append(name)
      }
    default: files.append(name)
    }
  }

  private mutating func skip(_ path: String, _ reason: String) {
    odd.append(CorpusBuilder.Skipped(path: path, reason: reason))
  }
}
