import Foundation
import Media

/// A folder that is removed with its last holder, for the tiny media a test makes.
final class Folder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "earsight-media-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }
}

/// Pictures that tell their number: eight vertical bars, black or white, of its binary digits.
enum NumberedPicture {
  static func make(_ number: Int, width: Int = 64, height: Int = 48) -> Picture {
    var picture = Picture(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width where number >> (7 - 8 * x / width) & 1 == 1 {
        for channel in 0..<3 { picture.pixels[3 * (y * width + x) + channel] = 255 }
      }
    }
    return picture
  }

  static func read(_ picture: Picture) -> Int {
    (0..<8).reduce(0) { number, bar in
      let x = (2 * bar + 1) * picture.width / 16
      let place = 3 * (picture.height / 2 * picture.width + x)
      return number << 1 | (picture.pixels[place] > 127 ? 1 : 0)
    }
  }
}

/// Makes tiny clips: numbered pictures, and a sound that is a sine unless given.
func makeClip(
  _ path: String, encoding: Encoding, times: [Double], sound: [Float] = []
) throws {
  let writer = try ClipWriter(path: path, encoding: encoding)
  for (number, time) in times.enumerated() {
    try writer.append(
      picture: NumberedPicture.make(number, width: encoding.width, height: encoding.height),
      at: time)
  }
  if encoding.sampleRate > 0 { try writer.append(sound: sound) }
  try writer.finish()
}

func sine(_ frequency: Double, seconds: Double, rate: Int, level: Double = 0.5) -> [Float] {
  (0..<Int(seconds * Double(rate))).map {
    Float(level * sin(2 * .pi * frequency * Double($0) / Double(rate)))
  }
}

/// A small encoding: 64x48, 25 frames a second, 48 kHz mono.
func smallEncoding(
  _ container: String = "mp4", video: String? = nil, audio: String = "aac"
) -> Encoding {
  var encoding = Encoding()
  encoding.container = container
  if let video { encoding.videoCodecs = [video] }
  encoding.audioCodec = audio
  encoding.width = 64
  encoding.height = 48
  encoding.frameRate = 25
  encoding.sampleRate = 48_000
  return encoding
}

func rms(_ samples: some Collection<Float>) -> Double {
  (samples.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(samples.count)).squareRoot()
}
