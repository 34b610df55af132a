import Arrays
import Foundation

/// Weights without a training's state.
public enum WeightsFile {
  /// Copies a checkpoint without the optimizer's tensors.
  ///
  /// - Throws: `ArrayFileError` for a file that cannot be read or written.
  public static func strip(_ checkpoint: URL, to target: URL) throws {
    let file = try SafeTensorsFile(contentsOf: checkpoint)
    let tensors = try file.tensors.filter { !$0.key.hasPrefix("optimizer.") }
      .sorted { $0.key < $1.key }
      .map { name, entry in
        SafeTensor(
          name: name, type: entry.type, shape: entry.shape, bytes: try file.bytes(of: name))
      }
    var metadata = file.metadata
    metadata["earsight.state"] = nil
    try SafeTensorsFile.write(tensors, metadata: metadata, to: target)
    withExtendedLifetime(file) {}
  }
}
