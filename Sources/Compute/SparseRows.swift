import CKernels

/// A sparse matrix by rows, read and never written: entries of row i are offsets[i]..<offsets[i + 1].
///
/// Every row is filled up to whole vectors of 8 entries with zeros that point at the row itself.
///
/// It is safe to send because nobody writes to its memory once it is made.
public final class SparseRows: @unchecked Sendable {
  /// The number of rows.
  public let rows: Int
  /// Where each row begins, and the end: [rows + 1], multiples of 8.
  public let offsets: UnsafePointer<Int64>
  /// The column of each entry, ascending in a row (but for the filling).
  public let columns: UnsafePointer<Int32>
  /// The value of each entry.
  public let values: UnsafePointer<Float>
  private let ownOffsets: UnsafeMutablePointer<Int64>
  private let ownColumns: UnsafeMutablePointer<Int32>
  private let ownValues: AlignedBuffer

  /// Entries, the filling included.
  public var count: Int { Int(offsets[rows]) }

  /// Rows of zeros with room for `lengths` entries each.
  private init(lengths: [Int32]) {
    rows = lengths.count
    ownOffsets = .allocate(capacity: rows + 1)
    var end: Int64 = 0
    ownOffsets[0] = 0
    for (row, length) in lengths.enumerated() {
      end += (Int64(length) + 7) / 8 * 8
      ownOffsets[row + 1] = end
    }
    ownColumns = .allocate(capacity: max(1, Int(end)))
    ownColumns.initialize(repeating: 0, count: max(1, Int(end)))
    ownValues = AlignedBuffer(count: Int(end))
    offsets = UnsafePointer(ownOffsets)
    columns = UnsafePointer(ownColumns)
    values = UnsafePointer(ownValues.base)
  }

  deinit {
    ownOffsets.deallocate()
    ownColumns.deallocate()
  }

  /// (W + W^T) * scale, where row i of W holds `weights` [rows, stride] at columns `indices`
  /// [rows, count], `count` of each row, each column once.
  public static func symmetrised(
    indices: [Int32], weights: UnsafePointer<Float>, stride: Int, rows: Int, count: Int,
    scale: Float, pool: WorkerPool
  ) -> SparseRows {
    let links = Links(
      indices: indices, weights: weights, stride: stride, rows: rows, count: count, pool: pool)
    var lengths = [Int32](repeating: 0, count: rows)
    lengths.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      pool.parallel(count: rows) { row, _ in
        var length: Int32 = 0
        links.forEach(of: row) { _, _ in length += 1 }
        base[row] = length
      }
    }
    let matrix = SparseRows(lengths: lengths)
    pool.parallel(count: rows) { row, _ in
      var place = Int(matrix.ownOffsets[row])
      links.forEach(of: row) { column, weight in
        matrix.ownColumns[place] = column
        matrix.ownValues.base[place] = weight * scale
        place += 1
      }
      while place < Int(matrix.ownOffsets[row + 1]) {
        matrix.ownColumns[place] = Int32(row)
        place += 1
      }
    }
    return matrix
  }

  /// `before` empty rows, then a row for each of `indices` [rows, count] with `weights`
  /// [rows, stride].
  public static func appended(
    after before: Int, indices: [Int32], weights: UnsafePointer<Float>, stride: Int, rows: Int,
    count: Int
  ) -> SparseRows {
    let matrix = SparseRows(
      lengths: [Int32](repeating: 0, count: before)
        + [Int32](repeating: Int32(count), count: rows))
    for row in 0..<rows {
      let start = Int(matrix.ownOffsets[before + row])
      for entry in 0..<Int(matrix.ownOffsets[before + row + 1]) - start {
        let real = entry < count
        matrix.ownColumns[start + entry] =
          real ? indices[row * count + entry] : Int32(before + row)
        matrix.ownValues.base[start + entry] = real ? weights[row * stride + entry] : 0
      }
    }
    return matrix
  }
}

/// Lists of a row's links in both directions, each sorted by the other row.
///
/// It is safe to send: written while it is made, each row by one worker, and read afterwards.
private final class Links: @unchecked Sendable {
  private let count: Int
  /// Forward links as keys: column in the upper half, place in the row of weights below; [rows, count].
  private let forward: UnsafeMutablePointer<UInt64>
  private let weights: UnsafePointer<Float>
  private let stride: Int
  /// Where each row's backward links begin; [rows + 1].
  private let starts: UnsafeMutablePointer<Int>
  private let sources: UnsafeMutablePointer<Int32>
  private let sourceWeights: UnsafeMutablePointer<Float>

  init(
    indices: [Int32], weights: UnsafePointer<Float>, stride: Int, rows: Int, count: Int,
    pool: WorkerPool
  ) {
    self.count = count
    self.weights = weights
    self.stride = stride
    forward = .allocate(capacity: rows * count)
    starts = .allocate(capacity: rows + 1)
    starts.initialize(repeating: 0, count: rows + 1)
    sources = .allocate(capacity: rows * count)
    sourceWeights = .allocate(capacity: rows * count)
    pool.parallel(count: rows) { [forward] row, _ in
      let keys = forward + row * count
      for place in 0..<count {
        keys[place] = UInt64(UInt32(bitPattern: indices[row * count + place])) << 32 | UInt64(place)
      }
      _ = ck_nearest_sort(keys, count, count)
    }
    for index in indices.prefix(rows * count) { starts[Int(index) + 1] += 1 }
    for row in 0..<rows { starts[row + 1] += starts[row] }
    var next = Array(UnsafeBufferPointer(start: starts, count: rows))
    for row in 0..<rows {
      for place in 0..<count {
        let target = Int(indices[row * count + place])
        sources[next[target]] = Int32(row)
        sourceWeights[next[target]] = weights[row * stride + place]
        next[target] += 1
      }
    }
  }

  deinit {
    forward.deallocate()
    starts.deallocate()
    sources.deallocate()
    sourceWeights.deallocate()
  }

  /// Each linked row in ascending order, with the sum of the weights of both directions.
  @inline(__always)
  func forEach(of row: Int, _ body: (Int32, Float) -> Void) {
    var f = row * count
    var b = starts[row]
    let ends = (f: f + count, b: starts[row + 1])
    while f < ends.f || b < ends.b {
      let left = f < ends.f ? Int32(forward[f] >> 32) : Int32.max
      let right = b < ends.b ? sources[b] : Int32.max
      var weight: Float = 0
      if left <= right {
        weight = weights[row * stride + Int(forward[f] & 0xFFFF_FFFF)]
        f += 1
      }
      if right <= left {
        weight += sourceWeights[b]
        b += 1
      }
      body(min(left, right), weight)
    }
  }
}
