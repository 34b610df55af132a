import Foundation
import Media
import Testing

@Suite struct SoundTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  /// A second of silence but for one click, as a 4 s track of the given rate.
  private func clicks(rate: Int, at seconds: [Double]) -> [Float] {
    var sound = [Float](repeating: 0, count: 4 * rate)
    for second in seconds { sound[Int((second * Double(rate)).rounded())] = 0.9 }
    return sound
  }

  private func loudest(_ samples: [Float]) -> Int {
    samples.indices.max { abs(samples[$0]) < abs(samples[$1]) } ?? -1
  }

  @Test(
    "a click lands on its sample, whatever the rate, the container and the order of asking",
    arguments: [
      ("matroska", "pcm_s16le", 44_100, 1), ("matroska", "pcm_f32le", 16_000, 1),
      ("matroska", "pcm_s16le", 8000, 1), ("avi", "pcm_s16le", 44_100, 1),
      ("avi", "pcm_u8", 8000, 1), ("wav", "pcm_s16le", 44_100, 1), ("wav", "pcm_s32le", 48_000, 1),
      ("wav", "pcm_f64le", 96_000, 1), ("mov", "pcm_s16le", 22_050, 1), ("mp4", "aac", 48_000, 96),
      ("mp4", "aac", 44_100, 96), ("matroska", "aac", 48_000, 96), ("mpegts", "mp2", 48_000, 96),
    ])
  func clickPlace(container: String, codec: String, rate: Int, tolerance: Int) throws {
    var encoding = smallEncoding(container, video: "mpeg4", audio: codec)
    encoding.sampleRate = rate
    if container == "wav" { encoding.width = 0 }
    // Places that are whole samples at every rate.
    let places = [0.25, 1.5, 2.125, 3.375]
    let path = folder.file("clip")
    try makeClip(
      path, encoding: encoding,
      times: container == "wav" ? [] : (0..<100).map { Double($0) / 25 },
      sound: clicks(rate: rate, at: places))
    let reader = try ClipReader(path: path)
    // Where the container cannot hide an encoder's delay, the file starts with it, and the pictures
    // that much later.
    let delay = container == "wav" ? 0 : try inspect(path: path).pictures.lowerBound
    for (start, place) in [(2.0, 2.125), (0.1, 0.25), (2.9, 3.375), (1.1, 1.5), (0, 0.25)] {
      let heard = try reader.sound(from: start, count: 48_000)
      let expected = Int(((place + delay - start) * 48_000).rounded())
      #expect(
        abs(loudest(heard) - expected) <= tolerance,
        "\(container) \(codec) \(rate) from \(start): \(loudest(heard)) for \(expected)")
    }
  }

  @Test("mono is the plain mean of the channels: not louder, and opposite channels cancel")
  func mean() throws {
    for codec in ["pcm_s16le", "pcm_f32le", "aac"] {
      var encoding = smallEncoding("matroska", audio: codec)
      encoding.width = 0
      encoding.channels = 2
      let tone = sine(1000, seconds: 2, rate: 48_000)
      for (right, expected) in [(Float(1), 0.3536), (0, 0.1768), (-1, 0)] {
        let path = folder.file("\(codec)\(right)")
        try makeClip(
          path, encoding: encoding, times: [], sound: tone.flatMap { [$0, right * $0] })
        let heard = try ClipReader(path: path).sound(from: 0.5, count: 48_000)
        #expect(abs(rms(heard) - expected) < 0.01, "\(codec), right channel x \(right)")
      }
    }
  }

  @Test("the same second is the same to the bit, whatever was asked for before")
  func noMemory() throws {
    for (container, codec) in [("mp4", "aac"), ("matroska", "aac"), ("mpegts", "mp2")] {
      var encoding = smallEncoding(container, audio: codec)
      encoding.sampleRate = 44_100
      var stream = SystemRandomNumberGenerator()
      let noise = (0..<4 * 44_100).map { _ in Float.random(in: -0.5...0.5, using: &stream) }
      let path = folder.file("clip")
      try makeClip(
        path, encoding: encoding, times: (0..<100).map { Double($0) / 25 }, sound: noise)
      let reader = try ClipReader(path: path)
      for start in [2.37, 0.0, 1.21, 2.9, 0.3, 1.4] {
        let fresh = try ClipReader(path: path).sound(from: start, count: 48_000)
        #expect(try reader.sound(from: start, count: 48_000) == fresh, "\(container) at \(start)")
      }
    }
  }

  @Test("past the end only the last partial packet is filled up; padding says how much it added")
  func end() throws {
    let path = folder.file("tone.wav")
    try writeWAV(path: path, samples: sine(500, seconds: 2, rate: 16_000), sampleRate: 16_000)
    let reader = try ClipReader(path: path)
    #expect(abs(rms(try reader.sound(from: 1.05, count: 48_000)) - 0.3536) < 0.02)
    #expect(throws: MediaError.self) { try reader.sound(from: 1.2, count: 48_000) }
    #expect(throws: MediaError.self) { try reader.sound(from: -0.5, count: 48_000) }
    #expect(throws: MediaError.self) { try reader.sound(from: .nan, count: 48_000) }
    #expect(throws: MediaError.self) { try reader.sound(from: 1e300, count: 48_000) }
    var samples = [Float](repeating: 9, count: 48_000)
    let lacking = try samples.withUnsafeMutableBufferPointer {
      try reader.soundPadded(from: 1.5, into: $0)
    }
    #expect(abs(lacking - 24_000) <= 2)
    #expect(samples[30_000...].allSatisfy { $0 == 0 })
  }

  @Test("a WAV file is read back as it was written, clipped at full scale")
  func wav() throws {
    let path = folder.file("noise.wav")
    var written = (0..<48_000).map { Float(($0 * 7919) % 20_001 - 10_000) / 10_001 }
    written[5] = 3
    written[6] = .nan
    try writeWAV(path: path, samples: written, sampleRate: 48_000)
    written[5] = 1
    written[6] = 0
    let info = try probe(path: path)
    #expect(info.video == nil && info.audio?.sampleRate == 48_000 && info.duration == 1)
    let read = try ClipReader(path: path).sound(from: 0, count: 48_000)
    #expect(zip(read, written).allSatisfy { abs($0 - $1) < 1e-4 })
  }
}
