/// The extents of a 3x3 convolution with padding 1.
public struct ConvolutionShape: Hashable, Sendable {
  /// Input channels C.
  public let inputs: Int
  /// Output channels O.
  public let outputs: Int
  /// Input height H.
  public let height: Int
  /// Input width W.
  public let width: Int
  /// 1 or 2, the same in both directions.
  public let stride: Int

  /// A shape; traps on a stride other than 1 and 2.
  public init(inputs: Int, outputs: Int, height: Int, width: Int, stride: Int) {
    precondition(
      inputs > 0 && outputs > 0 && height > 0 && width > 0 && (1...2).contains(stride),
      "convolution: \(inputs) to \(outputs) channels of \(height)x\(width), stride \(stride)")
    self.inputs = inputs
    self.outputs = outputs
    self.height = height
    self.width = width
    self.stride = stride
  }

  /// Output height Ho.
  public var outputHeight: Int { (height - 1) / stride + 1 }
  /// Output width Wo.
  public var outputWidth: Int { (width - 1) / stride + 1 }
  /// Elements of one image's input, C * H * W.
  public var inputCount: Int { inputs * height * width }
  /// Elements of one image's output, O * Ho * Wo.
  public var outputCount: Int { outputs * outputHeight * outputWidth }
  /// Elements of the weights, O * C * 9.
  public var weightCount: Int { outputs * inputs * 9 }
}

/// What a convolution reads: stored values, and what is done to them on the way in.
///
/// With `scale` and `shift` a channel's values x are read as x * scale + shift, `rectified` as
/// max(0, x * scale + shift): so batch norm and ReLU of the layer before cost no pass of their own.
public struct ConvolutionInput {
  /// [B, C, H, W].
  public let values: UnsafePointer<Float>
  /// [C], or nil to read the values as they are.
  public let scale: UnsafePointer<Float>?
  /// [C], or nil.
  public let shift: UnsafePointer<Float>?
  /// Whether values below zero are read as zero (only with `scale`).
  public let rectified: Bool

  /// Values read as they are.
  public init(_ values: UnsafePointer<Float>) {
    self.init(values, scale: nil, shift: nil, rectified: false)
  }

  /// Values read through a scale and a shift for each channel.
  public init(
    _ values: UnsafePointer<Float>, scale: UnsafePointer<Float>?, shift: UnsafePointer<Float>?,
    rectified: Bool
  ) {
    self.values = values
    self.scale = scale
    self.shift = shift
    self.rectified = rectified
  }
}

/// One planned convolution: 3x3, padding 1, no bias; weights [O, C, 3, 3] in float32.
public protocol Convolution: AnyObject {
  /// The extents it was planned for.
  var shape: ConvolutionShape { get }

  /// Computes the output of `count` images.
  ///
  /// - output: [count, O, Ho, Wo].
  /// - sums: [O, 2], gets each output channel's sum and sum of squares over all images, or nil.
  func forward(
    _ input: ConvolutionInput, weights: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Double>?, count: Int)

  /// Adds to the weights' gradient and computes the input's.
  ///
  /// - outputGradient: [count, O, Ho, Wo].
  /// - weightGradient: [O, C, 3, 3], added to.
  /// - inputGradient: [count, C, H, W], the gradient of what was read (after scale, shift and ReLU), or
  ///   nil when nobody needs it. With stride 2 it must be nil: only the first layer has it, whose input
  ///   is data.
  func backward(
    _ input: ConvolutionInput, outputGradient: UnsafePointer<Float>,
    weights: UnsafePointer<Float>, weightGradient: UnsafeMutablePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>?, count: Int)
}

/// Something that computes convolutions: it plans them once, with shared workspaces, and then computes
/// without allocating. One engine serves one network; its convolutions run one at a time.
public protocol ConvolutionEngine: AnyObject {
  /// The engine's name on command lines and in manifests, `blas` for example.
  var name: String { get }

  /// Plans a convolution for up to `batch` images; without `training`, `backward` may not be called.
  func plan(_ shape: ConvolutionShape, batch: Int, training: Bool) -> any Convolution
}
