import Foundation
import Session
import Terminal
import Testing
import Workbench

@Suite("Texts that are cut")
struct CutTextTests {
  private static let sizes = [(80, 24), (100, 30), (120, 24), (120, 30), (180, 40), (200, 60)]

  @Test("no text leads over the border of its pane, on any screen, whole or zoomed")
  func borders() {
    var session = StormSession()
    for (width, height) in Self.sizes {
      session.take(.resize(Size(width: width, height: height)))
      for tab in Tab.allCases {
        for keys in ["", "\t", "\t", "z", "z"] {
          session.take(.key(.character(tab.digit)))
          for scalar in keys.unicodeScalars {
            session.take(.key(scalar == "\t" ? .tab : .character(scalar)))
          }
          let grid = view(session.state)
          for (x, y) in Self.broken(grid) {
            Issue.record("\(tab) \(width)x\(height): \(grid[x, y].glyph) in column \(x), row \(y)")
          }
        }
      }
    }
  }

  /// Cells of the right or left borders in which something else stands.
  private static func broken(_ grid: Grid) -> [(Int, Int)] {
    var found: [(Int, Int)] = []
    for y in 0..<grid.size.height {
      for x in 0..<grid.size.width {
        let ends: [Unicode.Scalar]
        switch grid[x, y].glyph {
        case "┓", "┐": ends = ["┛", "┘"]
        case "┏", "┌": ends = ["┗", "└"]
        default: continue
        }
        var row = y + 1
        while row < grid.size.height, !ends.contains(grid[x, row].glyph) {
          if !["┃", "│"].contains(grid[x, row].glyph) { found.append((x, row)) }
          row += 1
        }
      }
    }
    return found
  }

  @Test("an event longer than its pane ends in an ellipsis, one that fits does not")
  func paragraphs() {
    for (count, isCut) in [(8, false), (400, true)] {
      var state = Bench.state(120, 30)
      var news = News()
      news.events = [
        EventRecord(
          id: 1, kind: "note", text: (1...count).map { "word\($0)" }.joined(separator: " "))
      ]
      _ = update(&state, .news(news))
      _ = Bench.type("8", &state)
      let rows = view(state).plainText.split(separator: "\n")
      let detail = rows[(rows.firstIndex { $0.contains("Event") } ?? 0)...]
      #expect(detail.contains { $0.contains("…") } == isCut)
      #expect(detail.contains { $0.contains("word1 ") })
    }
  }

  @Test("keys of the footer are left out whole")
  func footers() {
    var session = StormSession()
    for width in [80, 97, 100, 119, 120, 143, 200] {
      session.take(.resize(Size(width: width, height: 36)))
      for tab in Tab.allCases {
        session.take(.key(.character(tab.digit)))
        let footer = view(session.state).plainText.split(separator: "\n").last ?? ""
        #expect(!footer.contains("…") && footer.hasSuffix("q quit"), "\(tab) \(width): \(footer)")
        // Every entry is a key and its whole name.
        let names = CommandTable.reachable(in: session.state).compactMap(\.label)
        for entry in footer.split(separator: "  ").dropLast() {
          let isWhole = names.contains { entry.hasSuffix($0) } || [":", "?"].contains(entry)
          #expect(isWhole || entry.hasSuffix("export"), "\(tab) \(width): \(entry)")
        }
      }
    }
  }

  @Test("the place gives way to what is told of the session")
  func status() {
    var state = Bench.analysed("4", 80, 24)
    state.session.name = "a-session-that-has-quite-a-long-name-for-a-session"
    let rows = view(state).plainText.split(separator: "\n")
    let status = String(rows[rows.count - 2])
    #expect(status.hasSuffix("session \(state.session.name)"))
    #expect(status.hasPrefix(" Embed") && status.contains("…  "), "\(status)")
  }
}
