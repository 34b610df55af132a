import Foundation
import Session

/// What a result was computed from: kept with it, as JSON.
public struct Provenance: Codable, Sendable, Equatable {
  /// The network that was looked at.
  public var network: NetworkIdentity
  /// The index that was read; empty where none was.
  public var index = ""
  /// The split.
  public var split = ""
  /// Rows, or pairs.
  public var n = 0
  /// The tower; empty where both were looked at.
  public var modality = ""
  /// The seed.
  public var seed: UInt64 = 1
  /// The analysis's parameters, by name.
  public var parameters: [String: String] = [:]

  /// Where a result of an index comes from.
  public init(
    _ subject: LabelledIndex, modality: String = "", seed: UInt64,
    parameters: [String: String] = [:]
  ) {
    network = subject.network
    index = subject.index.record.name
    split = subject.index.record.split
    n = subject.index.record.rows
    self.modality = modality
    self.seed = seed
    self.parameters = parameters
  }

  /// Where a result comes from that needed no index.
  public init(
    network: NetworkIdentity, split: String, n: Int, seed: UInt64, parameters: [String: String]
  ) {
    self.network = network
    self.split = split
    self.n = n
    self.seed = seed
    self.parameters = parameters
  }

  /// One line for people: network, n, seed.
  public var line: String {
    "\(network.title), \(split)\(modality.isEmpty ? "" : " \(modality)"), n = \(n), seed \(seed)"
  }
}

extension SessionStore {
  /// Keeps what an analysis found; nothing happens in a session that cannot be written.
  ///
  /// - Parameter id: the result that this is the newer state of.
  /// - Returns: the result's number; nil where nothing could be kept.
  @discardableResult
  public func keep(
    _ kind: String, _ figures: some Encodable, from provenance: Provenance, job: Int64?,
    arrays: [ResultArray] = [], isComplete: Bool = true, as id: Int64? = nil
  ) throws -> Int64? {
    guard !isReadOnly else { return nil }
    return try store(
      result: id, job: job, kind: kind, provenance: try Self.json(provenance),
      figures: try Self.json(figures), arrays: arrays, isComplete: isComplete)
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // A figure that is no number (an empty mean) must not lose the others.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

extension ResultRecord {
  /// What it was computed from; nil where that cannot be read.
  public var source: Provenance? {
    try? JSONDecoder().decode(Provenance.self, from: Data(provenance.utf8))
  }

  /// The figures as they were kept; nil where they are of another kind.
  public func figures<Figures: Decodable>(as kind: Figures.Type = Figures.self) -> Figures? {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try? decoder.decode(kind, from: Data(figures.utf8))
  }
}
