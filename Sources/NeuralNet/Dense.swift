import Compute

/// A fully connected layer: y = x W' + b, with x [B, C], W [O, C], b [O], y [B, O].
struct Dense {
  let inputs: Int
  let outputs: Int
  let weight: UnsafeMutablePointer<Float>
  let bias: UnsafeMutablePointer<Float>
  let weightGradient: UnsafeMutablePointer<Float>
  let biasGradient: UnsafeMutablePointer<Float>

  init(_ name: String, inputs: Int, outputs: Int, parameters: Parameters) {
    self.inputs = inputs
    self.outputs = outputs
    weight = parameters.pointer("\(name).weight")
    bias = parameters.pointer("\(name).bias")
    weightGradient = parameters.gradient("\(name).weight")
    biasGradient = parameters.gradient("\(name).bias")
  }

  func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) {
    for b in 0..<count { (y + b * outputs).update(from: bias, count: outputs) }
    multiply(
      x, lda: inputs, weight, ldb: inputs, transposedB: true, into: y, ldc: outputs, m: count,
      n: outputs, k: inputs, beta: 1)
  }

  /// dW += dy' x, db += sum of dy over the batch, dx = dy W.
  func backward(
    _ x: UnsafePointer<Float>, outputGradient dy: UnsafePointer<Float>,
    inputGradient dx: UnsafeMutablePointer<Float>, count: Int
  ) {
    multiply(
      dy, lda: outputs, transposedA: true, x, ldb: inputs, into: weightGradient, ldc: inputs,
      m: outputs, n: inputs, k: count, beta: 1)
    for b in 0..<count {
      for o in 0..<outputs { biasGradient[o] += dy[b * outputs + o] }
    }
    multiply(
      dy, lda: outputs, weight, ldb: inputs, into: dx, ldc: inputs, m: count, n: inputs,
      k: outputs)
  }
}
