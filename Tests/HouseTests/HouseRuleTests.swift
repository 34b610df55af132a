import Foundation
import Testing

@Suite("The rules of the house")
struct HouseRuleTests {
  let house: House

  init() throws { house = try House() }

  /// Files that may end the program, each with its reason.
  static let mayEnd = [
    "Sources/Compute/AlignedBuffer.swift": "there is no memory left to go on with"
  ]

  @Test("no source forces a try, ends the program, or prints outside the executable")
  func forbiddenCalls() throws {
    for file in house.files(under: "Sources", "swift") {
      for (index, line) in try house.code(file).enumerated() {
        let place = "\(file):\(index + 1)"
        #expect(!line.contains("try!"), "\(place)")
        #expect(!line.calls("fatalError") || Self.mayEnd[file] != nil, "\(place)")
        if House.target(of: file) != "earsight" {
          #expect(!line.calls("print"), "\(place)")
          #expect(!line.calls("debugPrint"), "\(place)")
        }
      }
    }
  }

  @Test("no file is longer than 400 lines")
  func length() throws {
    for folder in ["Sources", "Tests"] {
      for file in house.files(under: folder, "swift", "c", "h") {
        let count = try house.lines(file).count - 1
        #expect(count <= 400, "\(file) has \(count) lines: one idea a file, 60 to 300 lines")
      }
    }
  }

  @Test("files are named after what they hold, not after what they are for")
  func names() {
    for folder in ["Sources", "Tests"] {
      for file in house.files(under: folder, "swift") {
        let name = String(file.split(separator: "/").last ?? "")
        for vague in ["Util", "Helper", "Common", "Manager", "Misc"] {
          #expect(!name.contains(vague), "\(file)")
        }
      }
    }
  }

  @Test("every @unchecked Sendable says close by why it is safe")
  func uncheckedSendable() throws {
    for folder in ["Sources", "Tests"] {
      for file in house.files(under: folder, "swift") {
        let lines = try house.lines(file)
        for (index, line) in try house.code(file).enumerated()
        where line.contains("@unchecked Sendable") {
          let near = lines[max(0, index - 12)...min(lines.count - 1, index + 3)]
          let reason = near.contains { text in
            guard let comment = text.range(of: "//") else { return false }
            let words = text[comment.lowerBound...].lowercased()
            return ["safe", "sendable", "lock", "thread", "immutable"].contains(
              where: words.contains)
          }
          #expect(reason, "\(file):\(index + 1)")
        }
      }
    }
  }

  @Test("the top level holds the manifest, the README, Sources, Tests, sessions and dotfiles")
  func topLevel() throws {
    let allowed: Set<String> = ["Package.swift", "README.md", "Sources", "Tests", "sessions"]
    let found = Set(try house.kept().compactMap { $0.split(separator: "/").first.map(String.init) })
    let strangers = found.filter { !$0.hasPrefix(".") && !allowed.contains($0) }
    #expect(strangers.isEmpty, "\(strangers.sorted())")
    #expect(allowed.subtracting(["sessions"]).isSubset(of: found))
  }
}

extension String {
  /// Whether the line calls the global function `name`.
  fileprivate func calls(_ name: String) -> Bool {
    var rest = self[...]
    while let found = rest.range(of: name + "(") {
      let before = found.lowerBound == startIndex ? " " : self[index(before: found.lowerBound)]
      if !before.isLetter, !before.isNumber, before != "_", before != "." {
        // A declaration of a method of that name is no call.
        if !self[..<found.lowerBound].hasSuffix("func ") { return true }
      }
      rest = rest[found.upperBound...]
    }
    return false
  }
}
