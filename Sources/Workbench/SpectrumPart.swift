import Experiments
import Scales
import Terminal

/// The part of a window's spectrogram that is seen, with its axes.
struct SpectrumPart {
  /// Shares of the times, from the left, and of the frequencies, from below.
  struct Seen: Equatable {
    var times = 0.0...1.0
    var frequencies = 0.0...1.0
  }

  /// Decibels below the loudest place of the window, rows from the lowest frequency.
  let field: ScalarField
  /// The times of its columns.
  let times: FieldAxis
  /// The frequencies of its rows.
  let frequencies: FieldAxis

  /// The columns and rows that are seen, in whole or in part.
  init(of window: ClipWindow, _ axis: FieldAxis, _ seen: Seen = Seen()) {
    let whole = window.spectrumField
    let all = WindowPainter.times(window)
    let columns = SpectrumPart.places(
      all.value(at: seen.times.lowerBound)...all.value(at: seen.times.upperBound), all.range,
      whole.width)
    let rows = SpectrumPart.places(
      axis.value(at: seen.frequencies.lowerBound)...axis.value(at: seen.frequencies.upperBound),
      axis.range, whole.height)
    let isWhole = columns.count == whole.width && rows.count == whole.height
    field =
      isWhole
      ? whole
      : ScalarField(
        width: columns.count, height: rows.count,
        values: rows.flatMap { row in
          whole.values[
            row * whole.width + columns.lowerBound...row * whole.width + columns.upperBound]
        })
    times = FieldAxis(
      SpectrumPart.values(columns, all.range, whole.width), unit: all.unit, scale: all.scale)
    frequencies = FieldAxis(
      SpectrumPart.values(rows, axis.range, whole.height), unit: axis.unit, scale: axis.scale)
  }

  /// The places of so many, evenly spaced over a range, that a part of the range touches.
  private static func places(
    _ part: ClosedRange<Double>, _ range: ClosedRange<Double>, _ count: Int
  ) -> ClosedRange<Int> {
    let scale = Double(count - 1) / (range.upperBound - range.lowerBound)
    let first = Int(((part.lowerBound - range.lowerBound) * scale + 1e-9).rounded(.down))
    let last = Int(((part.upperBound - range.lowerBound) * scale - 1e-9).rounded(.up))
    let low = min(max(0, first), count - 1)
    return low...min(max(low, last), count - 1)
  }

  /// What the first and the last of some places stand for.
  private static func values(
    _ places: ClosedRange<Int>, _ range: ClosedRange<Double>, _ count: Int
  ) -> ClosedRange<Double> {
    let step = (range.upperBound - range.lowerBound) / Double(count - 1)
    // The ends of the range are what they are, whatever is rounded.
    let low = range.lowerBound + Double(places.lowerBound) * step
    let high =
      places.upperBound == count - 1
      ? range.upperBound : range.lowerBound + Double(places.upperBound) * step
    return low...max(low, high)
  }
}

extension State {
  /// What is seen of the spectrogram on the screen Clip: about the middle that was chosen, within the
  /// whole, with the cursor in it.
  var seenOfSpectrum: SpectrumPart.Seen {
    let center = spectrumCenter
    let half = 0.5 / spectrumZoom
    return SpectrumPart.Seen(
      times: max(0, center.x - half)...min(1, center.x + half),
      frequencies: max(0, center.y - half)...min(1, center.y + half))
  }

  /// Greatest zoom (our choice: some twelve frames by sixteen bands, each a few cells).
  static let greatestSpectrumZoom = 16.0

  private var spectrumZoom: Double { min(State.greatestSpectrumZoom, max(1, clip.zoom)) }

  /// Where the cursor of the spectrogram stands, as shares of its axes.
  private var spectrumCursor: SIMD2<Double> {
    let hertz = max(analysis.isLogFrequency ? WindowPainter.lowest : 0, clip.hertz)
    return SIMD2(
      (0.495 + clip.seconds) / 0.99, WindowPainter(self).frequencies.share(of: hertz)
    ).clamped(lowerBound: SIMD2(0, 0), upperBound: SIMD2(1, 1))
  }

  /// The middle of what is seen.
  private var spectrumCenter: SIMD2<Double> {
    let half = 0.5 / spectrumZoom
    let cursor = spectrumCursor
    // Not on the very edge, where rounding to whole bands and frames would hide it.
    let reach = 0.9 * half
    return clip.center
      .clamped(lowerBound: cursor - reach, upperBound: cursor + reach)
      .clamped(lowerBound: SIMD2(half, half), upperBound: SIMD2(1 - half, 1 - half))
  }

  /// Keeps what is seen where the cursor has taken it.
  mutating func lookAtCursor() { clip.center = spectrumCenter }

  /// Shows a `factor`th of what is shown, the cursor where it is seen; by 0 everything.
  mutating func zoomSpectrum(by factor: Double) {
    let zoom = min(State.greatestSpectrumZoom, max(1, spectrumZoom * factor))
    let cursor = spectrumCursor
    clip.center = cursor + (spectrumCenter - cursor) * (spectrumZoom / zoom)
    clip.zoom = zoom
    lookAtCursor()
  }
}
