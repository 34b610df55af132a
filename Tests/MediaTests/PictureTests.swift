import Foundation
import Media
import Testing

@Suite struct PictureTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  @Test(
    "the picture at a time is the one whose interval holds it, B-frames and variable rate or not",
    arguments: [
      ("mp4", "libx264", 3), ("mp4", "mpeg4", 2), ("matroska", "libx264", 2),
      ("matroska", "ffv1", 0), ("mov", "mjpeg", 0), ("mpegts", "libx264", 2),
    ])
  func interval(container: String, codec: String, bFrames: Int) throws {
    var encoding = smallEncoding(container, video: codec)
    encoding.bFrames = bFrames
    encoding.ticksPerSecond = 1000
    encoding.sampleRate = 0
    encoding.keyframeInterval = 10
    var times = [0.0]
    for number in 1..<60 { times.append(times[number - 1] + [0.04, 0.02, 0.2, 0.033][number % 4]) }
    let path = folder.file("clip")
    try makeClip(path, encoding: encoding, times: times)
    let reader = try ClipReader(path: path)
    var order = Array(0..<60)
    var generator = SystemRandomNumberGenerator()
    for round in 0..<3 {
      if round > 0 { order.shuffle(using: &generator) }
      for number in order {
        let end = number == 59 ? times[59] + 0.03 : times[number + 1]
        for time in [times[number], (times[number] + end) / 2, end - 0.002] {
          let found = NumberedPicture.read(try reader.frame(at: time))
          #expect(found == number, "\(container) \(codec) at \(time)")
        }
      }
    }
  }

  @Test("a clip that is written is read back: size, rate, pictures, sound")
  func roundTrip() throws {
    let path = folder.file("clip.mp4")
    let writer = try ClipWriter(
      path: path, width: 96, height: 64, frameRate: 20, sampleRate: 48_000)
    let sound = sine(440, seconds: 3, rate: 48_000)
    for number in 0..<60 {
      try writer.append(picture: NumberedPicture.make(number, width: 96, height: 64))
      try writer.append(sound: Array(sound[number * 2400..<(number + 1) * 2400]))
    }
    #expect(!FileManager.default.fileExists(atPath: path))
    try writer.finish()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["clip.mp4"])
    let reader = try ClipReader(path: path)
    #expect(reader.info.video?.width == 96 && reader.info.video?.height == 64)
    #expect(reader.info.video?.frameRate == 20)
    #expect(reader.info.audio?.sampleRate == 48_000 && reader.info.audio?.channels == 1)
    #expect(abs(reader.info.duration - 3) < 0.05)
    for number in [0, 33, 7, 59] {
      let picture = try reader.frame(at: Double(number) / 20 + 0.01)
      #expect(NumberedPicture.read(picture) == number)
    }
    let heard = try reader.sound(from: 1, count: 48_000)
    #expect(abs(rms(heard) - 0.5 / 2.0.squareRoot()) < 0.01)
    #expect(throws: MediaError.self) { try reader.frame(at: 4) }
    #expect(throws: MediaError.self) { try reader.sound(from: 2.5, count: 48_000) }
  }

  @Test("pictures are turned as the file says", arguments: [0, 90, 180, 270])
  func rotation(degrees: Int) throws {
    var encoding = smallEncoding("mov", video: "mpeg4")
    encoding.sampleRate = 0
    encoding.rotation = Double(degrees)
    var picture = Picture(width: 64, height: 48)
    for y in 0..<24 {
      for x in 0..<32 { picture.pixels[3 * (y * 64 + x)] = 255 }
    }
    let path = folder.file("turned")
    let writer = try ClipWriter(path: path, encoding: encoding)
    for _ in 0..<5 { try writer.append(picture: picture) }
    try writer.finish()
    let reader = try ClipReader(path: path)
    let found = try reader.frame(at: 0.1)
    let isTurned = degrees % 180 == 90
    #expect(found.width == (isTurned ? 48 : 64) && found.height == (isTurned ? 64 : 48))
    #expect(reader.info.video?.rotation == degrees)
    // The red corner goes clockwise: top left, top right, bottom right, bottom left.
    let corners = [
      (8, 8), (found.width - 8, 8), (found.width - 8, found.height - 8),
      (8, found.height - 8),
    ]
    for (number, (x, y)) in corners.enumerated() {
      let red = found.pixels[3 * (y * found.width + x)]
      #expect((red > 150) == (number == degrees / 90), "corner \(number) after \(degrees)")
    }
  }

  @Test("pixels that are not square are made so, and sizes keep the displayed shape")
  func aspect() throws {
    var encoding = smallEncoding("matroska", video: "mpeg4")
    encoding.sampleRate = 0
    encoding.pixelAspect = (3, 2)
    let path = folder.file("wide")
    try makeClip(path, encoding: encoding, times: (0..<5).map { Double($0) / 25 })
    let reader = try ClipReader(path: path)
    #expect(reader.info.video?.width == 96 && reader.info.video?.height == 48)
    let native = try reader.frame(at: 0.13)
    #expect(native.width == 96 && native.height == 48 && NumberedPicture.read(native) == 3)
    for (size, width, height) in [
      (PictureSize.shortestSide(24), 48, 24), (.shortestSide(256), 512, 256),
      (.exactly(width: 50, height: 50), 50, 50),
    ] {
      let scaled = try reader.frame(at: 0.13, size: size)
      #expect(scaled.width == width && scaled.height == height)
      #expect(reader.size(of: size) == (width, height))
      #expect(NumberedPicture.read(scaled) == 3)
    }
  }

  @Test("times count from the file's start, which need not be zero")
  func startTime() throws {
    for container in ["matroska", "mpegts"] {
      var encoding = smallEncoding(container, video: "mpeg4", audio: "mp2")
      encoding.startTime = 5
      let path = folder.file("late")
      var sound = [Float](repeating: 0, count: 96_000)
      sound[48_000] = 0.9
      try makeClip(
        path, encoding: encoding, times: (0..<50).map { Double($0) / 25 }, sound: sound)
      let reader = try ClipReader(path: path)
      #expect(reader.info.startTime > 1, "\(container)")
      let number = NumberedPicture.read(try reader.frame(at: 1.02))
      #expect(abs(number - 25) <= 1, "\(container)")
      let heard = try reader.sound(from: 0.5, count: 48_000)
      let click = heard.indices.max { abs(heard[$0]) < abs(heard[$1]) } ?? 0
      // Within the encoder's own delay.
      #expect(abs(Double(click) / 48_000 - 0.5) < 0.03, "\(container)")
    }
  }

  @Test("a PNG file is read back to the bit")
  func png() throws {
    var picture = Picture(width: 37, height: 23)
    for index in picture.pixels.indices { picture.pixels[index] = UInt8(index * 7919 % 256) }
    let path = folder.file("a%02d.png")
    try writePNG(path: path, picture: picture)
    #expect(try ClipReader(path: path).frame(at: 0) == picture)
    #expect(throws: MediaError.self) {
      try writePNG(path: folder.file("no/such/folder.png"), picture: picture)
    }
  }

  @Test("an unfinished clip leaves nothing behind; an impossible one says why")
  func unfinished() throws {
    do {
      let writer = try ClipWriter(
        path: folder.file("half.mp4"), width: 64, height: 48, frameRate: 25, sampleRate: 48_000)
      try writer.append(picture: NumberedPicture.make(1))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    for (path, width, rate) in [
      ("odd.mp4", 63, 48_000), ("rate.mp4", 64, 47_999),
      ("no/such/folder.mp4", 64, 48_000),
    ] {
      #expect(throws: MediaError.self) {
        try ClipWriter(
          path: folder.file(path), width: width, height: 48, frameRate: 25, sampleRate: rate)
      }
    }
  }
}
