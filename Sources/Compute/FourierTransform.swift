import CFFTW
import Foundation

/// FFTW makes and destroys plans one thread at a time, of either precision; only executing them is free.
let fourierPlanner = NSLock()

/// Many Fourier transforms of real signals of one length, planned once with their own buffers.
///
/// For signal number b: X[b][k] = sum over n of x[b][n] exp(-2 pi i k n / N), not scaled.
/// Plans are estimated rather than measured, so that every run computes the same bits.
///
/// # Shapes
/// - `input`: [count, length] doubles; a transform may overwrite nothing of it.
/// - `output`: [count, length / 2 + 1, 2] doubles, real and imaginary part interleaved.
public final class RealFourierTransforms {
  /// Signals transformed at a time.
  public let count: Int
  /// Samples in each.
  public let length: Int
  /// Where the signals are put before `execute()`; zeros at first.
  public let input: UnsafeMutableBufferPointer<Double>
  /// Where the spectra are after `execute()`.
  public let output: UnsafeMutableBufferPointer<Double>
  private let plan: fftw_plan

  /// Plans `count` transforms of `length` samples; traps when FFTW refuses or memory is out.
  public init(count: Int, length: Int) {
    precondition(count > 0 && length > 0, "Fourier transform: \(count) signals of \(length)")
    self.count = count
    self.length = length
    let bins = length / 2 + 1
    guard let signals = fftw_alloc_real(count * length),
      let spectra = fftw_alloc_complex(count * bins)
    else { preconditionFailure("Fourier transform: out of memory") }
    let made = fourierPlanner.withLock {
      withUnsafePointer(to: Int32(length)) {
        fftw_plan_many_dft_r2c(
          1, $0, Int32(count), signals, nil, 1, Int32(length), spectra, nil, 1, Int32(bins),
          UInt32(FFTW_ESTIMATE | FFTW_PRESERVE_INPUT))
      }
    }
    guard let made else {
      preconditionFailure("Fourier transform: FFTW has no plan for \(count) x \(length)")
    }
    plan = made
    input = UnsafeMutableBufferPointer(start: signals, count: count * length)
    input.initialize(repeating: 0)
    let numbers = UnsafeMutableRawPointer(spectra).assumingMemoryBound(to: Double.self)
    output = UnsafeMutableBufferPointer(start: numbers, count: 2 * count * bins)
    output.initialize(repeating: 0)
  }

  deinit {
    fourierPlanner.withLock { fftw_destroy_plan(plan) }
    fftw_free(input.baseAddress)
    fftw_free(output.baseAddress)
  }

  /// Transforms what is in `input` into `output`; allocates nothing.
  public func execute() { fftw_execute(plan) }
}
