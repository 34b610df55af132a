import Arrays
import Compute
import Foundation
import Signal
import Testing

@Suite struct LogSpectrogramTests {
  /// The three signals of `make_log_spectrogram.py`.
  static let signals: [[Float]] = {
    var state: UInt32 = 12345
    let noise = (0..<48_000).map { _ -> Double in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Double(state) / 2_147_483_648 - 1
    }
    return [
      (0..<48_000).map { n in
        let t = 2 * Double.pi * Double(n) / 48_000
        return Float(0.5 * sin(440 * t) + 0.25 * sin(7333 * t + 1))
      },
      (0..<48_000).map { n in
        let distance = (Double(n) - 20_000) / 9000
        return Float(0.1 * noise[n] * exp(-distance * distance))
      },
      (0..<48_000).map { n in
        let frequency = 200 + Double(n) / 12
        let chirp = 0.8 * sin(2 * Double.pi * frequency * Double(n) / 48_000)
        return n >= 24_000 ? Float(chirp) : 0
      },
    ]
  }()

  @Test("the log-spectrogram equals SciPy's in double precision")
  func equalsSciPy() throws {
    let folder = try #require(Bundle.module.url(forResource: "Expected", withExtension: nil))
    let expected = try NPYArray<Float>(
      contentsOf: folder.appendingPathComponent("log_spectrogram.npy"))
    let means = try NPYArray<Float>(
      contentsOf: folder.appendingPathComponent("log_spectrogram_means.npy"))
    #expect(expected.shape == [3, 257, 20] && means.shape == [3, 199])
    let front = LogSpectrogram()
    for (number, signal) in Self.signals.enumerated() {
      let found = front.compute(signal)
      var worst: Float = 0
      for frame in 0..<20 {
        for band in 0..<257 {
          let value = found[band * 199 + frame * 10]
          worst = max(worst, abs(value - expected.values[(number * 257 + band) * 20 + frame]))
        }
      }
      // Values reach from -5.6 to 1: a few units of the last place in single precision, in the
      // loudest band and in one 200 dB below it.
      #expect(worst < 5e-6, "signal \(number)")
      for time in 0..<199 {
        let mean = (0..<257).reduce(0.0) { $0 + Double(found[$1 * 199 + time]) } / 257
        #expect(abs(mean - Double(means.values[number * 199 + time])) < 3e-5)
      }
    }
  }

  @Test("silence is the floor everywhere: ln 1e-12 / 5")
  func silence() {
    let found = LogSpectrogram().compute([Float](repeating: 0, count: 48_000))
    #expect(found.count == 257 * 199)
    #expect(found.allSatisfy { abs($0 - Float(log(1e-12) / 5)) < 1e-6 })
  }

  @Test("a spectrogram does not depend on what was computed before")
  func noMemory() {
    let front = LogSpectrogram()
    let first = front.compute(Self.signals[1])
    _ = front.compute(Self.signals[2])
    #expect(front.compute(Self.signals[1]) == first)
    #expect(LogSpectrogram().compute(Self.signals[1]) == first)
  }

  @Test("a click sounds in the two windows that hold it, and in every band alike")
  func click() {
    var samples = [Float](repeating: 0, count: 48_000)
    samples[24_000] = 1
    let found = LogSpectrogram().compute(samples)
    let floor = Float(log(1e-12) / 5)
    for time in 0..<199 {
      let column = (0..<257).map { found[$0 * 199 + time] }
      let isHeard = column.allSatisfy { $0 > floor + 0.1 }
      // Windows 99 and 100 hold sample 24000; in window 100 it meets the window's zero.
      #expect(isHeard == (time == 99))
      if isHeard { #expect((column.max() ?? 0) - (column.min() ?? 1) < 1e-5) }
    }
  }
}

@Suite struct RealFourierTransformsTests {
  @Test("a transform equals the sum that defines it", arguments: [6, 15, 512])
  func definition(length: Int) {
    let transforms = RealFourierTransforms(count: 3, length: length)
    for index in 0..<3 * length { transforms.input[index] = Double((index * 37) % 101) / 50 - 1 }
    transforms.execute()
    let bins = length / 2 + 1
    for signal in 0..<3 {
      for bin in stride(from: 0, to: bins, by: max(1, bins / 7)) {
        var real = 0.0
        var imaginary = 0.0
        for sample in 0..<length {
          let value = transforms.input[signal * length + sample]
          let angle = -2 * Double.pi * Double(bin * sample % length) / Double(length)
          real += value * cos(angle)
          imaginary += value * sin(angle)
        }
        let place = 2 * (signal * bins + bin)
        #expect(abs(transforms.output[place] - real) < 1e-12 * Double(length))
        #expect(abs(transforms.output[place + 1] - imaginary) < 1e-12 * Double(length))
      }
    }
  }
}
