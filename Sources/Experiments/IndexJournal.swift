import Foundation

/// The rows of an index that is being made, on disk: what a killed process had embedded is there for
/// the next one.
///
/// A record is the clip's number (8 bytes), the time (8), and the two embeddings as float32; a record
/// that was cut short is dropped.
struct IndexJournal {
  private let url: URL
  private let dimension: Int

  /// The journal of the index `name` in the folder of embeddings.
  init(_ name: String, in folder: URL, dimension: Int) {
    url = folder.appendingPathComponent(".\(name).part")
    self.dimension = dimension
  }

  private var recordBytes: Int { 16 + 8 * dimension }

  /// Whole records of earlier processes; what follows them in the file is cut off.
  func rows() throws -> IndexRows {
    var rows = IndexRows(dimension: dimension)
    guard FileManager.default.fileExists(atPath: url.path) else { return rows }
    let data = try Data(contentsOf: url, options: .alwaysMapped)
    let count = data.count / recordBytes
    data.withUnsafeBytes { bytes in
      for number in 0..<count {
        let start = number * recordBytes
        func floats(_ place: Int) -> [Float] {
          (0..<dimension).map {
            bytes.loadUnaligned(fromByteOffset: start + 16 + 4 * (place + $0), as: Float.self)
          }
        }
        rows.append(
          clip: bytes.loadUnaligned(fromByteOffset: start, as: Int64.self),
          time: bytes.loadUnaligned(fromByteOffset: start + 8, as: Double.self),
          vision: floats(0), audio: floats(dimension))
      }
    }
    if data.count != count * recordBytes {
      let file = try FileHandle(forWritingTo: url)
      defer { try? file.close() }
      try file.truncate(atOffset: UInt64(count * recordBytes))
    }
    return rows
  }

  /// Adds rows at the end.
  func append(_ rows: IndexRows) throws {
    if !FileManager.default.fileExists(atPath: url.path) {
      try Data().write(to: url)
    }
    var data = Data(capacity: rows.count * recordBytes)
    func add<Value: BitwiseCopyable>(_ value: Value) {
      withUnsafeBytes(of: value) { data.append(contentsOf: $0) }
    }
    for row in 0..<rows.count {
      add(rows.clips[row])
      add(rows.times[row])
      for values in [rows.vision, rows.audio] {
        values[row * dimension..<(row + 1) * dimension].withUnsafeBytes {
          data.append(contentsOf: $0)
        }
      }
    }
    let file = try FileHandle(forWritingTo: url)
    defer { try? file.close() }
    try file.seekToEnd()
    try file.write(contentsOf: data)
  }

  /// Removes the file, if it is there.
  func remove() {
    try? FileManager.default.removeItem(at: url)
  }
}
