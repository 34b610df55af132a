import Foundation
import Media
import Testing

/// A reader has no memory: what it gives depends on the file and the time alone.
@Suite struct HistoryTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private static let kinds: [(container: String, video: String, audio: String)] = [
    ("mp4", "libx264", "aac"), ("matroska", "libx264", "aac"), ("avi", "mpeg4", "mp2"),
    ("mpegts", "libx264", "mp2"), ("rm", "rv10", "ac3"),
  ]

  /// Makes a clip of 8 s with moving pictures and noise; false when this FFmpeg cannot write it.
  private func make(
    _ path: String, _ kind: (container: String, video: String, audio: String)
  ) throws -> Bool {
    var encoding = smallEncoding(kind.container, video: kind.video, audio: kind.audio)
    // What RealMedia's encoder takes; a rate that makes coarse time stamps fall between samples.
    (encoding.width, encoding.height) = (176, 144)
    encoding.sampleRate = 44_100
    encoding.keyframeInterval = 50
    encoding.bFrames = kind.container == "rm" ? 0 : 2
    let writer: ClipWriter
    do {
      writer = try ClipWriter(path: path, encoding: encoding)
    } catch let error as MediaError {
      guard case .cannotWrite = error else { throw error }
      print("left out: this FFmpeg writes no \(kind)")
      return false
    }
    var state: UInt64 = 5
    func random() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 40)
    }
    for number in 0..<200 {
      var picture = Picture(width: 176, height: 144)
      for y in 0..<144 {
        for x in 0..<176 {
          let place = 3 * (176 * y + x)
          picture.pixels[place] = UInt8((x + 3 * number) % 256)
          picture.pixels[place + 1] = UInt8((x / 8 * y / 8 + 5 * number) % 256)
          picture.pixels[place + 2] = UInt8((y + number) % 256)
        }
      }
      try writer.append(picture: picture)
      try writer.append(sound: (0..<1764).map { _ in Float(random() % 2001 - 1000) / 2000 })
    }
    try writer.finish()
    return true
  }

  /// A picture or a second, or the words in which it was refused.
  private enum Answer: Equatable {
    case picture(Picture)
    case sound([Float])
    case refusal(String)
  }

  private func picture(_ reader: ClipReader, _ time: Double) -> Answer {
    do { return .picture(try reader.frame(at: time, size: .shortestSide(48))) } catch {
      return .refusal("\(error)")
    }
  }

  private func sound(_ reader: ClipReader, _ time: Double) -> Answer {
    do { return .sound(try reader.sound(from: time, count: 48_000)) } catch {
      return .refusal("\(error)")
    }
  }

  /// The times at which readers that were asked before, in several orders, give something else
  /// than a fresh one; and how many answers were no refusals.
  private func differences(
    _ path: String, _ ask: (ClipReader, Double) -> Answer
  ) throws -> (times: [Double], answered: Int) {
    let times = (0..<24).map { 0.013 + 0.331 * Double($0) }
    let fresh = try times.map { ask(try ClipReader(path: path), $0) }
    let forward = Array(times.indices)
    let scattered = forward.map { 7 * $0 % 24 }
    var found = Set<Int>()
    for order in [forward, forward.reversed(), scattered, scattered.reversed() + forward] {
      let reader = try ClipReader(path: path)
      found.formUnion(order.filter { ask(reader, times[$0]) != fresh[$0] })
    }
    let answered = fresh.filter { if case .refusal = $0 { false } else { true } }.count
    return (found.sorted().map { times[$0] }, answered)
  }

  @Test("a picture and a second are the same to the bit, whatever was asked for before")
  func whole() throws {
    for kind in Self.kinds {
      let path = folder.file("clip.\(kind.0)")
      // FFmpeg without this kind's encoders: nothing to read.
      guard try make(path, kind) else { continue }
      for ask in [picture, sound] {
        let (times, answered) = try differences(path, ask)
        #expect(times == [] && answered > 20, "\(kind)")
      }
    }
  }

  @Test("nor does the answer depend on that in a damaged file, be it a refusal")
  func damaged() throws {
    for kind in Self.kinds {
      let path = folder.file("clip.\(kind.0)")
      guard try make(path, kind) else { continue }
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      var answered = 0
      for step in [211, 997, 4999] {
        var bytes = data
        for place in stride(from: data.count * 3 / 10, to: data.count * 7 / 10, by: step) {
          bytes[place] ^= UInt8(truncatingIfNeeded: 1 << (place % 8))
        }
        let broken = folder.file("broken\(step).\(kind.0)")
        try bytes.write(to: URL(fileURLWithPath: broken))
        // H.264 mends some damage without a word, from pictures that another way there leaves out: its
        // pictures differ in single places (measured: 1 of 46 in mp4, 4 in MPEG-TS).
        let isSure = kind.video != "libx264" || kind.container == "matroska"
        let asks = isSure ? [picture, sound] : [sound]
        for ask in asks {
          let found = try differences(broken, ask)
          #expect(found.times == [], "\(kind), a bit in every \(step) bytes")
          answered += found.answered
        }
      }
      #expect(answered > 20, "\(kind)")
    }
  }

  @Test("sound with a hole in it is refused with where the hole is and what to do")
  func hole() throws {
    let path = folder.file("clip.ts")
    try makeClip(
      path, encoding: smallEncoding("mpegts", video: "mpeg4", audio: "mp2"),
      times: (0..<150).map { Double($0) / 25 }, sound: sine(440, seconds: 6, rate: 48_000))
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let packets = bytes.count / 188
    bytes.removeSubrange(188 * (packets * 4 / 10)..<188 * (packets * 6 / 10))
    let holed = folder.file("holed.ts")
    try bytes.write(to: URL(fileURLWithPath: holed))
    let reader = try ClipReader(path: holed)
    #expect(throws: Never.self) { try reader.sound(from: 0.2, count: 48_000) }
    let error = #expect(throws: MediaError.self) { try reader.sound(from: 2, count: 96_000) }
    let text = try #require(error).description
    #expect(text.hasPrefix("\(holed): sound from 2.00 s to 4.00 s lacks "), "\(text)")
    #expect(text.hasSuffix("at most 0.10 s may be missing; repair the file or leave it out"))
    // Past the end the words tell where a stretch of this length can begin.
    let past = #expect(throws: MediaError.self) { try reader.sound(from: 5.5, count: 48_000) }
    guard case .outside(_, _, _, _, let end) = past else {
      Issue.record("\(String(describing: past))")
      return
    }
    #expect(end < 5.5 && end > 4.5)
  }
}
