import Compute
import Corpus
import Foundation
import Media
import NeuralNet
import Session
import Signal
import Training

/// The frame and the second of sound at a moment of a clip, as the network sees them and as people do.
public struct ClipWindow: Sendable {
  /// The time of the frame, in seconds.
  public let time: Double
  /// Where the second of sound begins: half a second before the frame, as far as the clip allows.
  public let soundStart: Double
  /// The frame as the network sees it: 224 x 224, RGB, the middle of the picture.
  public let picture: Picture
  /// The log-spectrogram, [257, 199], a row a frequency from low to high.
  public let spectrum: [Float]
  /// The second of sound, 48,000 samples, mono, in [-1, 1].
  public let sound: [Float]

  /// A window of which all is known.
  package init(
    time: Double, soundStart: Double, picture: Picture, spectrum: [Float], sound: [Float]
  ) {
    self.time = time
    self.soundStart = soundStart
    self.picture = picture
    self.spectrum = spectrum
    self.sound = sound
  }

  /// Decodes the window of a clip around `time` (its middle unless said).
  ///
  /// - Throws: `MediaError`.
  public init(of clip: Clip, at time: Double? = nil) throws {
    let time = time ?? clip.windowTimes(count: 1)[0]
    self.time = time
    let reader = try ClipReader(clipAt: clip.path)
    var pixels: [UInt8] = []
    let size = try reader.picture(
      at: time, shortestSide: PictureTransform.shortestSide, into: &pixels)
    let side = Batch.pictureSize
    let (left, top) = ((size.width - side + 1) / 2, (size.height - side + 1) / 2)
    var cropped: [UInt8] = []
    cropped.reserveCapacity(3 * side * side)
    for row in top..<top + side {
      let start = 3 * (row * size.width + left)
      cropped += pixels[start..<start + 3 * side]
    }
    picture = Picture(width: side, height: side, pixels: cropped)
    let latest = max(clip.start, clip.start + clip.duration - 1)
    soundStart = min(max(time - 0.5, clip.start), latest)
    sound = try reader.sound(from: soundStart, count: LogSpectrogram.sampleCount)
    let spectrogram = LogSpectrogram()
    var values = [Float](repeating: 0, count: LogSpectrogram.valueCount)
    sound.withUnsafeBufferPointer { sound in
      values.withUnsafeMutableBufferPointer { spectrogram.compute(sound, into: $0) }
    }
    spectrum = values
  }

  /// The network's input of a modality.
  func input(_ modality: Modality) -> [Float] {
    guard modality == .vision else { return spectrum }
    let side = Batch.pictureSize
    return [Float](unsafeUninitializedCapacity: Batch.pictureCount) { buffer, count in
      picture.pixels.withUnsafeBufferPointer { pixels in
        if let base = buffer.baseAddress {
          PictureTransform.apply(
            pixels, width: side, height: side, size: side, augmentation: .none, to: base)
        }
      }
      count = Batch.pictureCount
    }
  }
}

/// The conv4_2 maps of one window, after ReLU: where in the frame or the spectrogram each unit answers.
public struct ActivationMaps: Sendable {
  /// The tower.
  public let modality: Modality
  /// Rows and columns of a map; of a spectrogram, frequencies from low to high and times.
  public let size: PlaneSize
  /// [units, rows, columns].
  public let values: [Float]
  /// The maps' maxima: `pool4`, [units].
  public let activations: [Float]

  /// Maps that were computed.
  package init(modality: Modality, size: PlaneSize, values: [Float], activations: [Float]) {
    self.modality = modality
    self.size = size
    self.values = values
    self.activations = activations
  }

  /// Computes the maps of a window.
  public init(of window: ClipWindow, _ modality: Modality, by net: L3Net) {
    self.modality = modality
    let units = net.configuration.embeddingSize
    let size = net.mapSize(modality)
    self.size = size
    window.input(modality).withUnsafeBufferPointer {
      if let base = $0.baseAddress { net.embed(modality, base, count: 1) }
    }
    values = [Float](unsafeUninitializedCapacity: units * size.count) { buffer, count in
      if let base = buffer.baseAddress {
        net.maps(modality, rectified: true, count: 1, into: base)
      }
      count = units * size.count
    }
    activations = [Float](unsafeUninitializedCapacity: units) { buffer, count in
      if let base = buffer.baseAddress { net.embeddings(modality, count: 1, into: base) }
      count = units
    }
  }

  /// One unit's map, [rows, columns].
  public func map(ofUnit unit: Int) -> [Float] {
    Array(values[unit * size.count..<(unit + 1) * size.count])
  }
}

extension SessionStore {
  /// The clip that a user means by its number, its path, its file name or the end of its path.
  ///
  /// - Throws: `ExperimentError.noSuchClip`, also where a name fits several.
  public func clip(named wanted: String) throws -> ClipRecord {
    let all = try clips()
    if let number = Int64(wanted), let clip = all.first(where: { $0.id == number }) { return clip }
    let absolute = URL(fileURLWithPath: wanted).standardizedFileURL.path
    let fitting = all.filter { clip in
      let path = location.url(of: clip.path).path
      return path == absolute || path.hasSuffix("/" + wanted)
        || URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent == wanted
    }
    guard let clip = fitting.first, fitting.count == 1 else {
      throw ExperimentError.noSuchClip(
        session: location.name,
        wanted: fitting.isEmpty ? wanted : "\(wanted)' (\(fitting.count) clips fit)'")
    }
    return clip
  }

  /// A clip as decoders want it.
  public func decodable(_ record: ClipRecord) -> Clip {
    Clip(
      path: location.url(of: record.path).path, source: record.source, start: record.start,
      duration: record.duration, label: record.label,
      split: Split(rawValue: record.split.rawValue) ?? .test)
  }
}
