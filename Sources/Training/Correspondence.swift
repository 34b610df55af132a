import Corpus
import NeuralNet
import Session

/// Accuracy and loss of audio-visual correspondence over balanced pairs.
public struct Correspondence: Sendable, Equatable {
  /// Mean cross-entropy.
  public var loss: Double
  /// Fraction of pairs told right; chance is 0.5.
  public var accuracy: Double
  /// Pairs.
  public var count: Int

  /// What a session keeps of an evaluation.
  public init(_ record: ValidationRecord) {
    (loss, accuracy, count) = (record.loss, record.accuracy, record.count)
  }

  /// Evaluates `net` on the first `pairs` pairs of a sampler, running statistics, no variation.
  ///
  /// - Parameters:
  ///   - pairs: how many; rounded up to whole batches.
  ///   - isCancelled: asked before each batch; what is done by then is returned.
  public init(
    of net: L3Net, on sampler: PairSampler, pairs: Int, threads: Int,
    progress: (Int, Int) -> Void = { _, _ in }, isCancelled: () throws -> Bool = { false }
  ) throws {
    let size = net.batch
    let batches = (pairs + size - 1) / size
    let loader = BatchLoader(
      sampler: sampler, batchSize: size, limit: batches, threads: threads, ahead: 2,
      cacheBytes: 32 << 20)
    defer { loader.stop() }
    var sum = 0.0
    var correct = 0
    count = 0
    while try !isCancelled(), let batch = try loader.next() {
      net.forward(
        pictures: batch.pictures, spectra: batch.spectra,
        count: size, training: false)
      let result = net.loss(labels: batch.labels)
      sum += Double(result.loss) * Double(size)
      correct += result.correct
      count += size
      loader.release()
      progress(count, batches * size)
    }
    loss = count > 0 ? sum / Double(count) : .nan
    accuracy = count > 0 ? Double(correct) / Double(count) : .nan
  }
}
