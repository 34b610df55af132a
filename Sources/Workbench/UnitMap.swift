import Experiments
import NeuralNet
import Scales
import Terminal

/// One unit's map over a window, ready to be laid over a frame or a spectrogram: as the network answers,
/// or how far that lies above what the random network's unit of the same number answers.
struct UnitMap {
  /// Whose it is.
  let unit: Int
  /// The map; of a spectrogram low frequencies first.
  let field: ScalarField
  /// Its greatest size, which an end of the palette stands for.
  let top: Double
  /// Whether it lies over a spectrogram.
  let isSpectral: Bool
  /// Whether it is a difference, which lies above and below 0.
  let isDifference: Bool

  /// The map of a unit; nil where one of the networks has none.
  init?(_ maps: ActivationMaps, minus other: ActivationMaps? = nil, unit: Int) {
    guard maps.activations.indices.contains(unit) else { return nil }
    self.unit = unit
    var values = maps.map(ofUnit: unit)
    var top = maps.activations[unit]
    if let other {
      guard other.size == maps.size, other.activations.indices.contains(unit) else { return nil }
      values = zip(values, other.map(ofUnit: unit)).map { $0 - $1 }
      top = values.reduce(0) { max($0, abs($1)) }
    }
    field = ScalarField(width: maps.size.width, height: maps.size.height, values: values)
    self.top = max(Double(top), 1e-12)
    isSpectral = maps.modality == .audio
    isDifference = other != nil
  }

  /// What the ends of the palette stand for.
  var range: ClosedRange<Double> { (isDifference ? -top : 0)...top }

  /// Its colours.
  func ramp(_ theme: Theme) -> Ramp { isDifference ? .difference : theme.activation }

  /// The map between its places as a share of its range, 0 to 1: `x` from the left, `y` from its first
  /// row. No difference is 0.5.
  func level(x: Double, y: Double) -> Double {
    guard field.width > 0, field.height > 0 else { return 0 }
    let u = min(Double(field.width - 1), max(0, x * Double(field.width) - 0.5))
    let v = min(Double(field.height - 1), max(0, y * Double(field.height) - 0.5))
    let (column, row) = (min(field.width - 1, Int(u)), min(field.height - 1, Int(v)))
    let (right, below) = (min(field.width - 1, column + 1), min(field.height - 1, row + 1))
    func value(_ row: Int, _ column: Int) -> Double {
      Double(field.values[row * field.width + column])
    }
    let (du, dv) = (u - Double(column), v - Double(row))
    let upper = value(row, column) * (1 - du) + value(row, right) * du
    let lower = value(below, column) * (1 - du) + value(below, right) * du
    let mean = upper * (1 - dv) + lower * dv
    let share = mean.isFinite ? min(1, max(-1, mean / top)) : 0
    return isDifference ? (share + 1) / 2 : max(0, share)
  }

  /// How far a level is from nothing, 0 to 1.
  func strength(_ level: Double) -> Double { isDifference ? abs(2 * level - 1) : level }

  /// The place of the map at a share of its width and its height, and the value there.
  func place(x: Double, y: Double) -> (row: Int, column: Int, value: Double) {
    let column = min(field.width - 1, max(0, Int(x * Double(field.width))))
    let row = min(field.height - 1, max(0, Int(y * Double(field.height))))
    return (row, column, Double(field.values[row * field.width + column]))
  }
}
