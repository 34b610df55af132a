import Foundation
import Media
import Testing

@Suite struct RefusalTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func error(_ path: String) -> MediaError? {
    do {
      _ = try inspect(path: path)
      return nil
    } catch { return error as? MediaError }
  }

  private func clip(
    _ name: String, seconds: Double = 3, container: String = "mp4", sound: [Float]? = nil
  ) throws -> String {
    let path = folder.file(name)
    try makeClip(
      path, encoding: smallEncoding(container),
      times: (0..<Int(25 * seconds)).map { Double($0) / 25 },
      sound: sound ?? sine(440, seconds: seconds, rate: 48_000))
    return path
  }

  @Test("an ordinary clip is accepted, with the stretch that can be used")
  func accepted() throws {
    let found = try inspect(path: clip("good.mp4"))
    #expect(found.usableStart < 0.05 && abs(found.usableDuration - 3) < 0.1)
    let uneven = try inspect(path: clip("uneven.mp4", sound: sine(440, seconds: 2, rate: 48_000)))
    #expect(abs(uneven.usableDuration - 2) < 0.1)
  }

  @Test("what cannot be a clip is refused with its name and the reason")
  func refused() throws {
    var mute = smallEncoding()
    mute.sampleRate = 0
    try makeClip(folder.file("mute.mp4"), encoding: mute, times: [0, 1, 2])
    guard case .noAudio = error(folder.file("mute.mp4")) else { throw Unexpected() }

    try writeWAV(
      path: folder.file("tone.wav"), samples: sine(440, seconds: 2, rate: 8000),
      sampleRate: 8000)
    guard case .noVideo = error(folder.file("tone.wav")) else { throw Unexpected() }

    let silent = try clip("silent.mp4", sound: [Float](repeating: 0, count: 144_000))
    guard case .silent(_, let seconds) = error(silent), seconds > 2.9 else { throw Unexpected() }

    let short = try clip("short.mp4", seconds: 0.6)
    guard case .tooShort(_, _, let found, 1) = error(short), abs(found - 0.6) < 0.1
    else { throw Unexpected() }

    for (name, text) in [("empty.mp4", ""), ("text.mp4", "nothing to see"), ("a.ffconcat", "x")] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
    }
    for (path, words) in [
      (folder.file("empty.mp4"), "it is empty"), (folder.file("text.mp4"), "Invalid data"),
      (folder.file("a.ffconcat"), "Invalid data"), (folder.file("missing.mp4"), "No such file"),
      (folder.file("bad\u{0}name"), "a zero byte"), (folder.path, "not a regular file"),
      ("/dev/zero", "not a regular file"), ("", "No such file"),
    ] {
      guard case .cannotOpen(_, let reason) = error(path), reason.contains(words)
      else { throw Unexpected() }
    }
    var strip = smallEncoding()
    (strip.width, strip.height) = (16, 1200)
    try makeClip(
      folder.file("strip.mp4"), encoding: strip, times: [0, 1, 2],
      sound: sine(440, seconds: 3, rate: 48_000))
    guard case .decodeFailed(_, "the picture", let reason) = error(folder.file("strip.mp4")),
      reason.contains("a strip of 16x1200 pixels")
    else { throw Unexpected() }
    for name in ["mute.mp4", "strip.mp4", "tone.wav", "silent.mp4", "short.mp4", "empty.mp4"] {
      let text = try #require(error(folder.file(name))).description
      #expect(text.hasPrefix(folder.file(name) + ": ") && !text.contains("\n"), "\(text)")
    }
  }

  @Test(
    "a file whose times begin late lasts as long as it has pictures",
    arguments: ["mp4", "matroska"])
  func late(container: String) throws {
    var encoding = smallEncoding(container)
    encoding.sampleRate = 0
    let path = folder.file("late")
    try makeClip(path, encoding: encoding, times: (0..<75).map { 1_000 + Double($0) / 25 })
    let info = try probe(path: path)
    // Or the file would not be what the test is about.
    #expect(abs(info.startTime - 1_000) < 0.2)
    let video = try #require(info.video)
    #expect(abs(info.duration - 3) < 0.2 && abs(video.end - 3) < 0.2)
    #expect(NumberedPicture.read(try ClipReader(path: path).frame(at: 2.02)) == 50)
  }

  @Test("a playlist opens no other file")
  func playlists() throws {
    let clip = try clip("clip.ts", container: "mpegts")
    let list = "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n\(clip)\n#EXT-X-ENDLIST\n"
    try Data(list.utf8).write(to: URL(fileURLWithPath: folder.file("list.m3u8")))
    let concat = "ffconcat version 1.0\nfile clip.ts\n"
    try Data(concat.utf8).write(to: URL(fileURLWithPath: folder.file("list.ffconcat")))
    for name in ["list.m3u8", "list.ffconcat"] {
      #expect(error(folder.file(name)) != nil, "\(name)")
    }
  }

  @Test(
    "a name is only a name: never a protocol, an option, a pattern or a terminal's command",
    arguments: [
      "-x.mp4", "concat:a|b.mp4", "http:..mp4", "a%03d.mp4", "a*[b]?.mp4", "two\nlines.mp4",
      "\u{1b}[31mred.mp4", "pipe:0", "file:x.mp4", " .mp4", "\u{202e}4pm.mp4", "ü-日本.mp4",
      "data:video;base64,AAAA",
    ])
  func hostileNames(name: String) throws {
    let path = try clip(name, seconds: 1.2)
    #expect(try inspect(path: path).info.path == path)
    // The same name relative to the working folder must not become a protocol either.
    let text = try #require(error(name)).description
    #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control }, "\(text)")
    #expect(!text.contains("\u{202e}"))
  }

  @Test("what cannot be written says what stands in the way and what to do")
  func unwritable() throws {
    let none = folder.file("none") + "/x"
    let picture = Picture(width: 2, height: 2, pixels: [UInt8](repeating: 9, count: 12))
    let blocked = folder.file("file")
    try Data().write(to: URL(fileURLWithPath: blocked))
    for (path, words) in [
      (none, "no such folder; make it first, or choose another"),
      (blocked + "/x", "a file is where a folder was expected; choose another name"),
    ] {
      let writers: [() throws -> Void] = [
        { try writeWAV(path: path, samples: [0, 0.5], sampleRate: 8000) },
        { try writePNG(path: path, picture: picture) },
        { _ = try ClipWriter(path: path, width: 64, height: 48, frameRate: 10, sampleRate: 8000) },
      ]
      for write in writers {
        let error = #expect(throws: MediaError.self) { try write() }
        let text = error?.description ?? ""
        #expect(text.hasPrefix("\(path): cannot be written: \(words)"), "\(text)")
      }
    }
  }

  @Test("a truncated clip is used as far as it goes, or refused", arguments: ["mp4", "matroska"])
  func truncated(container: String) throws {
    let path = try clip("whole", seconds: 8, container: container)
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    let half = folder.file("half")
    try data.prefix(data.count / 2).write(to: URL(fileURLWithPath: half))
    if container == "mp4" {
      // The index stands at the end of the file, and is gone.
      guard case .cannotOpen = error(half) else { throw Unexpected() }
      return
    }
    let found = try inspect(path: half)
    #expect(found.usableDuration > 2 && found.usableDuration < 6)
    let reader = try ClipReader(path: half)
    _ = try reader.frame(at: found.usableStart + found.usableDuration - 0.1)
    _ = try reader.sound(
      from: found.usableStart + found.usableDuration - 1, count: 48_000)
  }

  @Test("damaged clips are read or refused, never a crash", arguments: ["mp4", "matroska", "avi"])
  func damaged(container: String) throws {
    let path = try clip("whole", seconds: 2, container: container)
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    var state: UInt64 = 42
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let broken = folder.file("broken")
    var readable = 0
    for round in 0..<40 {
      var bytes = round % 4 == 0 ? data.prefix(random(data.count) + 1) : data
      for _ in 0..<[1, 10, 100][round % 3] { bytes[random(bytes.count)] = UInt8(random(256)) }
      try bytes.write(to: URL(fileURLWithPath: broken))
      do {
        let found = try inspect(path: broken)
        let reader = try ClipReader(path: broken)
        let time = found.usableStart + found.usableDuration / 3
        let picture = try reader.frame(at: time, size: .shortestSide(32))
        #expect(picture.pixels.count == 3 * picture.width * picture.height)
        let sound = try reader.sound(from: found.usableStart, count: 48_000)
        #expect(sound.allSatisfy { abs($0) <= 1 })
        readable += 1
      } catch {
        #expect("\(error)".hasPrefix(broken))
      }
    }
    #expect(readable > 2)
  }

  private struct Unexpected: Error {}
}
