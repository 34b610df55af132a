import Arrays
import Compute
import Foundation
import NeuralNet
import Session

/// What a checkpoint remembers beside the network and Adam's moments.
package struct CheckpointState: Codable, Equatable {
  package var progress: TrainingProgress
  /// The base learning rate, which may have been changed while the run went on.
  var learningRate: Double
}

/// The checkpoints of one run: last, best and every Nth, each a safetensors file.
public struct CheckpointFolder {
  let store: SessionStore
  let run: RunRecord

  /// The checkpoints of a run.
  package init(store: SessionStore, run: RunRecord) {
    self.store = store
    self.run = run
  }

  /// The key of `CheckpointState` in a file's metadata.
  private static let stateKey = "earsight.state"

  /// A checkpoint that training can go on from.
  package struct Standing {
    package let file: URL
    package let state: CheckpointState
    /// Newer ones that are gone or damaged, each with its reason.
    package var passedOver: [String] = []
  }

  /// The last checkpoint, or, where its file is gone or damaged, the newest one that can be read; nil
  /// where none was ever written.
  ///
  /// - Throws: `TrainingError.checkpointsLost` where none can be read.
  package func newest() throws -> Standing? {
    let records = try store.checkpoints(run: run.id)
    let others = records.filter { $0.kind != .last }
      .sorted { $0.step > $1.step }.map { store.location.url(of: $0.file) }
    var passedOver: [String] = []
    for file in [url("last")] + others {
      guard FileManager.default.fileExists(atPath: file.path) else {
        passedOver.append("\(file.lastPathComponent) is gone")
        continue
      }
      do {
        let tensors = try SafeTensorsFile(contentsOf: file)
        try tensors.checkDigest()
        return Standing(
          file: file, state: try Self.state(of: tensors, at: file), passedOver: passedOver)
      } catch let error as ArrayFileError {
        passedOver.append("\(error)")
      }
    }
    // A run that was killed before its first checkpoint begins anew and has lost nothing else.
    guard !records.isEmpty else { return nil }
    throw TrainingError.checkpointsLost(run: run.name, reasons: passedOver)
  }

  /// Takes away what a trainer that was killed left half written; only the holder of the session's
  /// lock may.
  func removeUnfinished() {
    let folder = store.location.checkpoints
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(".") && name.hasSuffix(".tmp") {
      try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
  }

  /// Writes one file, and gives it the names that are due: last, best, a kept one.
  ///
  /// The best comes first: a kill between the two leaves an older last, from which the run takes the
  /// same steps again and finds the same best. The other way round the best would never be written.
  func save(
    net: L3Net, adam: Adam, state: CheckpointState, options: TrainingOptions,
    validation: Correspondence?, isBest: Bool
  ) throws -> URL {
    let written = url(isBest ? "best" : "last")
    let json = String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
    try FileManager.default.createDirectory(
      at: store.location.checkpoints, withIntermediateDirectories: true)
    try net.write(
      to: written,
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
    if isBest {
      try note(written, .best, state, validation)
      try link(written, as: "last")
    }
    try note(url("last"), .last, state, validation)
    if state.progress.saves % options.keepEvery == 0 {
      let kept = "step-\(state.progress.step)"
      try link(written, as: kept)
      try note(url(kept), .periodic, state, validation)
    }
    return url("last")
  }

  /// Loads weights of the same network and sound front-end, without a training's state.
  ///
  /// - Returns: the file, open.
  @discardableResult
  func load(weights file: URL, into net: L3Net) throws -> SafeTensorsFile {
    let tensors = try SafeTensorsFile(contentsOf: file)
    try tensors.checkDigest()
    let found = try L3Net.configuration(of: tensors, at: file)
    guard found == net.configuration else {
      throw TrainingError.mismatch(
        file: file.path,
        found: "width \(found.width), stride \(found.stride), front-end \(found.frontEnd)",
        expected: "width \(net.configuration.width), stride \(net.configuration.stride), "
          + "front-end \(net.configuration.frontEnd)")
    }
    try net.load(tensors)
    return tensors
  }

  /// Loads a checkpoint's weights and says where its training stood.
  func load(_ file: URL, into net: L3Net) throws -> CheckpointState {
    try Self.state(of: load(weights: file, into: net), at: file)
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
    guard let found else {
      guard isKind else {
        throw TrainingError.badOption(
          "no checkpoint file '\(name)' here or in session \(store.location.name); expected best, last "
            + "or a weights file")
      }
      throw TrainingError.noCheckpoint(run: run.name, session: store.location.word)
    }
    return found
  }

  /// Restores network, moments and progress from a checkpoint of the same network.
  func resume(_ file: URL, net: L3Net, adam: Adam) throws -> CheckpointState {
    let tensors = try load(weights: file, into: net)
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

  private func link(_ file: URL, as kind: String) throws {
    try writeAtomically(to: url(kind)) { temporary in
      // A hard link costs nothing: the next save makes a new file.
      do {
        try FileManager.default.linkItem(at: file, to: temporary)
      } catch {
        try FileManager.default.copyItem(at: file, to: temporary)
      }
    }
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
