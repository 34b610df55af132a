import Foundation
import Media
import Testing

@Suite struct ReopeningTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// A file that was not opened before under this name: nothing is remembered of it.
  private func unknown(_ path: String) throws -> String {
    let copy = folder.file(UUID().uuidString)
    try FileManager.default.copyItem(atPath: path, toPath: copy)
    return copy
  }

  @Test(
    "a file that was opened before gives what it gave the first time, to the bit",
    arguments: [
      ("mp4", "libx264", 2, "aac", 44_100), ("mp4", "libx264", 0, "aac", 48_000),
      ("mov", "mjpeg", 0, "pcm_f32le", 48_000), ("mov", "mpeg4", 2, "pcm_s16le", 22_050),
      ("matroska", "libx264", 2, "aac", 48_000), ("mpegts", "libx264", 2, "mp2", 48_000),
    ])
  func remembered(
    container: String, codec: String, bFrames: Int, audio: String, rate: Int
  ) throws {
    var encoding = smallEncoding(container, video: codec, audio: audio)
    encoding.bFrames = bFrames
    encoding.sampleRate = rate
    // A whole number of pictures.
    encoding.startTime = 0.4
    let path = folder.file("clip")
    let sound = (0..<3 * rate).map { Float(($0 * 7919) % 1999 - 999) / 2000 }
    try makeClip(
      path, encoding: encoding, times: (0..<75).map { Double($0) / 25 }, sound: sound)
    _ = try ClipReader(path: path).frame(at: 0)
    _ = try ClipReader(path: path).sound(from: 0, count: 10)
    for time in [1.37, 0.0, 1.9, 0.52] {
      let (known, fresh) = (try ClipReader(path: path), try ClipReader(path: unknown(path)))
      #expect(known.info.video == fresh.info.video && known.info.audio == fresh.info.audio)
      #expect(known.info.startTime == fresh.info.startTime)
      let size = PictureSize.shortestSide(60)
      #expect(try known.frame(at: time, size: size) == fresh.frame(at: time, size: size))
      let isSame =
        try known.sound(from: time, count: 48_000) == fresh.sound(from: time, count: 48_000)
      #expect(isSame, "\(container) \(codec) \(audio) at \(time)")
    }
  }

  @Test("a file that was replaced is not taken for the one that was there before")
  func replaced() throws {
    let path = folder.file("clip.mp4")
    for (width, count) in [(64, 20), (96, 40)] {
      var encoding = smallEncoding()
      encoding.width = width
      try makeClip(
        path, encoding: encoding, times: (0..<count).map { Double($0) / 25 },
        sound: sine(500, seconds: Double(count) / 25, rate: 48_000))
      let reader = try ClipReader(path: path)
      #expect(reader.info.video?.width == width)
      let last = NumberedPicture.read(try reader.frame(at: Double(count - 1) / 25 + 0.01))
      #expect(last == count - 1)
    }
  }

  @Test("a picture scaled for the network is what exact conversion gives, within rounding")
  func scaled() throws {
    var encoding = smallEncoding("matroska", video: "ffv1")
    encoding.sampleRate = 0
    var picture = Picture(width: 64, height: 48)
    for y in 0..<48 {
      for x in 0..<64 {
        let place = 3 * (y * 64 + x)
        picture.pixels[place] = UInt8(4 * x)
        picture.pixels[place + 1] = UInt8(5 * y)
        picture.pixels[place + 2] = UInt8(255 - 2 * x - 2 * y)
      }
    }
    let path = folder.file("ramp")
    let writer = try ClipWriter(path: path, encoding: encoding)
    for _ in 0..<3 { try writer.append(picture: picture) }
    try writer.finish()
    let reader = try ClipReader(path: path)
    let doubled = try reader.frame(at: 0.05, size: .shortestSide(96))
    let native = try reader.frame(at: 0.05)
    #expect(doubled.width == 128)
    for (y, x) in [(10, 10), (24, 32), (40, 50), (5, 60)] {
      for channel in 0..<3 {
        let (a, b) = (
          Int(doubled.pixels[3 * (2 * y * 128 + 2 * x) + channel]),
          Int(native.pixels[3 * (y * 64 + x) + channel])
        )
        #expect(abs(a - b) <= 6, "row \(y) column \(x) channel \(channel): \(a) for \(b)")
      }
    }
  }
}
