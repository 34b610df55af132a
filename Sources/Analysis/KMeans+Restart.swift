import Compute

extension KMeans {
  /// One start of k-means and what becomes of it.
  final class Restart {
    let number: Int
    let clusters: Int
    let columns: Int
    /// Draws the seeds.
    var stream: RandomStream
    /// The centres [clusters, columns].
    var centres: [Double]
    /// The sums of the rows of each cluster [clusters, columns] and how many they are.
    var sums: [Double]
    var counts: [Int]
    /// The cluster of each row, -1 before the first pass.
    let labels: SharedBuffer<Int32>
    /// |x - c|^2 - |x - m|^2 of each row and its centre, as the last pass found it.
    let best: AlignedBuffer
    /// Iterations done.
    var iterations = 0
    /// Whether the centres came to rest.
    var converged = false
    /// Whether the next pass only fits the labels to the centres.
    var isClosing = false
    /// Whether labels and centres are final.
    var isFinished = false
    /// Whether it ended because it was told to.
    var isStopped = false

    init(_ space: Space, _ clusters: Int, number: Int, seed: UInt64) {
      self.number = number
      self.clusters = clusters
      columns = space.rows.columns
      stream = RandomStream(seed: seed, name: "k-means", number)
      centres = [Double](repeating: 0, count: clusters * space.rows.columns)
      sums = centres
      counts = [Int](repeating: 0, count: clusters)
      labels = SharedBuffer(count: space.rows.rows, repeating: -1)
      best = AlignedBuffer(count: space.rows.rows)
    }

    /// Puts a centre on a row.
    func put(_ cluster: Int, on values: UnsafeBufferPointer<Float>) {
      for (column, value) in values.enumerated() {
        centres[cluster * columns + column] = Double(value)
      }
    }

    /// Moves the centres to the means of their rows, those of empty clusters not at all; returns
    /// the sum of the squared movements.
    func moveCentres() -> Double {
      var movement = 0.0
      for cluster in 0..<clusters where counts[cluster] > 0 {
        let share = 1 / Double(counts[cluster])
        for place in cluster * columns..<(cluster + 1) * columns {
          let value = sums[place] * share
          movement += (value - centres[place]) * (value - centres[place])
          centres[place] = value
        }
      }
      return movement
    }

    /// Gives each empty cluster the row farthest from its centre (as scikit-learn does), unless that
    /// row is alone or lies on its centre.
    func fillEmptyClusters(_ space: Space) {
      for cluster in 0..<clusters where counts[cluster] == 0 {
        var farthest = -1
        var distance: Float = 0
        for row in 0..<space.rows.rows where counts[Int(labels[row])] > 1 {
          let found = best.base[row] + space.norms.base[row]
          if found > distance { (farthest, distance) = (row, found) }
        }
        guard farthest >= 0 else { return }
        let old = Int(labels[farthest])
        let values = space.rows[farthest]
        var exact = 0.0
        for (column, value) in values.enumerated() {
          let difference = Double(value) - centres[old * columns + column]
          exact += difference * difference
        }
        // Rounding alone, so the rows left are all on centres.
        guard exact > 1e-10 * Double(space.norms.base[farthest]) else { return }
        for (column, value) in values.enumerated() {
          sums[old * columns + column] -= Double(value)
          sums[cluster * columns + column] = Double(value)
        }
        counts[old] -= 1
        counts[cluster] = 1
        labels[farthest] = Int32(cluster)
        best.base[farthest] = -space.norms.base[farthest]
      }
    }

    /// The inertia less what is the same for all restarts, as the last pass found it.
    var score: Double {
      var sum = 0.0
      for value in best.values { sum += Double(value) }
      return sum
    }

    /// The centres in float32.
    var centreMatrix: FloatMatrix {
      FloatMatrix(rows: clusters, columns: columns, values: centres.map(Float.init))
    }

    /// The sum of squared distances of the rows to their centres, in float64.
    func exactInertia(_ space: Space, _ pool: WorkerPool) -> Double {
      let matrix = centreMatrix
      let sums = SharedBuffer(count: max(1, space.blocks), repeating: 0.0)
      let (rows, d) = (space.rows, columns)
      pool.parallel(count: space.blocks) { index, _ in
        var sum = 0.0
        for row in index * Space.block..<index * Space.block + space.size(of: index) {
          sum += RowPasses.squaredDistance(
            rows.base + row * d, matrix.base + Int(labels.base[row]) * d, count: d)
        }
        sums.base[index] = sum
      }
      return sums.array.reduce(0, +)
    }
  }
}
