import Compute
import Glibc

/// The head of L3-Net: fc1 (16 * width to 128), ReLU, fc2 (128 to 2), softmax cross-entropy (LLL 2.1).
final class Classifier {
  let inputs: Int
  private let hidden = NetworkConfiguration.hiddenUnits
  /// [B, 16 * width]: the embeddings of vision, then of audio.
  let features: UnsafeMutablePointer<Float>
  let featureGradient: UnsafeMutablePointer<Float>
  /// [B, 128], after ReLU; and its gradient.
  private let activation: UnsafeMutablePointer<Float>
  private let activationGradient: UnsafeMutablePointer<Float>
  /// [B, 2].
  let logits: UnsafeMutablePointer<Float>
  /// [B, 2]: the softmax of the logits; after backward, the logits' gradient is in `logitGradient`.
  let probabilities: UnsafeMutablePointer<Float>
  private let logitGradient: UnsafeMutablePointer<Float>
  /// [B]: each pair's cross-entropy.
  let losses: UnsafeMutablePointer<Float>
  private let memory: AlignedBuffer
  private let fc1: Dense
  private let fc2: Dense

  init(_ configuration: NetworkConfiguration, batch: Int, parameters: Parameters) {
    inputs = 2 * configuration.embeddingSize
    memory = AlignedBuffer(count: batch * (2 * inputs + 2 * hidden + 7))
    features = memory.base
    featureGradient = features + batch * inputs
    activation = featureGradient + batch * inputs
    activationGradient = activation + batch * hidden
    logits = activationGradient + batch * hidden
    probabilities = logits + 2 * batch
    logitGradient = probabilities + 2 * batch
    losses = logitGradient + 2 * batch
    fc1 = Dense("fc1", inputs: inputs, outputs: hidden, parameters: parameters)
    fc2 = Dense("fc2", inputs: hidden, outputs: 2, parameters: parameters)
  }

  /// Logits and probabilities of `count` pairs of features.
  func forward(count: Int) {
    fc1.forward(features, into: activation, count: count)
    for index in 0..<count * hidden { activation[index] = max(0, activation[index]) }
    fc2.forward(activation, into: logits, count: count)
    for b in 0..<count {
      // The softmax of two logits is the logistic function of their difference.
      let difference = logits[2 * b + 1] - logits[2 * b]
      probabilities[2 * b] = 1 / (1 + expf(difference))
      probabilities[2 * b + 1] = 1 / (1 + expf(-difference))
    }
  }

  /// The mean cross-entropy, ln(1 + exp(other - right)), and the number of pairs whose larger logit is the
  /// right one. labels: [count], 0 or 1.
  func loss(labels: UnsafePointer<Int32>, count: Int) -> (loss: Float, correct: Int) {
    var total = 0.0
    var correct = 0
    for b in 0..<count {
      let right = Int(labels[b])
      precondition(right == 0 || right == 1, "cross-entropy: label \(right), 0 or 1 expected")
      let difference = logits[2 * b + 1 - right] - logits[2 * b + right]
      losses[b] = max(difference, 0) + log1pf(expf(-abs(difference)))
      total += Double(losses[b])
      if difference < 0 { correct += 1 }
    }
    return (Float(total / Double(count)), correct)
  }

  /// Adds to the gradients of fc1 and fc2 and computes that of the features, for the mean loss.
  func backward(labels: UnsafePointer<Int32>, count: Int) {
    let share = 1 / Float(count)
    for b in 0..<count {
      for k in 0..<2 {
        let target: Float = Int(labels[b]) == k ? 1 : 0
        logitGradient[2 * b + k] = (probabilities[2 * b + k] - target) * share
      }
    }
    fc2.backward(
      activation, outputGradient: logitGradient, inputGradient: activationGradient, count: count)
    for index in 0..<count * hidden where activation[index] <= 0 {
      activationGradient[index] = 0
    }
    fc1.backward(
      features, outputGradient: activationGradient, inputGradient: featureGradient, count: count)
  }
}
