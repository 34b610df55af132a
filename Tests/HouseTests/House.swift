import Foundation

/// The package as its files say it is: what the house tests look at.
struct House {
  /// The package's folder.
  let root: URL
  /// Every target's row in the README's table.
  let table: ImportTable
  /// The manifest's text.
  let manifest: String

  init() throws {
    root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    table = try ImportTable(
      readme: String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8))
    manifest = try String(contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8)
  }

  /// The files under a folder whose names end in one of `kinds`, as paths from the root, sorted.
  func files(under folder: String, _ kinds: String...) -> [String] {
    let all = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
    return (all?.compactMap { $0 as? String } ?? [])
      .filter { path in kinds.contains { path.hasSuffix("." + $0) } }
      .map { folder + "/" + $0 }.sorted()
  }

  /// The files that git keeps, as paths from the root; stray ones beside them are nobody's
  /// business. Throws where the package is no git checkout.
  func kept() throws -> [String] {
    let git = Process()
    git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // Another user's checkout (a container's, for instance) may be read all the same.
    git.arguments = ["git", "-c", "safe.directory=*", "-C", root.path, "ls-files", "-z"]
    let pipe = Pipe()
    git.standardOutput = pipe
    git.standardInput = FileHandle.nullDevice
    try git.run()
    let names = try pipe.fileHandleForReading.readToEnd() ?? Data()
    git.waitUntilExit()
    guard git.terminationStatus == 0 else { throw NoCheckout() }
    return String(decoding: names, as: UTF8.self).split(separator: "\0").map(String.init)
  }

  struct NoCheckout: Error {}

  /// The lines of a file.
  func lines(_ path: String) throws -> [String] {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The lines of a Swift file without what stands in comments and in strings.
  func code(_ path: String) throws -> [String] { try lines(path).strippedOfProse() }

  /// The folder, under `Sources` or `Tests`, that a file belongs to.
  static func target(of path: String) -> String {
    String(path.split(separator: "/")[1])
  }
}

/// Who may import what: the rows of the README between `<!-- import table -->` and `<!-- end -->`.
struct ImportTable {
  /// The targets, in the table's order.
  private(set) var targets: [String] = []
  /// What each target may import, the modules that are free to all left out.
  private(set) var allowed: [String: Set<String>] = [:]

  /// Modules of the Swift toolchain that every target may import.
  static let free: Set<String> = ["Foundation", "Glibc", "Dispatch", "Synchronization"]

  struct Missing: Error {}

  init(readme: String) throws {
    guard let start = readme.range(of: "<!-- import table -->"),
      let end = readme.range(of: "<!-- end -->", range: start.upperBound..<readme.endIndex)
    else { throw Missing() }
    for line in readme[start.upperBound..<end.lowerBound].split(separator: "\n") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
      guard cells.count == 5 else { continue }
      let names = Self.names(cells[1])
      var imports = Set(Self.names(cells[3]))
      if cells[3].contains("every Swift target") {
        imports.formUnion(targets.filter { !Self.isC($0) })
      }
      for name in names {
        targets.append(name)
        allowed[name] = imports
      }
    }
    if targets.isEmpty { throw Missing() }
  }

  /// `CZip` is a C target by its name: a capital after the C.
  static func isC(_ target: String) -> Bool {
    target.first == "C" && target.dropFirst().first?.isUppercase == true
  }

  /// The words between backticks in a cell.
  private static func names(_ cell: Substring) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}

extension [String] {
  /// Swift lines with comments cut off and string literals emptied (approximately: what is
  /// interpolated goes too). Lines keep their numbers.
  func strippedOfProse() -> [String] {
    var insideText = false
    return map { line in
      var kept = ""
      var rest = line[...]
      while !rest.isEmpty {
        if rest.hasPrefix("\"\"\"") {
          insideText.toggle()
          rest = rest.dropFirst(3)
        } else if insideText {
          rest = rest.dropFirst()
        } else if rest.hasPrefix("//") {
          break
        } else if rest.hasPrefix("\"") {
          rest = rest.dropFirst()
          while let next = rest.first, next != "\"" { rest = rest.dropFirst(next == "\\" ? 2 : 1) }
          rest = rest.dropFirst()
          kept += "\"\""
        } else {
          kept.append(rest.removeFirst())
        }
      }
      return kept
    }
  }

  /// The modules that Swift lines import.
  func imports() -> [String] {
    compactMap { line in
      var words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })[...]
      while let word = words.first,
        word.hasPrefix("@") || ["public", "package", "internal", "private"].contains(word)
      {
        words.removeFirst()
      }
      guard words.popFirst() == "import", var module = words.popFirst() else { return nil }
      let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
      if kinds.contains(String(module)), let next = words.popFirst() { module = next }
      return module.split(separator: ".").first.map(String.init)
    }
  }
}
