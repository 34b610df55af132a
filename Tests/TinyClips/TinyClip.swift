import Foundation
import Media

/// The one tiny clip of the tests: 64x48 pixels, 10 frames a second, 16 kHz, MP4.
public enum TinyClip {
  /// Writes the clip of a number: a pattern that moves, and a tone of its own.
  public static func write(_ number: Int, to path: String, seconds: Int = 2) throws {
    try write(to: path, seconds: seconds, tone: 0.05 * Double(number + 1), level: 0.3) { frame in
      (0..<(64 * 48 * 3)).map { UInt8(truncatingIfNeeded: $0 * (number + 1) + frame * 7) }
    }
  }

  /// Writes a clip of one grey, from 0 to 255, with a tone that goes with it.
  public static func write(grey: UInt8, to path: String, seconds: Int = 2) throws {
    try write(to: path, seconds: seconds, tone: Double(grey) / 500, level: 0.5) { _ in
      [UInt8](repeating: grey, count: 64 * 48 * 3)
    }
  }

  /// A folder of `count` clips, `clip-0.mp4` and so on.
  public static func folder(_ count: Int, at folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for number in 0..<count {
      try write(number, to: folder.appendingPathComponent("clip-\(number).mp4").path)
    }
  }

  /// - Parameters:
  ///   - tone: radians a sample.
  ///   - picture: the bytes [48, 64, 3] of a frame.
  private static func write(
    to path: String, seconds: Int, tone: Double, level: Float, picture: (Int) -> [UInt8]
  ) throws {
    let writer = try ClipWriter(
      path: path, width: 64, height: 48, frameRate: 10, sampleRate: 16_000)
    for frame in 0..<(10 * seconds) {
      try writer.append(picture: Picture(width: 64, height: 48, pixels: picture(frame)))
    }
    try writer.append(
      sound: (0..<(16_000 * seconds)).map { Float(sin(Double($0) * tone)) * level })
    try writer.finish()
  }
}
