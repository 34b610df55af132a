import Corpus
import Foundation
import Media
import Testing

@Suite("Batches")
struct BatchLoaderTests {
  private func sampler(_ folder: ClipFolder, names: [String]) throws -> PairSampler {
    try PairSampler(
      clips: names.map {
        Clip(path: folder.url.appendingPathComponent($0).path, source: $0, duration: 2)
      }, seed: 5, name: "train", augments: true)
  }

  /// The floats of the first `count` batches, their labels behind each.
  private func load(_ loader: BatchLoader, _ count: Int) throws -> [[Float]] {
    defer { loader.stop() }
    return try (0..<count).map { number in
      let batch = try #require(try loader.next())
      #expect(batch.number == number)
      defer { loader.release() }
      return Array(
        UnsafeBufferPointer(start: batch.pictures, count: batch.count * Batch.pictureCount))
        + Array(UnsafeBufferPointer(start: batch.spectra, count: batch.count * Batch.spectrumCount))
        + (0..<batch.count).map { Float(batch.labels[$0]) }
    }
  }

  @Test("batches come in order and are the same for any number of threads")
  func deterministic() throws {
    let folder = try ClipFolder()
    let names = try (0..<4).map { i in
      try folder.add("\(i).mp4", grey: UInt8(40 + 50 * i))
      return "\(i).mp4"
    }
    let sampler = try sampler(folder, names: names)
    let one = try load(BatchLoader(sampler: sampler, batchSize: 4, threads: 1), 4)
    let three = try load(BatchLoader(sampler: sampler, batchSize: 4, threads: 3, ahead: 2), 4)
    #expect(one == three)
    #expect(one[0] != one[1])
    let isFinite = one[0].allSatisfy { $0.isFinite }
    #expect(isFinite)
    #expect(one[0].suffix(4) == [1, 0, 1, 0])
  }

  @Test("pictures show the clip of the description and sounds are its sounds")
  func content() throws {
    let folder = try ClipFolder()
    try folder.add("dark.mp4", grey: 20)
    try folder.add("light.mp4", grey: 230)
    let sampler = try PairSampler(
      clips: ["dark", "light"].map {
        Clip(
          path: folder.url.appendingPathComponent($0 + ".mp4").path, source: $0, duration: 2)
      }, seed: 5, name: "test", augments: false)
    let loader = BatchLoader(sampler: sampler, batchSize: 8, threads: 2)
    defer { loader.stop() }
    let batch = try #require(try loader.next())
    for (i, pair) in sampler.pairs(0..<8).enumerated() {
      let value = batch.pictures[i * Batch.pictureCount + 1000]
      #expect(abs(value - (pair.pictureClip == 0 ? 20 : 230) * 2 / 255 + 1) < 0.05)
      // The tones of grey 20 and 230: radians a sample at 16 kHz, as bins of 93.75 Hz.
      let frequency = (pair.soundClip == 0 ? 20.0 : 230.0) / 500 / (2 * .pi) * 16_000
      let bin = Int((frequency / 93.75).rounded())
      let spectrum = batch.spectra + i * Batch.spectrumCount
      let loudest = (0..<257).max { spectrum[$0 * 199 + 100] < spectrum[$1 * 199 + 100] }
      #expect(abs((loudest ?? -9) - bin) <= 1)
    }
    loader.release()
  }

  @Test("a clip that is gone is replaced and reported once; its neighbours are not disturbed")
  func missingClip() throws {
    let folder = try ClipFolder()
    for i in 0..<3 { try folder.add("\(i).mp4") }
    let sampler = try sampler(folder, names: ["0.mp4", "1.mp4", "2.mp4", "gone.mp4"])
    let loader = BatchLoader(sampler: sampler, batchSize: 4, threads: 2)
    var failures: [PairFailure] = []
    for _ in 0..<6 {
      let batch = try #require(try loader.next())
      #expect((0..<4).map { batch.labels[$0] } == [1, 0, 1, 0])
      loader.release()
      failures += loader.takeFailures()
    }
    loader.stop()
    #expect(failures.map(\.clip) == [3])
    #expect(failures.first?.reason.contains("gone.mp4") == true)
  }

  @Test("when nothing decodes the loader says so instead of spinning", .timeLimit(.minutes(1)))
  func nothingDecodes() throws {
    let folder = try ClipFolder()
    let loader = BatchLoader(
      sampler: try sampler(folder, names: ["x.mp4", "y.mp4"]), batchSize: 2, threads: 2)
    defer { loader.stop() }
    #expect(throws: CorpusError.self) { try loader.next() }
  }

  @Test("the sequence ends at its limit")
  func limit() throws {
    let folder = try ClipFolder()
    for i in 0..<2 { try folder.add("\(i).mp4") }
    let loader = BatchLoader(
      sampler: try sampler(folder, names: ["0.mp4", "1.mp4"]), batchSize: 2, first: 3, limit: 5,
      threads: 1)
    defer { loader.stop() }
    var numbers: [Int] = []
    while let batch = try loader.next() {
      numbers.append(batch.number)
      loader.release()
    }
    #expect(numbers == [3, 4])
  }
}
