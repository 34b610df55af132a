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

  /// The spectrogram in decibels below its loudest place, to be drawn on a screen as on paper:
  /// [257, 199], low frequencies first.
  public var spectrumField: ScalarField {
    let field = ScalarField(
      width: LogSpectrogram.times, height: LogSpectrogram.frequencies,
      values: spectrum.map { $0 * Self.decibels })
    let top = Float(field.extent?.upperBound ?? 0)
    return ScalarField(
      width: field.width, height: field.height, values: field.values.map { $0 - top })
  }

  /// The frame, to be drawn.
  var figurePicture: FigurePicture {
    FigurePicture(width: picture.width, height: picture.height, bytes: picture.pixels)
  }

  /// The spectrogram's colours.
  func spectrumLayer(_ look: WindowLook = WindowLook()) -> FieldLayer {
    FieldLayer(
      spectrumField, palette: look.spectrogram, range: (-look.floor - look.gain)...(-look.gain),
      quantity: "level", unit: "dB re loudest")
  }

  /// The window alone, or with a unit's map over it.
  public func panel(
    _ modality: Modality, under map: FieldLayer? = nil, look: WindowLook = WindowLook()
  ) -> FigurePanel {
    let overlay = map.map { map in
      var layer = map
      layer.palette = look.activation
      // A whole overlay leaves nothing of what lies below, as on the screen.
      return FieldOverlay(layer, alpha: look.overlay, fades: look.overlay < 1)
    }
    return modality == .vision
      ? FigurePanel(figurePicture, overlay: overlay)
      : FigurePanel(spectrumLayer(look), overlay: overlay)
  }
}

/// How a window is drawn.
public struct WindowLook: Sendable {
  /// How much of a map covers what lies below, 0 to 1.
  public var overlay = 0.7
  /// Decibels below the loudest place that are shown (our choice: what lies below is noise of
  /// codecs).
  public var floor = 80.0
  /// Decibels by which the spectrogram is raised.
  public var gain = 0.0
  /// Whether frequencies are spaced by their logarithm.
  public var isLogFrequency = false
  /// Colours of spectrograms.
  public var spectrogram = Palette.magma
  /// Colours of maps.
  public var activation = Palette.viridis

  /// As it is unless a person chose otherwise.
  public init() {}
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

/// A frame or a spectrogram, alone or under a unit's map, with axes.
public func heatmapFigure(
  _ window: ClipWindow, _ modality: Modality, under map: (maps: ActivationMaps, unit: Int)?,
  look: WindowLook = WindowLook(), title: String, caption: String
) -> HeatmapFigure {
  let layer = look.overlay > 0 ? map.map { $0.maps.layer(ofUnit: $0.unit) } : nil
  let panel = window.panel(modality, under: layer, look: look)
  guard modality == .audio else {
    return HeatmapFigure(panel, title: title, caption: caption, width: 420, height: 400)
  }
  let start = window.soundStart
  let half = Double(LogSpectrogram.windowLength) / 2 / Double(LogSpectrogram.sampleRate)
  let end = start + half + 0.005 * Double(LogSpectrogram.times - 1)
  let highest = Double(LogSpectrogram.sampleRate) / 2
  // A logarithmic axis begins at the first band above 0 Hz.
  let band = highest / Double(LogSpectrogram.frequencies - 1)
  return HeatmapFigure(
    panel, x: FigureAxis("time", FieldAxis((start + half)...end, unit: "s")),
    y: FigureAxis(
      "frequency",
      FieldAxis(
        0...highest, unit: "Hz",
        scale: look.isLogFrequency ? .logarithmic(floor: band) : .linear)),
    title: title, caption: caption)
}

/// A unit's top as a sheet: frames, spectrograms of the audio tower, and heatmaps, which share the
/// brightness of the strongest; a window whose maps are not known stays without.
public func unitSheet(
  of unit: Int, _ table: UnitTable,
  _ shown: [(place: UnitTable.Place, window: ClipWindow, maps: ActivationMaps?)],
  look: WindowLook = WindowLook(), caption: String
) -> ContactSheet {
  let modality = table.modality
  let top = table.top(of: unit)
  var frames: [ContactSheet.Cell] = []
  var heat: [ContactSheet.Cell] = []
  var spectra: [ContactSheet.Cell] = []
  for (place, window, maps) in shown {
    let words = [
      place.clip.label ?? place.clip.fileName,
      "\(NumberText.fixed(Double(place.activation), 3)) at \(NumberText.fixed(place.time, 2)) s",
    ]
    let layer = maps.map { $0.layer(ofUnit: unit, top: Double(top[0].activation)) }
    frames.append(ContactSheet.Cell(window.panel(.vision)))
    heat.append(
      ContactSheet.Cell(layer.map { window.panel(modality, under: $0, look: look) }, labels: words))
    spectra.append(ContactSheet.Cell(window.panel(.audio, look: look)))
  }
  let rows =
    modality == .vision
    ? [ContactSheet.Row("frame", frames), .init("heatmap", heat)]
    : [
      ContactSheet.Row("frame", frames), .init("spectrogram", spectra, proportion: 1.2),
      .init("heatmap", heat, proportion: 1.2),
    ]
  let preferred = table.preferred(of: unit).map { ", \($0.name) \($0.count)/\(top.count)" } ?? ""
  let selectivity =
    table.metrics[unit].selectivity.map { ", selectivity \(NumberText.fixed($0, 2))" } ?? ""
  return ContactSheet(
    rows,
    headings: shown.map { shown in
      "rank \((top.firstIndex(of: shown.place) ?? 0) + 1)"
    }, title: "\(modality.rawValue) unit \(unit)\(preferred)\(selectivity)", caption: caption)
}
