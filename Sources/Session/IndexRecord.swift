import Foundation
internal import GRDB
import Printable

/// The embeddings of a split by one network: a folder of `.npy` files, and what made them.
public struct IndexRecord: Codable, Sendable, Equatable {
  /// The folder's name within `embeddings/`.
  public var name: String
  /// A digest of the network's weights: an index belongs to these and to no others.
  public var network: String
  /// Whether the network was trained; else it is the random one of every comparison.
  public var isTrained: Bool
  /// The run's name; empty for a random network.
  public var run: String
  /// Steps that the network was trained for.
  public var step: Int
  /// The weights file, as the session keeps it.
  public var weights: String
  /// The seed of a random network's weights, or of the training.
  public var seed: UInt64
  /// The id of the sound front-end.
  public var frontEnd: String
  /// Base channels of the network.
  public var width: Int
  /// Stride of its first convolution.
  public var stride: Int
  /// The split, or `all`.
  public var split: String
  /// Windows of each clip.
  public var windows: Int
  /// Rows of the arrays.
  public var rows: Int
  /// Clips that have rows.
  public var clips: Int
  /// When it was completed.
  public var created: Date

  /// A record with all its values.
  public init(
    name: String, network: String, isTrained: Bool, run: String, step: Int, weights: String,
    seed: UInt64, frontEnd: String, width: Int, stride: Int, split: String, windows: Int, rows: Int,
    clips: Int,
    created: Date = Date()
  ) {
    self.name = name
    self.network = network
    self.isTrained = isTrained
    self.run = run
    self.step = step
    self.weights = weights
    self.seed = seed
    self.frontEnd = frontEnd
    self.width = width
    self.stride = stride
    self.split = split
    self.windows = windows
    self.rows = rows
    self.clips = clips
    self.created = created
  }
}

extension SessionStore {
  /// Notes an index whose files are there; one of the same name is replaced.
  public func record(index: IndexRecord) throws {
    try write { db in
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO embeddingIndex (name, network, isTrained, run, step, weights,
            seed, frontEnd, width, stride, split, windows, rows, clips, created)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          index.name, index.network, index.isTrained, index.run, index.step,
          location.storedPath(of: index.weights), Int64(bitPattern: index.seed), index.frontEnd,
          index.width, index.stride,
          index.split, index.windows, index.rows, index.clips,
          index.created.timeIntervalSince1970,
        ])
    }
  }

  /// The indexes, newest first.
  public func indexes() throws -> [IndexRecord] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT name, network, isTrained, run, step, weights, seed, frontEnd, width, stride, split,
            windows, rows, clips, created FROM embeddingIndex ORDER BY created DESC, name
          """
      ).map { row in
        IndexRecord(
          name: row[0], network: row[1], isTrained: row[2], run: row[3], step: row[4],
          weights: row[5], seed: UInt64(bitPattern: row[6]), frontEnd: row[7], width: row[8],
          stride: row[9], split: row[10], windows: row[11], rows: row[12], clips: row[13],
          created: Date(timeIntervalSince1970: row[14]))
      }
    }
  }

  /// Forgets an index; its files stay.
  public func deleteIndex(_ name: String) throws {
    try write { db in
      try db.execute(sql: "DELETE FROM embeddingIndex WHERE name = ?", arguments: [name])
    }
  }
}
