import Arrays
import Compute
import Foundation
import NeuralNet
import Session
import Signal

/// The embeddings of a split by one network, mapped into memory: opens at once at any size.
public struct EmbeddingIndex: Sendable {
  /// What it is and what made it.
  public let record: IndexRecord
  /// `pool4` of the frames, [N, 8 * width].
  public let vision: FloatMatrix
  /// `pool4` of the seconds, [N, 8 * width].
  public let audio: FloatMatrix
  /// The clip of each row, [N].
  public let clips: [Int64]
  /// The middle of each row's window in its file, in seconds, [N].
  public let times: [Double]
  /// Where the matrices lie; nothing where they are in memory.
  private let files: [MappedNPYArray<Float>]

  /// The rows of one modality.
  public func matrix(_ modality: Modality) -> FloatMatrix {
    modality == .vision ? vision : audio
  }

  /// Where an index of that name lies.
  static func folder(_ name: String, in location: SessionLocation) -> URL {
    location.embeddings.appendingPathComponent(name, isDirectory: true)
  }

  /// An index whose rows are in memory.
  package init(
    _ record: IndexRecord, vision: FloatMatrix, audio: FloatMatrix, clips: [Int64],
    times: [Double]
  ) {
    self.record = record
    self.vision = vision
    self.audio = audio
    self.clips = clips
    self.times = times
    files = []
  }

  /// Gives the memory back that the matrices take; they are read again when they are touched.
  public func letGo() { for file in files { file.letGo() } }

  /// Opens an index of a session.
  ///
  /// - Throws: `ExperimentError.damagedIndex`, `otherFrontEnd`.
  public init(_ record: IndexRecord, in location: SessionLocation) throws {
    guard record.frontEnd == LogSpectrogram.frontEnd else {
      throw ExperimentError.otherFrontEnd(
        index: record.name, found: record.frontEnd, expected: LogSpectrogram.frontEnd,
        remedy: record.remaking(in: location.word))
    }
    let folder = Self.folder(record.name, in: location)
    self.record = record
    var files: [MappedNPYArray<Float>] = []
    do {
      let dimension = 8 * record.width
      func matrix(_ name: String) throws -> FloatMatrix {
        let file = folder.appendingPathComponent("\(name).npy")
        let array = try MappedNPYArray<Float>(contentsOf: file)
        guard array.shape == [record.rows, dimension], let base = array.values.baseAddress else {
          throw ArrayFileError(
            file, found: "shape \(array.shape)", expected: "[\(record.rows), \(dimension)]",
            remedy: "index again")
        }
        files.append(array)
        return FloatMatrix(
          rows: record.rows, columns: dimension, base: base, owner: array)
      }
      vision = try matrix("vision")
      audio = try matrix("audio")
      self.files = files
      clips = try NPYArray<Int64>(contentsOf: folder.appendingPathComponent("clips.npy")).values
      times = try NPYArray<Double>(contentsOf: folder.appendingPathComponent("times.npy")).values
    } catch {
      throw ExperimentError.damagedIndex(
        name: record.name, reason: String(describing: error),
        remedy: record.remaking(in: location.word))
    }
    guard clips.count == record.rows, times.count == record.rows else {
      throw ExperimentError.damagedIndex(
        name: record.name, reason: "\(clips.count) clip numbers for \(record.rows) rows",
        remedy: record.remaking(in: location.word))
    }
  }
}

extension IndexRecord {
  /// The command line that makes the index of a session again: `earsight index birds --split test
  /// --run seed-3 --rebuild`. That of a checkpoint which is not the best needs `--checkpoint` besides.
  func remaking(in session: String) -> String {
    var words = ["earsight", "index", session, "--split", split]
    if isTrained { words += run.isEmpty ? [] : ["--run", run] } else { words.append("--random") }
    if windows != 1 { words += ["--windows", "\(windows)"] }
    return (words + ["--rebuild"]).joined(separator: " ")
  }
}

/// Rows as they are gathered, before they become an index.
struct IndexRows {
  let dimension: Int
  var clips: [Int64] = []
  var times: [Double] = []
  /// [N, dimension].
  var vision: [Float] = []
  var audio: [Float] = []

  init(dimension: Int) { self.dimension = dimension }

  var count: Int { clips.count }

  mutating func append(
    clip: Int64, time: Double, vision: some Collection<Float>,
    audio: some Collection<Float>
  ) {
    clips.append(clip)
    times.append(time)
    self.vision.append(contentsOf: vision)
    self.audio.append(contentsOf: audio)
  }
}
