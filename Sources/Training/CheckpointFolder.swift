import Arrays
import Compute
import Foundation
import NeuralNet
import Session

/// What a checkpoint remembers beside the network and Adam's moments.
struct CheckpointState: Codable, Equatable {
  var progress: TrainingProgress
  /// The base learning rate, which may have been changed while the run went on.
  var learningRate: Double
}

/// The checkpoints of one run: last, best and every Nth, each a safetensors file.
public struct CheckpointFolder {
  let store: SessionStore
  let run: RunRecord

  /// The key of `CheckpointState` in a file's metadata.
  private static let stateKey = "earsight.state"

  /// The run's last checkpoint on disk, if there is one.
  func last() throws -> URL? {
    let url = url("last")
    return FileManager.default.fileExists(atPath: url.path) ? url : nil
  }

  /// Writes the last checkpoint, and links it as best and as a kept one where that is due.
  func save(
    net: L3Net, adam: Adam, state: CheckpointState, options: TrainingOptions,
    validation: Correspondence?, isBest: Bool
  ) throws -> URL {
    let last = url("last")
    let json = String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
    try FileManager.default.createDirectory(
      at: store.location.checkpoints, withIntermediateDirectories: true)
    try net.write(
      to: last,
      extra: [
        SafeTensor(
          name: "optimizer.first", shape: [adam.first.count],
          floats: UnsafeBufferPointer(adam.first.values)),
        SafeTensor(
          name: "optimizer.second", shape: [adam.second.count],
          floats: UnsafeBufferPointer(adam.second.values)),
      ],
      metadata: [
        Self.stateKey: json, "seed": String(options.seed), "run": run.name,
        "step": String(state.progress.step), "pairs_seen": String(state.progress.pairs),
      ])
    try note(last, .last, state, validation)
    if isBest { try link(last, as: "best", .best, state, validation) }
    if state.progress.saves % options.keepEvery == 0 {
      try link(last, as: "step-\(state.progress.step)", .periodic, state, validation)
    }
    return last
  }

  /// Loads weights of the same network and sound front-end, without a training's state.
  func load(weights file: URL, into net: L3Net) throws {
    let tensors = try SafeTensorsFile(contentsOf: file)
    let found = try L3Net.configuration(of: tensors, at: file)
    guard found == net.configuration else {
      throw TrainingError.mismatch(
        file: file.path,
        found: "width \(found.width), stride \(found.stride), front-end \(found.frontEnd)",
        expected: "width \(net.configuration.width), stride \(net.configuration.stride), "
          + "front-end \(net.configuration.frontEnd)")
    }
    try net.load(tensors)
  }

  /// Loads a checkpoint's weights and says where its training stood.
  func load(_ file: URL, into net: L3Net) throws -> CheckpointState {
    try load(weights: file, into: net)
    return try Self.state(of: SafeTensorsFile(contentsOf: file), at: file)
  }

  /// The checkpoint of `run` that `name` means: "best" (else the last), "last", or a file.
  ///
  /// - Throws: `TrainingError.noCheckpoint`.
  public static func file(
    _ name: String, of run: RunRecord, in store: SessionStore
  ) throws -> URL {
    let folder = CheckpointFolder(store: store, run: run)
    let isKind = name == "best" || name == "last"
    let candidates =
      isKind
      ? (name == "best" ? ["best", "last"] : ["last"]).map(folder.url)
      : [URL(fileURLWithPath: name), store.location.checkpoints.appendingPathComponent(name)]
    let found = candidates.first { FileManager.default.fileExists(atPath: $0.path) }
    guard let found else { throw TrainingError.noCheckpoint(session: store.location.name) }
    return found
  }

  /// Restores network, moments and progress from a checkpoint of the same network.
  func resume(_ file: URL, net: L3Net, adam: Adam) throws -> CheckpointState {
    try load(weights: file, into: net)
    let tensors = try SafeTensorsFile(contentsOf: file)
    let state = try Self.state(of: tensors, at: file)
    try tensors.copy("optimizer.first", shape: [adam.first.count], into: adam.first.values)
    try tensors.copy("optimizer.second", shape: [adam.second.count], into: adam.second.values)
    adam.steps = state.progress.step
    return state
  }

  private static func state(of tensors: SafeTensorsFile, at file: URL) throws -> CheckpointState {
    guard let json = tensors.metadata[stateKey] else {
      throw TrainingError.mismatch(
        file: file.path, found: "weights without a training state",
        expected: "a checkpoint written by earsight train")
    }
    return try JSONDecoder().decode(CheckpointState.self, from: Data(json.utf8))
  }

  private func url(_ kind: String) -> URL {
    store.location.checkpoints.appendingPathComponent("\(run.name)-\(kind).safetensors")
  }

  private func link(
    _ file: URL, as kind: String, _ recordKind: CheckpointRecord.Kind, _ state: CheckpointState,
    _ validation: Correspondence?
  ) throws {
    let target = url(kind)
    try writeAtomically(to: target) { temporary in
      try? FileManager.default.removeItem(at: temporary)
      // A hard link costs nothing: the next save of `last` makes a new file.
      do {
        try FileManager.default.linkItem(at: file, to: temporary)
      } catch {
        try FileManager.default.copyItem(at: file, to: temporary)
      }
    }
    try note(target, recordKind, state, validation)
  }

  private func note(
    _ file: URL, _ kind: CheckpointRecord.Kind, _ state: CheckpointState,
    _ validation: Correspondence?
  ) throws {
    let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int64 ?? 0
    try store.record(
      checkpoint: CheckpointRecord(
        run: run.id, step: state.progress.step, pairs: state.progress.pairs,
        file: store.location.storedPath(of: file.path), kind: kind,
        validationAccuracy: validation?.accuracy, byteCount: size))
  }
}
