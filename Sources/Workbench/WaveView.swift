import Experiments
import Foundation
import Scales
import Terminal

/// The sound of a second, below the same times of its spectrogram.
enum WaveView {
  /// The sound, from the least to the greatest sample of each column of dots.
  ///
  /// - Parameter plot: where the spectrogram's field lies.
  static func draw(
    _ state: State, _ moment: Moment, below plot: Rect, in rect: Rect, on grid: inout Grid
  ) {
    let glyphs = state.theme.glyphs
    let window = state.analysis.window(moment)
    let peak = window.map { $0.sound.reduce(Float(0)) { max($0, abs($1)) } } ?? 0
    var badge: [Panel.Span] = []
    if peak > 0 {
      badge.append(.init("peak \(NumberText.fixed(20 * log10(Double(peak)), 1)) dB of full", .dim))
    }
    let inside = Panel(
      title: [.init("Waveform", .bold), .init("  1 s at 48 kHz", .dim)], badge: badge
    ).draw(in: rect, on: &grid, glyphs: glyphs)
    guard let window = ClipView.window(state, moment, in: inside, on: &grid), !inside.isEmpty else {
      return
    }
    guard peak > 0 else {
      grid.text("silence", x: inside.x + 1, y: inside.y, .dim)
      return
    }
    let times = SpectrumPart(
      of: window, WindowPainter(state).frequencies, state.seenOfSpectrum
    ).times
    let hasAxis = inside.height >= 4
    let place = Rect(
      x: plot.x, y: inside.y, width: plot.width, height: inside.height - (hasAxis ? 2 : 0))
    guard !place.isEmpty else { return }
    drawSound(window, times, peak, state, in: place, on: &grid)
    if hasAxis { drawAxis(times, glyphs, below: place, on: &grid) }
  }

  private static func drawSound(
    _ window: ClipWindow, _ times: FieldAxis, _ peak: Float, _ state: State, in place: Rect,
    on grid: inout Grid
  ) {
    var canvas = DotCanvas(Size(width: place.width, height: place.height))
    let style = state.theme.curve(.train)
    func sample(_ column: Int) -> Int {
      let time = times.value(at: Double(column) / Double(canvas.width))
      let rate = Double(SoundPlayer.sampleRate)
      return min(window.sound.count, max(0, Int(((time - window.soundStart) * rate).rounded())))
    }
    func row(_ value: Float) -> Int {
      Int((Double(canvas.height - 1) * Double(1 - value / peak) / 2).rounded())
    }
    for x in 0..<canvas.width {
      let first = sample(x)
      let samples = window.sound[first..<max(first, min(window.sound.count, sample(x + 1)))]
        .filter(\.isFinite)
      guard let low = samples.min(), let high = samples.max() else { continue }
      canvas.column(x: x, from: row(high), to: row(low), style)
    }
    canvas.draw(x: place.x, y: place.y, on: &grid, glyphs: state.theme.glyphs)
  }

  /// The spectrogram's own marks once more.
  private static func drawAxis(
    _ times: FieldAxis, _ glyphs: GlyphSet, below place: Rect, on grid: inout Grid
  ) {
    for x in place.x..<place.maxX { grid.put(glyphs.baseline.line, x: x, y: place.maxY, .dim) }
    var free = place.x
    for tick in times.ticks(atMost: max(2, place.width / 10)) {
      let column = Int(times.share(of: tick.value) * Double(place.width))
      let x = place.x + min(place.width - 1, max(0, column))
      let width = CellText.width(tick.label)
      let start = min(max(place.x, x - width / 2), place.maxX - width)
      guard start >= free else { continue }
      grid.put(glyphs.baseline.tick, x: x, y: place.maxY, .dim)
      free = grid.text(tick.label, x: start, y: place.maxY + 1, .dim) + 1
    }
  }
}
