import Analysis
import Compute
import Foundation
import NeuralNet
import Session

extension LayoutExperiment {
  /// Places the rows that a finished layout does not have into it, the old points as they are, and keeps
  /// both together.
  ///
  /// - Parameter id: the result of the old layout, of the same network and tower.
  /// - Returns: the points [N, 2], old ones first, how many are new, and the result's number.
  public func place(
    into id: Int64, pool: WorkerPool
  ) throws -> (layout: [Float], placed: Int, result: Int64?) {
    guard let source = try store.result(id).source else {
      throw ExperimentError.otherRows(result: id, reason: "what it was computed from is not known")
    }
    guard source.network.digest == subject.network.digest, source.modality == modality.rawValue
    else {
      throw ExperimentError.otherRows(
        result: id, reason: "it shows \(source.modality) by \(source.network.title)")
    }
    guard let record = try store.indexes().first(where: { $0.name == source.index }) else {
      throw ExperimentError.otherRows(result: id, reason: "its embeddings are gone")
    }
    let old = try EmbeddingIndex(record, in: store.location)
    let layout: [Float] = try store.array("layout", ofResult: id)?.values() ?? []
    let there = Set(old.clips)
    let new = subject.index.clips.indices.filter { !there.contains(subject.index.clips[$0]) }
    var placing = TSNE.PlacingOptions()
    placing.perplexity = min(placing.perplexity, Double((old.record.rows - 1) / 3))
    let placed = try TSNE.place(
      subject.index.matrix(modality).selecting(new), among: old.matrix(modality), layout: layout,
      placing, pool: pool, job.monitor)
    let points = layout + placed
    let clips = old.clips + new.map { subject.index.clips[$0] }
    var figures = Figures(
      n: clips.count, iteration: 0, iterations: 0, perplexity: options.perplexity)
    figures.placed = new.count
    var provenance = Provenance(
      subject, modality: modality.rawValue, seed: options.seed,
      parameters: ["into": "result \(id)", "placed": "\(new.count)"])
    provenance.n = clips.count
    let result = try store.keep(
      "tsne", figures, from: provenance, job: job.record?.id,
      arrays: [
        ResultArray("layout", shape: [clips.count, 2], points),
        ResultArray("clips", shape: [clips.count], clips),
      ], isComplete: !job.isCancelled)
    return (points, new.count, result)
  }
}
