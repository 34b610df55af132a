import Foundation

/// The shared libraries that this process was loaded with, by the names of their files, which hold
/// the versions: `libfftw3f.so.3.6.9` for example.
enum LoadedLibraries {
  /// What the files of the libraries that matter here begin with.
  private static let known = [
    "libopenblas", "libfftw3f", "libdnnl", "libncursesw", "libsqlite3", "libcairo.", "libchafa",
    "libzip",
  ]

  /// Names of the files, links followed, in alphabetical order.
  static func names() -> [String] {
    // It comes in pieces: `String(contentsOfFile:)` would stop after the first.
    let maps = try? FileHandle(forReadingAtPath: "/proc/self/maps")?.readToEnd()
    let lines = String(decoding: maps ?? Data(), as: UTF8.self)
    let files = Set(lines.split(separator: "\n").compactMap { $0.split(separator: "/").last })
    return files.filter { name in known.contains { name.hasPrefix($0) } }.map(String.init).sorted()
  }
}
