import Foundation
import NeuralNet

/// The slow twin: L3-Net's forward pass in plain loops over `Double`.
struct NaiveNetwork {
  var configuration: NetworkConfiguration
  /// The tensors by name.
  var tensors: [String: [Double]]

  init(_ net: L3Net) {
    configuration = net.configuration
    tensors = [:]
    for (rows, arena) in [
      (net.parameters.table, net.parameters.values),
      (net.parameters.runningTable, net.parameters.running),
    ] {
      for row in rows {
        tensors[row.name] = (0..<row.count).map { Double(arena.base[row.offset + $0]) }
      }
    }
  }

  /// A batch of maps, [B, C, H, W].
  struct Maps {
    var values: [Double]
    var images: Int
    var channels: Int
    var height: Int
    var width: Int
    subscript(b: Int, c: Int, y: Int, x: Int) -> Double {
      get { values[((b * channels + c) * height + y) * width + x] }
      set { values[((b * channels + c) * height + y) * width + x] = newValue }
    }
    init(_ images: Int, _ channels: Int, _ height: Int, _ width: Int, _ values: [Double]? = nil) {
      self.images = images
      self.channels = channels
      self.height = height
      self.width = width
      self.values =
        values ?? [Double](repeating: 0, count: images * channels * height * width)
    }
  }

  static func convolution(_ x: Maps, _ weight: [Double], outputs: Int, stride: Int) -> Maps {
    var y = Maps(x.images, outputs, (x.height - 1) / stride + 1, (x.width - 1) / stride + 1)
    for b in 0..<y.images {
      for o in 0..<outputs {
        for r in 0..<y.height {
          for s in 0..<y.width {
            var sum = 0.0
            for c in 0..<x.channels {
              for t in 0..<9 {
                let (row, column) = (r * stride + t / 3 - 1, s * stride + t % 3 - 1)
                guard row >= 0, row < x.height, column >= 0, column < x.width else { continue }
                sum += weight[(o * x.channels + c) * 9 + t] * x[b, c, row, column]
              }
            }
            y[b, o, r, s] = sum
          }
        }
      }
    }
    return y
  }

  func normalised(_ x: Maps, _ name: String, training: Bool) -> Maps {
    var y = x
    let plane = x.height * x.width
    for c in 0..<x.channels {
      func each(_ body: (Int) -> Void) {
        for b in 0..<x.images {
          for i in 0..<plane { body((b * x.channels + c) * plane + i) }
        }
      }
      var mean = tensors["\(name).running_mean"]?[c] ?? 0
      var variance = tensors["\(name).running_var"]?[c] ?? 1
      if training {
        let count = Double(x.images * plane)
        var sum = 0.0
        each { sum += x.values[$0] }
        mean = sum / count
        sum = 0
        each { sum += (x.values[$0] - mean) * (x.values[$0] - mean) }
        variance = sum / count
      }
      let scale = (tensors["\(name).weight"]?[c] ?? 1) / (variance + 1e-5).squareRoot()
      let bias = tensors["\(name).bias"]?[c] ?? 0
      each { y.values[$0] = (x.values[$0] - mean) * scale + bias }
    }
    return y
  }

  static func rectified(_ x: Maps) -> Maps {
    var y = x
    y.values = x.values.map { max(0, $0) }
    return y
  }

  static func pooled(_ x: Maps) -> Maps {
    var y = Maps(x.images, x.channels, x.height / 2, x.width / 2)
    for b in 0..<y.images {
      for c in 0..<y.channels {
        for r in 0..<y.height {
          for s in 0..<y.width {
            y[b, c, r, s] = max(
              x[b, c, 2 * r, 2 * s], x[b, c, 2 * r, 2 * s + 1], x[b, c, 2 * r + 1, 2 * s],
              x[b, c, 2 * r + 1, 2 * s + 1])
          }
        }
      }
    }
    return y
  }

  /// The conv4_2 map after batch norm, before ReLU.
  func tower(_ modality: Modality, _ input: Maps, training: Bool) -> Maps {
    let tower = modality.rawValue
    var x = normalised(input, "\(tower).input_bn", training: training)
    for (block, outputs) in configuration.channels.enumerated() {
      for layer in 1...2 {
        let name = "\(tower).conv\(block + 1)_\(layer)"
        let stride = block == 0 && layer == 1 ? configuration.stride : 1
        x = normalised(
          Self.convolution(x, tensors["\(name).weight"] ?? [], outputs: outputs, stride: stride),
          "\(name).bn", training: training)
        if layer == 1 || block < 3 { x = Self.rectified(x) }
      }
      if block < 3 { x = Self.pooled(x) }
    }
    return x
  }

  /// [B, 8 * width].
  static func embedding(_ map: Maps) -> [[Double]] {
    let plane = map.height * map.width
    return (0..<map.images).map { b in
      (0..<map.channels).map { c in
        let start = (b * map.channels + c) * plane
        return max(0, map.values[start..<start + plane].max() ?? 0)
      }
    }
  }

  func logits(pictures: Maps, spectra: Maps, training: Bool) -> [[Double]] {
    let seen = Self.embedding(tower(.vision, pictures, training: training))
    let heard = Self.embedding(tower(.audio, spectra, training: training))
    func dense(_ x: [Double], _ name: String) -> [Double] {
      let weight = tensors["\(name).weight"] ?? []
      return (tensors["\(name).bias"] ?? []).enumerated().map { o, bias in
        x.indices.reduce(bias) { $0 + weight[o * x.count + $1] * x[$1] }
      }
    }
    return zip(seen, heard).map { dense(dense($0 + $1, "fc1").map { max(0, $0) }, "fc2") }
  }

  func loss(pictures: Maps, spectra: Maps, labels: [Int32]) -> Double {
    let logits = logits(pictures: pictures, spectra: spectra, training: true)
    return zip(logits, labels).reduce(0) { sum, pair in
      let (logits, label) = pair
      let right = logits[Int(label)]
      return sum + log(exp(logits[0] - right) + exp(logits[1] - right))
    } / Double(labels.count)
  }
}
