import Arrays
import Foundation

/// What an analysis found, with what it was computed from.
public struct ResultRecord: Codable, Sendable, Equatable, Identifiable {
  /// The number of the result in its session.
  public var id: Int64
  /// The job that computed it.
  public var job: Int64?
  /// What was computed: `tsne`, `kmeans`, `prefer`.
  public var kind: String
  /// When the first of it was stored.
  public var created: Date
  /// When it was last written.
  public var updated: Date
  /// Whether all of it is there; an analysis that was cancelled leaves what it had.
  public var isComplete: Bool
  /// A JSON object: checkpoint, index, rows, modality, seed and parameters.
  public var provenance: String
  /// A JSON object: the figures.
  public var figures: String

  /// A result with all its values.
  public init(
    id: Int64, job: Int64?, kind: String, created: Date, updated: Date, isComplete: Bool,
    provenance: String, figures: String
  ) {
    self.id = id
    self.job = job
    self.kind = kind
    self.created = created
    self.updated = updated
    self.isComplete = isComplete
    self.provenance = provenance
    self.figures = figures
  }
}

/// An array of a result: a shape and numbers of one of numpy's types, last axis fastest.
public struct ResultArray: Sendable, Equatable {
  /// What it is within its result: `layout`, `labels`.
  public var name: String
  /// The extent of each axis.
  public var shape: [Int]
  /// numpy's name of the number type, such as `<f4`.
  public var type: String
  /// The numbers as they lie in memory.
  public var data: Data

  /// An array of numbers.
  public init<Scalar: NPYScalar>(_ name: String, shape: [Int], _ values: [Scalar]) {
    precondition(
      values.count == shape.reduce(1, *), "result: \(values.count) values do not fill \(shape)")
    self.init(
      name: name, shape: shape, type: Scalar.npyDescription,
      data: values.withUnsafeBytes { Data($0) })
  }

  init(name: String, shape: [Int], type: String, data: Data) {
    self.name = name
    self.shape = shape
    self.type = type
    self.data = data
  }

  /// The numbers; empty where they are of another type.
  public func values<Scalar: NPYScalar>(of scalar: Scalar.Type = Scalar.self) -> [Scalar] {
    let count = data.count / MemoryLayout<Scalar>.size
    guard type == Scalar.npyDescription, count == shape.reduce(1, *) else { return [] }
    return [Scalar](unsafeUninitializedCapacity: count) { buffer, initialised in
      initialised = data.copyBytes(to: buffer) / MemoryLayout<Scalar>.size
    }
  }
}
