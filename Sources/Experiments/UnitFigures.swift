import Compute
import Figures
import Foundation
import NeuralNet
import Scales
import Signal

extension ClipWindow {
  /// Natural logarithms of magnitudes, as the network reads them divided by 5, in decibels.
  ///
  /// The front-end's value is ln(|X|) / 5; 20 log10(e) of it times 5 is decibels.
  static let decibels = Float(5 * 20 / log(10.0))

  /// The spectrogram in decibels, to be drawn: [257, 199], low frequencies first.
  public var spectrumField: ScalarField {
    ScalarField(
      width: LogSpectrogram.times, height: LogSpectrogram.frequencies,
      values: spectrum.map { $0 * Self.decibels })
  }

  /// The frame, to be drawn.
  var figurePicture: FigurePicture {
    FigurePicture(width: picture.width, height: picture.height, bytes: picture.pixels)
  }

  /// Decibels below the loudest that are shown (our choice: what lies below is noise of codecs).
  static let shownDecibels = 80.0

  /// The spectrogram's colours: the 80 dB below its loudest place.
  func spectrumLayer() -> FieldLayer {
    let field = spectrumField
    let top = field.extent?.upperBound ?? 0
    return FieldLayer(
      field, palette: .magma, range: (top - Self.shownDecibels)...top, quantity: "level",
      unit: "dB")
  }

  /// The window alone, or with a unit's map over it.
  public func panel(_ modality: Modality, under map: FieldLayer? = nil) -> FigurePanel {
    let overlay = map.map { FieldOverlay($0, alpha: 0.7) }
    return modality == .vision
      ? FigurePanel(figurePicture, overlay: overlay)
      : FigurePanel(spectrumLayer(), overlay: overlay)
  }
}

extension ActivationMaps {
  /// A unit's map, to be drawn; `top` is what the brightest colour stands for (its own maximum).
  public func layer(ofUnit unit: Int, top: Double? = nil) -> FieldLayer {
    let top = max(top ?? Double(activations[unit]), 1e-12)
    return FieldLayer(
      ScalarField(width: size.width, height: size.height, values: map(ofUnit: unit)),
      palette: .viridis, range: 0...top, quantity: "activation")
  }
}

/// A unit's map over its frame or spectrogram, with axes.
public func heatmapFigure(
  _ window: ClipWindow, _ maps: ActivationMaps, unit: Int, title: String, caption: String
) -> HeatmapFigure {
  let panel = window.panel(maps.modality, under: maps.layer(ofUnit: unit))
  guard maps.modality == .audio else {
    return HeatmapFigure(panel, title: title, caption: caption, width: 420, height: 400)
  }
  let start = window.soundStart
  let half = Double(LogSpectrogram.windowLength) / 2 / Double(LogSpectrogram.sampleRate)
  let end = start + half + 0.005 * Double(LogSpectrogram.times - 1)
  return HeatmapFigure(
    panel, x: FigureAxis("time", FieldAxis((start + half)...end, unit: "s")),
    y: FigureAxis(
      "frequency", FieldAxis(0...Double(LogSpectrogram.sampleRate) / 2, unit: "Hz")),
    title: title, caption: caption)
}
