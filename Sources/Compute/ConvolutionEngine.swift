/// The channels of a map lie in groups of 8, the floats of one vector: a grouped map is
/// [B, ceil(C / 8), H, W, 8]. The channels that fill the last group are zero and stay zero.
public let channelGroup = 8

/// The number of groups of `channels` channels.
public func channelGroups(_ channels: Int) -> Int { (channels + channelGroup - 1) / channelGroup }

/// The number of channels in whole groups, `channels` rounded up.
public func groupedChannels(_ channels: Int) -> Int { channelGroups(channels) * channelGroup }

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
  /// Groups of input channels.
  public var inputGroups: Int { channelGroups(inputs) }
  /// Groups of output channels.
  public var outputGroups: Int { channelGroups(outputs) }
  /// Floats of one image's input, grouped.
  public var inputCount: Int { groupedChannels(inputs) * height * width }
  /// Floats of one image's output, grouped.
  public var outputCount: Int { groupedChannels(outputs) * outputHeight * outputWidth }
  /// Elements of the weights, O * C * 9.
  public var weightCount: Int { outputs * inputs * 9 }
  /// Floating-point operations of one image's forward pass, a product and a sum for each weight and output.
  public var operations: Int { 2 * weightCount * outputHeight * outputWidth }
}

/// How a convolution's input lies in memory.
public enum MapLayout: Sendable {
  /// [B, C, H, W]: pictures and spectrograms as they come.
  case planes
  /// [B, ceil(C / 8), H, W, 8].
  case groups
}

/// What a convolution reads: stored values, and what is done to them on the way in.
///
/// With `scale` and `shift` a channel's values x are read as x * scale + shift, `rectified` as
/// max(0, x * scale + shift): so batch norm and ReLU of the layer before cost no pass of their own.
public struct ConvolutionInput {
  /// The map, in the layout that the convolution was planned for.
  public let values: UnsafePointer<Float>
  /// [C], in whole groups if the map is grouped; or nil to read the values as they are.
  public let scale: UnsafePointer<Float>?
  /// As `scale`.
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
  /// - output: grouped, [count, groups of O, Ho, Wo, 8].
  /// - sums: [O in whole groups, 2], gets each output channel's sum and sum of squares over all images,
  ///   or nil.
  func forward(
    _ input: ConvolutionInput, weights: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Double>?, count: Int)

  /// Computes max(0, y * scale + shift) of the output y, or, `pooled`, its 2x2 maxima, without writing y.
  ///
  /// - scale, shift: [O in whole groups], batch norm's with running statistics.
  /// - output: grouped, [count, groups of O, Ho, Wo, 8], or [.., Ho / 2, Wo / 2, 8].
  /// - Returns: false if the engine cannot; nothing is done then.
  func forward(
    _ input: ConvolutionInput, weights: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    shift: UnsafePointer<Float>, pooled: Bool, output: UnsafeMutablePointer<Float>, count: Int
  ) -> Bool

  /// Adds to the weights' gradient and computes the input's.
  ///
  /// - outputGradient: grouped as the output.
  /// - weightGradient: [O, C, 3, 3], added to.
  /// - inputGradient: grouped as the input, the gradient of what was read (after scale, shift and ReLU),
  ///   or nil when nobody needs it. A convolution that reads planes computes none: only the first layer
  ///   reads them, and they are data.
  func backward(
    _ input: ConvolutionInput, outputGradient: UnsafePointer<Float>,
    weights: UnsafePointer<Float>, weightGradient: UnsafeMutablePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>?, count: Int)
}

extension Convolution {
  /// Not by default.
  public func forward(
    _ input: ConvolutionInput, weights: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    shift: UnsafePointer<Float>, pooled: Bool, output: UnsafeMutablePointer<Float>, count: Int
  ) -> Bool { false }
}

/// Something that computes convolutions: it plans them once, with shared workspaces, and then computes
/// without allocating. One engine serves one network; its convolutions run one at a time.
public protocol ConvolutionEngine: AnyObject {
  /// The engine's name on command lines and in manifests, `blas` for example.
  var name: String { get }

  /// Plans a convolution for up to `batch` images; without `training`, `backward` may not be called. Of grouped
  /// inputs only stride 1 can be planned.
  func plan(_ shape: ConvolutionShape, reading layout: MapLayout, batch: Int, training: Bool)
    -> any Convolution
}

/// Makes a workspace larger where it is too small; what it held is lost.
func grow(_ workspace: inout AlignedBuffer, to count: Int) {
  if workspace.count < count { workspace = AlignedBuffer(count: count) }
}

/// Makes a workspace of sums larger where it is too small; what it held is lost.
func grow(_ workspace: inout UnsafeMutableBufferPointer<Double>, to count: Int) {
  guard workspace.count < count else { return }
  workspace.deallocate()
  workspace = .allocate(capacity: count)
}
