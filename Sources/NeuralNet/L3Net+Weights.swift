import Arrays
import Compute
import Foundation

extension L3Net {
  /// Writes the weights and running statistics as safetensors (see interface.md, Files).
  ///
  /// - extra: tensors that ride along, an optimizer's moments for example.
  /// - metadata: added to width, stride and front-end id, which are always there.
  public func write(
    to url: URL, extra: [SafeTensor] = [], metadata: [String: String] = [:]
  ) throws {
    var tensors: [SafeTensor] = []
    for (rows, arena) in arenas {
      for row in rows {
        tensors.append(
          SafeTensor(
            name: row.name, shape: row.shape,
            floats: UnsafeBufferPointer(start: arena.base + row.offset, count: row.count)))
      }
    }
    var all = [
      "width": String(configuration.width), "stride": String(configuration.stride),
      "front_end": configuration.frontEnd,
    ]
    all.merge(metadata) { $1 }
    try SafeTensorsFile.write(tensors + extra, metadata: all, to: url)
  }

  /// Fills the network from an open weights file; throws when a tensor is missing or of another shape.
  public func load(_ file: SafeTensorsFile) throws {
    for (rows, arena) in arenas {
      for row in rows {
        try file.copy(
          row.name, shape: row.shape,
          into: UnsafeMutableBufferPointer(start: arena.base + row.offset, count: row.count))
      }
    }
  }

  /// The configuration that a weights file was written with; throws when it does not say.
  public static func configuration(
    of file: SafeTensorsFile, at url: URL
  ) throws -> NetworkConfiguration {
    guard let width = file.metadata["width"].flatMap({ Int($0) }), (1...4096).contains(width),
      let stride = file.metadata["stride"].flatMap({ Int($0) }), (1...2).contains(stride)
    else {
      throw ArrayFileError(
        url, found: "metadata \(file.metadata.keys.sorted().prefix(20))",
        expected: "width and stride of an L3-Net",
        remedy: "use a file that this program has written")
    }
    return NetworkConfiguration(
      width: width, stride: stride, frontEnd: file.metadata["front_end"] ?? "")
  }

  private var arenas: [([Parameter], AlignedBuffer)] {
    [(parameters.table, parameters.values), (parameters.runningTable, parameters.running)]
  }
}
