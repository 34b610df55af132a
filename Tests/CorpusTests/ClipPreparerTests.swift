import Corpus
import Foundation
import Media
import Testing

@Suite("Prepared copies")
struct ClipPreparerTests {
  private let folder: ClipFolder
  private var prepared: URL { folder.url.appendingPathComponent("prepared") }

  init() throws { folder = try ClipFolder() }

  /// Six of ten bars of a picture are grey, each picture others and in another grey.
  private func picture(_ number: Int, width: Int, height: Int) -> Picture {
    var picture = Picture(width: width, height: height, red: 128, green: 128, blue: 128)
    for y in 0..<height {
      for x in 0..<width where (number * 7 + 10 * x / width) % 10 < 4 {
        let place = 3 * (y * width + x)
        picture.pixels[place] = UInt8(30 + (number * 37) % 200)
        picture.pixels[place + 1] = UInt8(20 + 200 * y / height)
      }
    }
    return picture
  }

  /// Noise; or, where it must be resampled, a tone, which a shift by part of a sample hardly changes.
  private func sound(_ count: Int, rate: Int) -> [Float] {
    if rate != 48_000 {
      return (0..<count).map { Float(sin(2 * .pi * 300 * Double($0) / Double(rate)) * 0.5) }
    }
    var state: UInt32 = 7
    return (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 16) / 131_072 - 0.25
    }
  }

  /// A clip of a variable frame rate; its index entry.
  private func add(
    _ name: String, container: String = "mov", video: String = "libx264",
    audio: String = "pcm_s16le", rate: Int = 48_000, times: [Double], seconds: Double
  ) throws -> ClipPreparer.Original {
    var encoding = Encoding()
    encoding.container = container
    encoding.videoCodecs = [video, "mpeg4"]
    encoding.audioCodec = audio
    (encoding.width, encoding.height) = (98, 74)
    encoding.frameRate = 20
    encoding.ticksPerSecond = 1000
    encoding.sampleRate = rate
    encoding.bFrames = video == "libx264" ? 2 : 0
    encoding.keyframeInterval = 30
    let path = folder.url.appendingPathComponent(name).path
    let writer = try ClipWriter(path: path, encoding: encoding)
    for (number, time) in times.enumerated() {
      try writer.append(picture: picture(number, width: 98, height: 74), at: time)
    }
    try writer.append(sound: sound(Int(seconds * Double(rate)), rate: rate))
    try writer.finish()
    return try original(Clip(path: path, source: name, start: 0, duration: seconds))
  }

  private func original(_ clip: Clip) throws -> ClipPreparer.Original {
    let file = try FileManager.default.attributesOfItem(atPath: clip.path)
    return ClipPreparer.Original(
      clip: clip, byteCount: (file[.size] as? NSNumber)?.int64Value ?? 0,
      modified: file[.modificationDate] as? Date ?? .distantPast)
  }

  private func copyPath(of original: ClipPreparer.Original) -> String? {
    PreparedFolder(prepared).path(
      of: original.clip, byteCount: original.byteCount, modified: original.modified)
  }

  private func difference(_ a: Picture, _ b: Picture) -> Double {
    guard a.width == b.width, a.height == b.height else { return .infinity }
    let sum = zip(a.pixels, b.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(sum) / Double(a.pixels.count)
  }

  private static let unevenTimes: [Double] = {
    var times = [0.0]
    for number in 1..<60 { times.append(times[number - 1] + [0.04, 0.1, 0.033][number % 3]) }
    return times
  }()

  @Test(
    "a copy has the clip's frames at their times and its sound",
    arguments: [
      ("mov", "libx264", "pcm_s16le", 48_000), ("matroska", "mpeg4", "pcm_f32le", 44_100),
    ])
  func sameFramesAndSound(
    container: String, video: String, audio: String, rate: Int
  ) throws {
    let times = Self.unevenTimes
    var entry = try add(
      "clip", container: container, video: video, audio: audio, rate: rate, times: times,
      seconds: 3.3)
    // The clip need not begin with its file, nor between two pictures.
    entry.clip.start = 0.41
    entry.clip.duration = 2.7
    let report = try ClipPreparer([entry], to: prepared).run(threads: 2)
    #expect(report.made == 1 && report.skipped.isEmpty && report.byteCount > 500_000)
    let (clip, copy) = (
      try ClipReader(path: entry.clip.path), try ClipReader(path: #require(copyPath(of: entry)))
    )
    #expect(copy.info.video?.height == 256 && copy.info.video?.width == 339)
    #expect(copy.info.audio?.sampleRate == 48_000 && copy.info.audio?.channels == 1)
    #expect(copy.info.startTime == 0)
    var number = 0
    for (time, next) in zip(times, times.dropFirst()) where next > 0.42 && time < 3.1 {
      let size = PictureSize.shortestSide(256)
      for moment in [max(time, 0.41) + 0.001, min(next, 3.11) - 0.001] {
        let wanted = try clip.frame(at: moment, size: size)
        let found = try copy.frame(at: moment - 0.41, size: size)
        #expect(difference(wanted, found) < 4, "at \(moment)")
      }
      number += 1
    }
    #expect(number > 40)
    let apart = try (
      clip.frame(at: times[20] + 0.001, size: .shortestSide(256)),
      clip.frame(at: times[21] + 0.001, size: .shortestSide(256))
    )
    #expect(difference(apart.0, apart.1) > 10)
    for start in [0.0, 0.5, 1.25, 1.7] {
      let wanted = try clip.sound(from: 0.41 + start, count: 48_000)
      let found = try copy.sound(from: start, count: 48_000)
      let worst = zip(wanted, found).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
      // At another rate the copy's samples lie within one of where those of a single second do.
      #expect(rate == 48_000 ? worst == 0 : worst < 0.02, "from \(start): \(worst)")
    }
  }

  @Test("a last picture that stands for long stands as long in the copy")
  func stillPicture() throws {
    let entry = try add("still", times: [0, 0.5], seconds: 3)
    var long = entry
    long.clip.duration = 3
    _ = try ClipPreparer([long], to: prepared).run(threads: 1)
    let copy = try ClipReader(path: #require(copyPath(of: long)))
    let size = PictureSize.shortestSide(256)
    let last = try copy.frame(at: 2.99, size: size)
    #expect(difference(last, try copy.frame(at: 0.6, size: size)) < 1)
    #expect(difference(last, try copy.frame(at: 0.4, size: size)) > 10)
  }

  @Test("what was interrupted goes on; a copy of another state of a clip is not one")
  func resumes() throws {
    var entries = try (0..<4).map {
      try add("\($0).mov", times: (0..<20).map { Double($0) / 20 }, seconds: 1)
    }
    let questions = Counter()
    #expect(throws: CancellationError.self) {
      try ClipPreparer(entries, to: prepared).run(
        threads: 1, isCancelled: { questions.next() > 50 })
    }
    let made = try FileManager.default.contentsOfDirectory(atPath: prepared.path)
    #expect(made.count == 2 && made.allSatisfy { $0.hasSuffix(".mov") }, "\(made)")
    // What a killed process left: its number is that of no process.
    let leftover = prepared.appendingPathComponent("\(made[0]).partial-4194999")
    try Data("half".utf8).write(to: leftover)
    try Data("mine".utf8).write(to: prepared.appendingPathComponent("notes.txt"))
    let report = try ClipPreparer(entries, to: prepared).run(threads: 2)
    #expect(report.made == 2 && report.kept == 2)
    #expect(!FileManager.default.fileExists(atPath: leftover.path))

    let before = try #require(copyPath(of: entries[0]))
    entries[0].clip.start = 0.01
    #expect(copyPath(of: entries[0]) == nil)
    entries[0].clip.start = 0
    entries[0].modified += 1
    #expect(copyPath(of: entries[0]) == nil)
    let again = try ClipPreparer(entries, to: prepared).run(threads: 1)
    #expect(again.made == 1 && again.kept == 3)
    #expect(!FileManager.default.fileExists(atPath: before))
    let left = try FileManager.default.contentsOfDirectory(atPath: prepared.path)
    #expect(left.count == 5 && left.contains("notes.txt"))
  }

  @Test("clips that cannot be read are skipped and listed, the others copied")
  func hostile() throws {
    let good = try add("good.mov", times: [0, 0.5], seconds: 1)
    var gone = try add("gone.mov", times: [0, 0.5], seconds: 1)
    try FileManager.default.removeItem(atPath: gone.clip.path)
    var text = good
    text.clip.path = folder.url.appendingPathComponent("text\u{1b}[31m.mp4").path
    try Data(repeating: 65, count: Int(text.byteCount)).write(
      to: URL(fileURLWithPath: text.clip.path))
    var changed = try add("changed.mov", times: [0, 0.5], seconds: 1)
    changed.byteCount += 1
    var short = try add("short.mov", times: [0, 0.5], seconds: 1)
    short.clip.duration = 9
    gone.clip.source = "gone"
    let report = try ClipPreparer([gone, text, good, changed, short], to: prepared)
      .run(threads: 2)
    #expect(report.made == 1 && report.skipped.count == 4)
    for (name, reason) in [
      ("gone", "No such file"), ("text", "cannot be opened"), ("changed", "has changed"),
      ("short", "stretch of sound"),
    ] {
      let found = report.skipped.first { $0.path.contains(name) }
      #expect(found?.reason.contains(reason) == true, "\(name): \(found?.reason ?? "-")")
    }
    #expect(throws: (any Error).self) {
      try ClipPreparer([good], to: URL(fileURLWithPath: "/proc/prepared")).run(threads: 1)
    }
  }

  @Test("a batch of prepared clips is nearly that of the clips; a broken copy is done without")
  func batches() throws {
    let entries = try (0..<2).map {
      try add("\($0).mov", times: (0..<40).map { Double($0) / 20 }, seconds: 2)
    }
    _ = try ClipPreparer(entries, to: prepared).run(threads: 2)
    var clips = entries.map(\.clip)
    let plain = try load(clips)
    for i in 0..<2 { clips[i].preparedPath = copyPath(of: entries[i]) }
    #expect(clips.allSatisfy { $0.preparedPath != nil })
    let quick = try load(clips)
    let count = 4 * Batch.pictureCount
    let apart = zip(plain[..<count], quick[..<count]).reduce(0) { $0 + abs($1.0 - $1.1) }
    #expect(apart > 0 && apart / Float(count) < 0.03, "\(apart / Float(count))")
    #expect(plain[count...] == quick[count...])
    for clip in clips {
      try Data("broken".utf8).write(to: URL(fileURLWithPath: clip.preparedPath ?? ""))
    }
    #expect(try load(clips) == plain)
  }

  private func load(_ clips: [Clip]) throws -> [Float] {
    let sampler = try PairSampler(clips: clips, seed: 3, name: "train", augments: true)
    let loader = BatchLoader(sampler: sampler, batchSize: 4, threads: 1)
    defer { loader.stop() }
    let batch = try #require(try loader.next())
    #expect(loader.takeFailures().isEmpty)
    return Array(UnsafeBufferPointer(start: batch.pictures, count: 4 * Batch.pictureCount))
      + Array(UnsafeBufferPointer(start: batch.spectra, count: 4 * Batch.spectrumCount))
  }

  private static let ffprobe = ["/usr/bin/ffprobe", "/usr/local/bin/ffprobe"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test("another program opens a copy: every frame is a key frame", .enabled(if: ffprobe != nil))
  func otherPlayers() throws {
    let entry = try add("clip.mov", times: (0..<20).map { Double($0) / 20 }, seconds: 1)
    _ = try ClipPreparer([entry], to: prepared).run(threads: 1)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.ffprobe ?? "")
    process.arguments = [
      "-v", "error", "-select_streams", "v", "-show_entries",
      "frame=key_frame,width,height:stream=codec_name", "-of", "csv=p=0",
      try #require(copyPath(of: entry)),
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    DispatchQueue.global().asyncAfter(deadline: .now() + 20) { process.terminate() }
    let lines = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      .split(separator: "\n")
    process.waitUntilExit()
    #expect(lines.filter { $0 == "1,339,256" }.count == 20 && lines.contains("mjpeg"), "\(lines)")
  }
}

/// Counts from several threads.
private final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0
  func next() -> Int {
    lock.withLock {
      count += 1
      return count
    }
  }
}
