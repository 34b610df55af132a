import Compute
import Foundation

/// The log-spectrogram of a second of sound that the audio tower sees, with planned workspace.
///
/// LLL 2.2: one second at 48 kHz mono, windows of 10 ms with half overlap, 257 frequency bands and
/// 199 frames. The window is a periodic Hann, zero-padded to the transform, without centring; the
/// value is ln(max(|X|, 1e-12)) / 5 (the authors' scaling, recorded in l3embedding). One object
/// serves one thread at a time.
///
/// Transforms run in double precision: bands that a codec left empty lie below the rounding of single
/// precision, where the logarithm would show that rounding and not the sound.
public final class LogSpectrogram {
  /// Names this computation; stored with checkpoints and embeddings, changed with any constant.
  public static let frontEnd = "l3-48k-257x199-ln5-v1"
  /// Samples a second (LLL 2.2).
  public static let sampleRate = 48_000
  /// Samples in: one second (LLL 2.2).
  public static let sampleCount = 48_000
  /// Samples of a window: 10 ms (LLL 2.2).
  public static let windowLength = 480
  /// Samples from one window to the next: half a window (LLL 2.2).
  public static let hop = 240
  /// Samples of the transform: the power of two that gives LLL's 257 bands.
  public static let transformLength = 512
  /// Rows of the result: bands 93.75 Hz apart, from 0 to 24 kHz.
  public static let frequencies = 257
  /// Columns of the result: frames 5 ms apart, the first centred on 5 ms.
  public static let times = 199
  /// Values of one spectrogram.
  public static let valueCount = frequencies * times
  /// Magnitudes below this count as this (l3embedding).
  public static let floor = 1e-12
  /// What the logarithm is divided by (l3embedding).
  public static let divisor = 5.0

  private let window: [Double]
  private let transforms: RealFourierTransforms
  /// [time, frequency]: powers, then values, before they are turned to rows of frequency.
  private var values: [Float]

  /// Plans the transform; the only place that allocates.
  public init() {
    window = (0..<Self.windowLength).map {
      0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(Self.windowLength))
    }
    transforms = RealFourierTransforms(count: Self.times, length: Self.transformLength)
    values = [Float](repeating: 0, count: Self.times * Self.frequencies)
  }

  /// Computes the log-spectrogram of a second of sound; allocates nothing.
  ///
  /// - Parameters:
  ///   - samples: 48000 samples in [-1, 1]; traps on any other count.
  ///   - spectrogram: [257, 199], row-major: a row is a frequency, from low to high.
  public func compute(
    _ samples: UnsafeBufferPointer<Float>, into spectrogram: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(
      samples.count == Self.sampleCount,
      "log-spectrogram: \(samples.count) samples given, \(Self.sampleCount) expected")
    precondition(
      spectrogram.count == Self.frequencies * Self.times,
      "log-spectrogram: room for \(spectrogram.count) values, 257 x 199 expected")
    let signals = transforms.input
    window.withUnsafeBufferPointer { window in
      for time in 0..<Self.times {
        let from = time * Self.hop
        let to = time * Self.transformLength
        for index in 0..<Self.windowLength {
          signals[to + index] = Double(samples[from + index]) * window[index]
        }
      }
    }
    transforms.execute()
    values.withUnsafeMutableBufferPointer { values in
      powers(of: UnsafeBufferPointer(transforms.output), into: values)
      // ln |X| is half the ln of the power.
      scaledLogarithms(of: values, factor: Float(0.5 / Self.divisor))
      transpose(UnsafeBufferPointer(values), into: spectrogram)
    }
  }

  /// The log-spectrogram of a second of sound: [257, 199], row-major.
  public func compute(_ samples: [Float]) -> [Float] {
    let count = Self.frequencies * Self.times
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      samples.withUnsafeBufferPointer {
        compute($0, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      }
      initialized = count
    }
  }

  private func powers(
    of spectra: UnsafeBufferPointer<Double>, into values: UnsafeMutableBufferPointer<Float>
  ) {
    let smallest = Self.floor * Self.floor
    for index in 0..<values.count {
      let real = spectra[2 * index]
      let imaginary = spectra[2 * index + 1]
      values[index] = Float(max(real * real + imaginary * imaginary, smallest))
    }
  }

  /// [times, frequencies] to [frequencies, times], in blocks that stay in the cache.
  private func transpose(
    _ values: UnsafeBufferPointer<Float>, into spectrogram: UnsafeMutableBufferPointer<Float>
  ) {
    let block = 16
    for firstBand in stride(from: 0, to: Self.frequencies, by: block) {
      let lastBand = min(firstBand + block, Self.frequencies)
      for time in 0..<Self.times {
        for band in firstBand..<lastBand {
          spectrogram[band * Self.times + time] = values[time * Self.frequencies + band]
        }
      }
    }
  }
}
