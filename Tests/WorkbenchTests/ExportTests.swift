import Arrays
import Foundation
import Session
import Terminal
import Testing
import Workbench

@Suite("Export of what is on the screen")
struct ExportTests {
  let folder = Bench.folder()

  /// A state of a session in the test's folder.
  private func state(_ keys: String) -> State {
    var state = Bench.analysed(keys)
    state.session.path = folder.path
    return state
  }

  private func exports(_ effects: [Effect]) -> [Export] {
    effects.compactMap { if case .export(let export) = $0 { export } else { nil } }
  }

  /// Presses keys and writes what they ask for.
  private func file(_ keys: String, _ state: inout State) throws -> URL {
    let export = try #require(exports(Bench.play(keys, &state)).first)
    return URL(fileURLWithPath: try ExportDesk.write(export))
  }

  @Test("every screen becomes every kind of file, or says in a sentence why it does not")
  func everywhere() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let starts: [(key: String, start: [UInt8])] = [
      ("p", [0x89, 0x50, 0x4E, 0x47]), ("s", Array("<svg".utf8)), ("f", Array("%PDF".utf8)),
      ("c", []), ("n", Array("PK".utf8)), ("w", Array("RIFF".utf8)), ("t", []),
      ("g", [0x89, 0x50, 0x4E, 0x47]), ("G", Array("<svg".utf8)),
    ]
    var written: [String: String] = [:]
    for tab in Tab.allCases {
      for (key, start) in starts {
        var state = state(String(Character(tab.digit)))
        let effects = Bench.play("e" + key, &state)
        if let export = exports(effects).first {
          let path = try ExportDesk.write(export)
          let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
          #expect(bytes.starts(with: start) && !bytes.isEmpty, "\(path)")
          written[tab.rawValue, default: ""] += key
        } else {
          let said = try #require(state.notice?.text)
          #expect(said.contains(": ") && said.hasSuffix("."), "\(said)")
        }
      }
    }
    #expect(written["Train"] == "psfcntgG")
    #expect(written["Units"] == "psfcnwtgG")
    #expect(written["Clip"] == "psfcnwtgG")
    #expect(written["Log"] == "ctgG")
    #expect(written["Embed"] == "tgG")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/exports")
    #expect(names.contains("train-loss-width8-seed1-step2400.png"))
    #expect(names.contains { $0.hasPrefix("units-audio-u") && $0.hasSuffix("-step1600.wav") })
    #expect(names.contains("screen-log.txt"))
    #expect(!names.contains { $0.hasSuffix(".tmp") })
  }

  @Test("the report is made by a job, and where it lies is said when that is done")
  func report() {
    var state = state("2")
    let effects = Bench.play("eh", &state)
    let file = "\(folder.path)/exports/report.html"
    let words = ["export", folder.path, "report", "--output", file, "--numbered"]
    #expect(effects.contains(.start(words + ["--run", Bench.run.name])))
    let time = Date(timeIntervalSince1970: Bench.noon)
    var job = JobRecord(
      id: 4, kind: "report", title: "report", arguments: words, created: time, finished: nil,
      state: .running, done: 1, total: 2, stage: "units", message: "", time: time,
      pid: LocalHost.pid, host: LocalHost.name)
    var news = Bench.allNews()
    news.jobs = [job]
    _ = update(&state, .news(news))
    #expect(Bench.play("eh", &state).isEmpty)
    state.notice = nil
    (job.state, job.message) = (.done, "report written to \(file)")
    news.jobs = [job]
    _ = update(&state, .news(news))
    #expect(state.notice?.text == job.message)
  }

  @Test("a file that is there is never touched: the next has a number")
  func numbers() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var state = state("8")
    let first = try file("et", &state)
    try Data("mine".utf8).write(to: first)
    let second = try file("et", &state)
    let third = try file("et", &state)
    #expect(second.lastPathComponent == "screen-log-2.txt")
    #expect(third.lastPathComponent == "screen-log-3.txt")
    #expect(try String(contentsOf: first, encoding: .utf8) == "mine")
    state.notice = nil
    #expect(try String(contentsOf: second, encoding: .utf8) == view(state).plainText)
  }

  @Test("a folder that cannot be made or written is named with the reason and what helps")
  func refusals() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    // A file where the session's folder should be: even root cannot write into it.
    try FileManager.default.removeItem(at: folder)
    try Data().write(to: folder)
    var state = state("8")
    let export = try #require(exports(Bench.play("ec", &state)).first)
    var message = ""
    do { _ = try ExportDesk.write(export) } catch { message = "\(error)" }
    #expect(message.contains(folder.path + "/exports") && message.contains("Not a directory"))
    #expect(message.contains("copy the session"))
  }

  @Test("a table has a header, all digits, and texts that hold commas, quotes and line ends")
  func table() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var state = state("2")
    let subject = "unit/\(Bench.run.name)/audio/3"
    _ = state.analysis.notes.say(.name, of: subject, "a \"high\", thin\u{1B}[31m one")
    _ = state.analysis.notes.say(.note, of: subject, "one, or\ntwo")
    let text = try String(contentsOf: try file("ec", &state), encoding: .utf8)
    let lines = text.components(separatedBy: "\r\n")
    #expect(lines[0].hasPrefix("unit,selectivity,class,preferred,preferred_of_5,maximum"))
    #expect(lines.count == FakeLibrary.units + 2 && lines.last == "")
    let row = try #require(lines.first { $0.hasPrefix("3,") })
    #expect(row.contains("\"a \"\"high\"\", thin[31m one\",\"one, or two\""))
    let table = try FakeLibrary.table(isTrained: true, .audio)
    #expect(row.split(separator: ",")[5] == "\(table.metrics[3].maximum)")
    #expect(row.split(separator: ",")[6] == "\(table.metrics[3].mean)")
  }

  @Test("numpy's archive holds what the figure is drawn from")
  func arrays() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var state = state("2")
    let units = try file("en", &state)
    let frames = try NPZArchive.read(UInt8.self, name: "frames", from: units)
    #expect(frames.shape == [5, 224, 224, 3])
    #expect(Array(frames.values.prefix(3)) == [20, 30, 60])
    #expect(
      try NPZArchive.read(Float.self, name: "spectrograms", from: units).shape == [5, 257, 199])
    #expect(try NPZArchive.read(Float.self, name: "maps", from: units).shape == [5, 16, 12])
    var train = self.state("1")
    let run = try file("en", &train)
    #expect(try NPZArchive.read(Double.self, name: "loss", from: run).values.count == 2_400)
    let validation = try NPZArchive.read(Double.self, name: "validation_accuracy", from: run).values
    #expect(validation.filter(\.isFinite).count == 6 && validation[399].isFinite)
  }

  @Test("the sound of a unit is its seconds one after another, 48 kHz")
  func sound() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var state = state("2")
    let bytes = try Data(contentsOf: try file("ew", &state))
    #expect(bytes.count == 44 + 2 * 5 * 48_000)
    #expect(Array(bytes[24..<28]) == [0x80, 0xBB, 0, 0])
  }

  @Test("the figure of a frozen chart ends where the chart does, and says where it is from")
  func frozen() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var state = state("1F")
    state.train.frozen?.steps = 100
    state.train.frozen?.validations = 0
    let svg = try String(contentsOf: try file("es", &state), encoding: .utf8)
    for text in ["width8-seed1; seed 1; width 8", "ln 2, chance", ">step<", "loss (nats)"] {
      #expect(svg.contains(text), "\(text)")
    }
    #expect(!svg.contains(">500<") && svg.contains("validation (no data)"))
  }

  @Test("after e the last row lists what it becomes")
  func footer() {
    var state = state("2")
    #expect(view(state).plainText.contains("e export"))
    _ = Bench.type("e", &state)
    let last = view(state).plainText.split(separator: "\n").last ?? ""
    #expect(last.contains("p PNG  s SVG  f PDF  c CSV  n npz  w WAV  t text  g screen"))
    // A key that ends no sequence only ends what was begun.
    _ = Bench.type("88e", &state)
    let log = view(state).plainText.split(separator: "\n").last ?? ""
    #expect(log.contains("c CSV  t text") && !log.contains("WAV"))
  }
}
