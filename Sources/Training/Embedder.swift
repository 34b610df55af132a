import Arrays
import Compute
import Corpus
import Foundation
import Media
import NeuralNet
import Signal

/// What is embedded, and where on the time axis; OpenL3's options.
public struct EmbeddingOptions: Sendable, Equatable {
  /// Which tower.
  public enum Modality: String, Sendable, CaseIterable {
    /// The second of sound.
    case audio
    /// The frame.
    case vision
    /// Both on one time grid.
    case both
  }

  /// Which layer.
  public enum Layer: String, Sendable, CaseIterable {
    /// The global maximum of conv4_2: 8 x width numbers.
    case pool4
    /// The transfer feature: conv4_2 pooled to 4x3 (audio, before ReLU) or 4x4 (vision, after
    /// ReLU, from 256x256), flattened [C, H, W].
    case conv42 = "conv4_2"
  }

  /// Which tower.
  public var modality = Modality.both
  /// Which layer.
  public var layer = Layer.pool4
  /// Seconds between embeddings.
  public var hop = 0.1
  /// Whether the first second is centred on time zero (padded with zeros), as OpenL3 does.
  public var center = true

  /// OpenL3's defaults.
  public init() {}
}

/// Embeddings of one file.
public struct Embeddings: Sendable {
  /// Times in seconds, [T].
  public var timestamps: [Double] = []
  /// Row-major [T, D] of the audio tower, empty if not asked for.
  public var audio: [Float] = []
  /// Row-major [T, D] of the vision tower, empty if not asked for.
  public var vision: [Float] = []
  /// Windows that lie partly or wholly outside the sound.
  public var paddedWindows = 0
}

/// Runs a checkpoint's towers over files: one embedding every hop.
public final class Embedder {
  /// The network.
  public let net: L3Net
  private let options: EmbeddingOptions
  /// One for each worker.
  private let spectrograms: [LogSpectrogram]
  /// The windows of a pass, [batch, 48000].
  private let sounds: AlignedBuffer
  private let pictures: AlignedBuffer
  private let spectra: AlignedBuffer
  private let pictureSize: Int

  /// Windows in a pass.
  static let batch = 16

  /// Loads a checkpoint.
  ///
  /// - Throws: `ArrayFileError`, or `TrainingError.mismatch` for another sound front-end.
  public convenience init(checkpoint: URL, options: EmbeddingOptions, threads: Int) throws {
    let file = try SafeTensorsFile(contentsOf: checkpoint)
    let configuration = try L3Net.configuration(of: file, at: checkpoint)
    guard configuration.frontEnd == LogSpectrogram.frontEnd else {
      throw TrainingError.mismatch(
        file: checkpoint.path, found: "sound front-end '\(configuration.frontEnd)'",
        expected: "'\(LogSpectrogram.frontEnd)'")
    }
    let size = options.layer == .conv42 ? 256 : Batch.pictureSize
    let net = L3Net(
      configuration: configuration, batch: Self.batch, pool: WorkerPool(threads: threads),
      mode: .inference, pictureSize: PlaneSize(height: size, width: size))
    try net.load(file)
    self.init(net: net, options: options)
  }

  /// An embedder with a network for inference, whose weights are there.
  public init(net: L3Net, options: EmbeddingOptions) {
    self.net = net
    self.options = options
    pictureSize = net.pictureSize.width
    let batch = net.batch
    spectrograms = (0..<net.pool.threads).map { _ in LogSpectrogram() }
    sounds = AlignedBuffer(
      count: options.modality == .vision ? 0 : batch * LogSpectrogram.sampleCount)
    pictures = AlignedBuffer(
      count: options.modality == .audio ? 0 : batch * 3 * pictureSize * pictureSize)
    spectra = AlignedBuffer(
      count: options.modality == .vision ? 0 : batch * LogSpectrogram.valueCount)
  }

  /// Numbers in one embedding of a tower.
  public func dimension(of modality: EmbeddingOptions.Modality) -> Int {
    let units = net.configuration.embeddingSize
    switch options.layer {
    case .pool4: return units
    case .conv42: return units * (modality == .audio ? 12 : 16)
    }
  }

  /// Embeds the file at `path`.
  ///
  /// - Parameter isCancelled: asked between passes; what is done by then is returned.
  public func embed(
    _ path: String, progress: (Int, Int) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }
  ) throws -> Embeddings {
    let reader = try ClipReader(path: path)
    let hasSound = options.modality != .vision
    let hasPictures = options.modality != .audio
    let sound = hasSound ? try SoundWindows(reader: try ClipReader(path: path)) : nil
    let pictureEnd = reader.info.video.map { $0.end > 0 ? $0.end : reader.info.duration } ?? 0
    let duration = sound?.duration ?? pictureEnd
    let count = Self.windows(duration: duration, hop: options.hop, center: options.center)
    var size = (width: 0, height: 0)
    var result = Embeddings()
    var pixels: [UInt8] = []
    var first = 0
    while first < count && !isCancelled() {
      let n = min(net.batch, count - first)
      for i in 0..<n {
        let time = Double(first + i) * options.hop
        result.timestamps.append(time)
        if let sound {
          let start = options.center ? time - 0.5 : time
          let window = try sound.window(from: start, count: LogSpectrogram.sampleCount)
          if window.padded > 0 { result.paddedWindows += 1 }
          sounds.base.advanced(by: i * LogSpectrogram.sampleCount)
            .update(from: window.values, count: LogSpectrogram.sampleCount)
        }
        if hasPictures {
          do {
            size = try reader.picture(
              at: time, shortestSide: PictureTransform.shortestSide, into: &pixels)
          } catch MediaError.outside(_, _, _, _, _) where size.width > 0 {
            // Past the last picture the last one stays, as on a screen.
          }
          pixels.withUnsafeBufferPointer {
            PictureTransform.apply(
              $0, width: size.width, height: size.height, size: pictureSize, augmentation: .none,
              to: pictures.base + i * 3 * pictureSize * pictureSize)
          }
        }
      }
      if hasSound {
        net.pool.parallel(
          count: n,
          Spectrograms(plans: spectrograms, sounds: sounds.base, spectra: spectra.base))
        append(.audio, spectra, n, to: &result.audio)
      }
      if hasPictures { append(.vision, pictures, n, to: &result.vision) }
      first += n
      progress(first, count)
    }
    return result
  }

  private func append(
    _ modality: Modality, _ inputs: AlignedBuffer, _ n: Int, to values: inout [Float]
  ) {
    net.embed(modality, inputs.base, count: n)
    let units = net.configuration.embeddingSize
    switch options.layer {
    case .pool4:
      values += [Float](unsafeUninitializedCapacity: n * units) { buffer, count in
        if let base = buffer.baseAddress { net.embeddings(modality, count: n, into: base) }
        count = n * units
      }
    case .conv42:
      let size = net.mapSize(modality)
      let maps = [Float](unsafeUninitializedCapacity: n * units * size.count) { buffer, count in
        // Audio before ReLU, vision after (LLL 4.2 and 4.3).
        if let base = buffer.baseAddress {
          net.maps(modality, rectified: modality == .vision, count: n, into: base)
        }
        count = n * units * size.count
      }
      values += Self.pooled(
        maps, planes: n * units, size: size,
        to: PlaneSize(height: 4, width: modality == .audio ? 3 : 4))
    }
  }

  /// A window's spectrogram, by its worker's plan.
  private struct Spectrograms: ParallelWork {
    let plans: [LogSpectrogram]
    let sounds: UnsafePointer<Float>
    let spectra: UnsafeMutablePointer<Float>

    func run(index: Int, worker: Int) {
      plans[worker].compute(
        UnsafeBufferPointer(
          start: sounds + index * LogSpectrogram.sampleCount, count: LogSpectrogram.sampleCount),
        into: UnsafeMutableBufferPointer(
          start: spectra + index * LogSpectrogram.valueCount, count: LogSpectrogram.valueCount))
    }
  }

  /// Max-pools planes to a smaller grid; each window is the map's size divided, rounded down (the
  /// rows and columns that are left over at the end are not looked at).
  static func pooled(
    _ maps: [Float], planes: Int, size: PlaneSize, to grid: PlaneSize
  ) -> [Float] {
    let (h, w) = (size.height / grid.height, size.width / grid.width)
    var result: [Float] = []
    result.reserveCapacity(planes * grid.count)
    for plane in 0..<planes {
      for row in 0..<grid.height {
        for column in 0..<grid.width {
          var best = -Float.infinity
          for y in (row * h)..<((row + 1) * h) {
            for x in (column * w)..<((column + 1) * w) {
              best = max(best, maps[plane * size.count + y * size.width + x])
            }
          }
          result.append(best)
        }
      }
    }
    return result
  }

  /// Windows of a second every `hop`, the last padded so that every sample is in one (OpenL3).
  static func windows(duration: Double, hop: Double, center: Bool) -> Int {
    let length = duration + (center ? 0.5 : 0)
    // A thousandth of a sample keeps rounding from making a window more.
    return 1 + max(0, Int(((length - 1) / hop - 1e-6).rounded(.up)))
  }
}
