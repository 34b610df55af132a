import Compute

/// Rows about a few centres far apart.
struct BlobRows {
  let rows: FloatMatrix
  /// Which centre each is of.
  let labels: [Int]

  init(count: Int, columns: Int, blobs: Int, spread: Double = 1, apart: Double = 6, seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "blobs")
    let centres = (0..<blobs * columns).map { _ in apart * stream.normal() }
    let labels = (0..<count).map { _ in stream.int(below: blobs) }
    let values = (0..<count * columns).map { index in
      let (row, column) = (index / columns, index % columns)
      return Float(centres[labels[row] * columns + column] + spread * stream.normal())
    }
    self.labels = labels
    rows = FloatMatrix(rows: count, columns: columns, values: values)
  }
}
