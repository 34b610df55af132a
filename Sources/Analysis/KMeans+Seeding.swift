import Compute
import Glibc

extension KMeans {
  /// Greedy k-means++: each new centre is the best of 2 + ln k rows, drawn with probabilities in
  /// proportion to their squared distances to the centres so far (Arthur and Vassilvitskii 2007,
  /// section 6; the number is scikit-learn's).
  ///
  /// A pass over the rows tries the candidates of all restarts of a group at once.
  struct Seeding {
    private let space: Space
    /// Each restart's squared distances to its nearest centre so far, and their sums by block.
    private let closest: [AlignedBuffer]
    private var sums: [[Double]]
    /// The same, were a candidate made a centre: [candidates, rows] and [candidates, blocks].
    private let tried: AlignedBuffer
    private let triedSums: SharedBuffer<Double>
    private let placed: AlignedBuffer
    private let bias: AlignedBuffer

    /// Gives each restart of the group its first centres; once stopped, any rows.
    static func run(
      _ group: [Restart], _ space: Space, _ pool: WorkerPool, _ watch: inout Watch
    ) {
      guard let clusters = group.first?.clusters else { return }
      let trials = 2 + Int(log(Double(clusters)))
      var seeding = Seeding(space, group.count, trials: trials)
      for cluster in 0..<clusters {
        let goOn = watch.goOn(group, iteration: 0, "first centre \(cluster + 1) of \(clusters)")
        guard goOn else {
          for restart in group {
            for rest in cluster..<clusters {
              restart.put(rest, on: space.rows[restart.stream.int(below: space.rows.rows)])
            }
          }
          return
        }
        let candidates = group.indices.map { place in
          (0..<(cluster == 0 ? 1 : trials)).map { _ in seeding.draw(place, &group[place].stream) }
        }
        for (place, row) in seeding.choose(candidates, pool).enumerated() {
          group[place].put(cluster, on: space.rows[row])
        }
      }
    }

    private init(_ space: Space, _ restarts: Int, trials: Int) {
      self.space = space
      let rows = space.rows.rows
      closest = (0..<restarts).map { _ in
        let buffer = AlignedBuffer(count: rows)
        buffer.values.update(repeating: .infinity)
        return buffer
      }
      sums = []
      tried = AlignedBuffer(count: restarts * trials * rows)
      triedSums = SharedBuffer(count: restarts * trials * space.blocks, repeating: 0)
      placed = AlignedBuffer(count: restarts * trials * space.rows.columns)
      bias = AlignedBuffer(count: restarts * trials)
    }

    /// A row, with probability in proportion to its distance; any row while there are no centres, or
    /// when all rows lie on them.
    private func draw(_ restart: Int, _ stream: inout RandomStream) -> Int {
      let total = sums.isEmpty ? 0 : sums[restart].reduce(0, +)
      guard total > 0 else { return stream.int(below: space.rows.rows) }
      var rest = stream.uniform() * total
      var last = 0
      for (block, sum) in sums[restart].enumerated() where sum > 0 {
        let first = block * Space.block
        if rest >= sum {
          rest -= sum
          last = first
          continue
        }
        for row in first..<first + space.size(of: block) where closest[restart].base[row] > 0 {
          last = row
          rest -= Double(closest[restart].base[row])
          if rest < 0 { break }
        }
        break
      }
      return last
    }

    /// Tries the candidates of each restart and makes the best one its next centre.
    private mutating func choose(_ candidates: [[Int]], _ pool: WorkerPool) -> [Int] {
      let (rows, d, blocks) = (space.rows, space.rows.columns, space.blocks)
      let trials = candidates.first?.count ?? 0
      let all = candidates.flatMap { $0 }
      for (place, row) in all.enumerated() {
        let values = rows[row]
        bias.base[place] = space.place({ Double(values[$0]) }, at: placed.base + place * d)
      }
      let (space, placed, bias, tried) = (space, placed, bias, tried)
      let (triedSums, closest) = (triedSums, closest)
      pool.parallel(count: blocks) { block, _ in
        let first = block * Space.block
        space.scores(
          block: block, centres: placed.base, count: all.count, into: tried.base + first,
          stride: rows.rows)
        for place in all.indices {
          triedSums.base[place * blocks + block] = RowPasses.candidate(
            tried.base + place * rows.rows + first, norms: space.norms.base + first,
            bias: bias.base[place], closest: closest[place / trials].base + first,
            count: space.size(of: block))
        }
      }
      sums = []
      return candidates.indices.map { restart in
        var chosen = (place: 0, sums: [Double](), total: Double.infinity)
        for place in restart * trials..<(restart + 1) * trials {
          let sums = (0..<blocks).map { triedSums[place * blocks + $0] }
          let total = sums.reduce(0, +)
          if total < chosen.total || chosen.sums.isEmpty { chosen = (place, sums, total) }
        }
        sums.append(chosen.sums)
        closest[restart].base.update(
          from: tried.base + chosen.place * rows.rows, count: rows.rows)
        return all[chosen.place]
      }
    }
  }
}
