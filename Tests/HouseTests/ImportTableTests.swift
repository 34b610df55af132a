import Foundation
import Testing

@Suite("The import table")
struct ImportTableTests {
  let house: House

  init() throws { house = try House() }

  @Test("every import of every source is allowed by its target's row")
  func sources() throws {
    let files = house.files(under: "Sources", "swift")
    #expect(files.count >= 10)
    for file in files {
      let target = House.target(of: file)
      let allowed = try #require(house.table.allowed[target], "\(target) has no row")
      for module in try house.code(file).imports() {
        #expect(
          allowed.contains(module) || ImportTable.free.contains(module),
          "\(file) imports \(module), which \(target)'s row does not list")
      }
    }
  }

  @Test("every target of the manifest has a row, and depends on no more than the row lists")
  func manifest() throws {
    let declared = Manifest.targets(house.manifest)
    #expect(declared.count >= 18)
    for (target, dependencies) in declared {
      let allowed = try #require(house.table.allowed[target], "\(target) has no row")
      for dependency in dependencies {
        #expect(
          allowed.contains(dependency),
          "\(target) depends on \(dependency), which its row does not list")
      }
    }
    for target in house.table.targets {
      #expect(declared[target] != nil, "the table's \(target) is no target of the manifest")
    }
  }

  @Test("a row lists only rows above it, but for packages from outside")
  func order() {
    var above: Set<String> = ["GRDB", "ArgumentParser"]
    for target in house.table.targets {
      let below = house.table.allowed[target, default: []].subtracting(above)
      #expect(below.isEmpty, "\(target) lists \(below.sorted()), which stand below it")
      above.insert(target)
    }
  }

  @Test("imports are found behind attributes and access levels, and not in comments or strings")
  func parsing() {
    let lines = [
      "import A", "internal import B", "@preconcurrency import struct C.Thing", "// import D",
      "let x = \"import E\"", "let text = \"\"\"", "import F", "\"\"\"", "  import func G.h",
    ]
    #expect(lines.strippedOfProse().imports() == ["A", "B", "C", "G"])
  }

  @Test("the manifest's targets are found with their dependencies")
  func manifestParsing() {
    let text = """
      func target(_ name: String) -> Target { .target(name: name) }
      library("CA", pkgConfig: "a", apt: ["liba-dev"]),
      .target(name: "CB", dependencies: ["CA"]), // .target(name: "no")
      target("D", ["CA", .product(name: "P", package: "p.swift")]),
      target("E"),
      .executableTarget(
        name: "f",
        dependencies: ["D", "E"], swiftSettings: strict),
      tests("D", ["D"]),
      """
    #expect(
      Manifest.targets(text) == [
        "CA": [], "CB": ["CA"], "D": ["CA", "P"], "E": [], "f": ["D", "E"],
      ]
    )
  }
}

/// As much of `Package.swift` as the house tests need.
enum Manifest {
  /// Every target but tests, with its dependencies. Reads the calls `library(…)`, `target(…)`,
  /// `.target(…)` and `.executableTarget(…)` whose first argument is a literal name.
  static func targets(_ manifest: String) -> [String: Set<String>] {
    let text = manifest.split(separator: "\n", omittingEmptySubsequences: false)
      .map(cut)
      .joined(separator: "\n")
    var targets: [String: Set<String>] = [:]
    for call in ["library(", "target(", "executableTarget("] {
      var rest = text[...]
      while let start = rest.range(of: call) {
        let before =
          start.lowerBound == text.startIndex ? " " : text[text.index(before: start.lowerBound)]
        rest = rest[start.upperBound...]
        guard !before.isLetter else { continue }
        let body = String(argumentText(rest))
        let literals = quoted(body)
        guard let name = literals.first, opensWithName(body) else { continue }
        let isLibrary = call == "library("
        targets[name] = isLibrary ? [] : dependencies(in: body)
      }
    }
    return targets
  }

  private static func cut(_ line: Substring) -> String {
    line.range(of: " //").map { String(line[..<$0.lowerBound]) } ?? String(line)
  }

  /// The text up to the parenthesis that closes the call.
  private static func argumentText(_ text: Substring) -> Substring {
    var depth = 1
    for index in text.indices {
      if text[index] == "(" { depth += 1 }
      if text[index] == ")" { depth -= 1 }
      if depth == 0 { return text[..<index] }
    }
    return text
  }

  private static func opensWithName(_ body: String) -> Bool {
    let trimmed = body.trimmingCharacters(in: .whitespacesAndNewlines)
    return trimmed.hasPrefix("\"") || trimmed.hasPrefix("name: \"")
  }

  /// The literals of the first list, `.product`s by their name.
  private static func dependencies(in body: String) -> Set<String> {
    guard let open = body.firstIndex(of: "["),
      let close = body[open...].firstIndex(of: "]")
    else { return [] }
    let labelled = body[..<open].contains(":") && !body[..<open].contains("dependencies:")
    if labelled { return [] }
    var list = String(body[open...close])
    while let package = list.range(of: #", package: "[^"]*""#, options: .regularExpression) {
      list.removeSubrange(package)
    }
    return Set(quoted(list))
  }

  private static func quoted(_ text: String) -> [String] {
    text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
