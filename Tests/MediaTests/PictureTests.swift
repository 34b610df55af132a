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

}
