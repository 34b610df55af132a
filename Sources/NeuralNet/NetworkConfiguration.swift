/// What makes two L3-Nets the same network: their weights are exchangeable when these are equal.
public struct NetworkConfiguration: Codable, Hashable, Sendable {
  /// Channels of the first block; the towers' blocks have 1, 2, 4 and 8 times as many (LLL 2.1: 64).
  public var width: Int
  /// The stride of conv1_1: 1 as in LLL's figure 2, 2 as in OtS 3.3 (a quarter of the work).
  public var stride: Int
  /// The id of the spectrogram's front-end that the audio tower has learnt to read.
  public var frontEnd: String

  /// A configuration; the defaults are the paper's network with stride 2.
  public init(width: Int = 64, stride: Int = 2, frontEnd: String = "") {
    precondition(width > 0, "network: width \(width), at least 1 expected")
    precondition((1...2).contains(stride), "network: stride \(stride), 1 or 2 expected")
    self.width = width
    self.stride = stride
    self.frontEnd = frontEnd
  }

  /// The channels of each block: LLL 2.1's 64, 128, 256, 512 at width 64.
  public var channels: [Int] { [1, 2, 4, 8].map { $0 * width } }

  /// Numbers in an embedding of one modality: 8 * width.
  public var embeddingSize: Int { 8 * width }

  /// Units of the hidden fully connected layer (LLL 2.1).
  public static let hiddenUnits = 128
}

/// The two things a pair is made of, each with its own tower.
public enum Modality: String, Codable, CaseIterable, Sendable {
  /// Frames: pictures of 3 channels, values in [-1, 1].
  case vision
  /// Sounds: log-spectrograms of 1 channel.
  case audio

  /// Channels of the tower's input.
  public var inputChannels: Int { self == .vision ? 3 : 1 }
}

/// Height and width of a picture, a spectrogram or a map.
public struct PlaneSize: Codable, Hashable, Sendable {
  /// Rows (of a spectrogram: frequencies).
  public var height: Int
  /// Columns (of a spectrogram: times).
  public var width: Int

  /// A size.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// Rows times columns.
  public var count: Int { height * width }

  /// The training picture, 224x224 (LLL 2.2).
  public static let picture = PlaneSize(height: 224, width: 224)
  /// The picture of the linear probe, 256x256 (LLL 3.4.2).
  public static let largePicture = PlaneSize(height: 256, width: 256)
  /// The log-spectrogram of a second, 257 frequencies by 199 times (LLL 2.2).
  public static let spectrogram = PlaneSize(height: 257, width: 199)
}
