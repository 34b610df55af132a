import Compute

extension KMeans {
  /// Lloyd's iterations of a group of restarts: rows to their nearest centres, centres to the means
  /// of their rows.
  ///
  /// Only rows that change their cluster touch its sum: late iterations are matrix products alone.
  struct Lloyd {
    private let space: Space
    private let clusters: Int
    private let threads: Int
    /// The centres of all restarts about the mean [restarts * clusters, columns], what is added to their scores, and
    /// each worker's scores [restarts * clusters, block].
    private let placed: AlignedBuffer
    private let bias: AlignedBuffer
    private let scores: AlignedBuffer
    private let found: SharedBuffer<Int32>
    /// What each worker's rows add to sums and counts, and which clusters they touched:
    /// [workers, restarts, clusters (, columns)].
    private let sums: SharedBuffer<Double>
    private let counts: SharedBuffer<Int>
    private let touched: SharedBuffer<Bool>

    /// Floating-point operations between two looks at the monitor: less than half a second at
    /// 50 GFLOP/s (our choice).
    private static let patience = 20e9

    /// Iterates until all restarts end; when stopped, ends the best one where it is.
    static func run(
      _ group: [Restart], _ space: Space, _ options: Options, _ pool: WorkerPool,
      _ watch: inout Watch
    ) {
      let lloyd = Lloyd(space, group.count, options.clusters, pool.threads)
      let rest =
        options.tolerance * space.scatter / Double(space.rows.rows * space.rows.columns)
      var active = group
      while !active.isEmpty {
        let changed = lloyd.assign(active, pool) { part in
          watch.goOn(
            group, iteration: active.map(\.iterations).max() ?? 0,
            "iteration \(active[0].iterations + 1), \(active.count) of \(group.count) restarts")
        }
        guard let changed else { break }
        for (restart, changed) in zip(active, changed) {
          lloyd.advance(restart, changed: changed, options: options, rest: rest)
        }
        active.removeAll { $0.isFinished }
      }
      guard watch.isStopped else { return }
      guard let best = active.min(by: { $0.score < $1.score }) else { return }
      _ = lloyd.assign([best], pool) { _ in true }
      best.isFinished = true
      best.isStopped = true
    }

    private init(_ space: Space, _ restarts: Int, _ clusters: Int, _ threads: Int) {
      self.space = space
      self.clusters = clusters
      self.threads = threads
      let all = restarts * clusters
      placed = AlignedBuffer(count: all * space.rows.columns)
      bias = AlignedBuffer(count: all)
      scores = AlignedBuffer(count: threads * all * Space.block)
      found = SharedBuffer(count: threads * Space.block, repeating: 0)
      sums = SharedBuffer(count: threads * all * space.rows.columns, repeating: 0)
      counts = SharedBuffer(count: threads * all, repeating: 0)
      touched = SharedBuffer(count: threads * all, repeating: false)
    }

    /// Gives the rows to their nearest centres; returns how many changed in each restart, or nil
    /// when `goOn` (asked before every part of the rows) said no.
    private func assign(
      _ active: [Restart], _ pool: WorkerPool, goOn: (Int) -> Bool
    ) -> [Int]? {
      let d = space.rows.columns
      for (slot, restart) in active.enumerated() {
        for cluster in 0..<clusters {
          let place = slot * clusters + cluster
          bias.base[place] = space.place(
            { restart.centres[cluster * d + $0] }, at: placed.base + place * d)
        }
      }
      let changed = SharedBuffer(count: threads * active.count, repeating: 0)
      let work = Double(2 * active.count * clusters * d * Space.block)
      let part = max(threads, Int(Self.patience / work))
      var isComplete = true
      for first in stride(from: 0, to: space.blocks, by: part) {
        guard goOn(first) else {
          isComplete = false
          break
        }
        pool.parallel(count: min(part, space.blocks - first)) { index, worker in
          assign(block: first + index, active, worker, changed)
        }
      }
      gather(active)
      guard isComplete else { return nil }
      return active.indices.map { slot in
        (0..<threads).reduce(0) { $0 + changed[$1 * active.count + slot] }
      }
    }

    private func assign(
      block: Int, _ active: [Restart], _ worker: Int, _ changed: SharedBuffer<Int>
    ) {
      let d = space.rows.columns
      let (first, size) = (block * Space.block, space.size(of: block))
      let all = active.count * clusters
      let scores = scores.base + worker * (placed.count / d) * Space.block
      space.scores(
        block: block, centres: placed.base, count: all, into: scores, stride: Space.block)
      let found = found.base + worker * Space.block
      for (slot, restart) in active.enumerated() {
        RowPasses.nearest(
          scores: scores + slot * clusters * Space.block, stride: Space.block,
          bias: bias.base + slot * clusters, centres: clusters, count: size, labels: found,
          best: restart.best.base + first)
        let labels = restart.labels.base + first
        var moves = 0
        for row in 0..<size where found[row] != labels[row] {
          let values = space.rows.base + (first + row) * d
          add(values, weight: 1, to: Int(found[row]), slot, worker)
          if labels[row] >= 0 { add(values, weight: -1, to: Int(labels[row]), slot, worker) }
          labels[row] = found[row]
          moves += 1
        }
        changed.base[worker * active.count + slot] += moves
      }
    }

    private func add(
      _ values: UnsafePointer<Float>, weight: Int, to cluster: Int, _ slot: Int, _ worker: Int
    ) {
      let place = (worker * (bias.count / clusters) + slot) * clusters + cluster
      let d = space.rows.columns
      RowPasses.accumulate(
        values, weight: Double(weight), into: sums.base + place * d, count: d)
      counts.base[place] += weight
      touched.base[place] = true
    }

    /// Moves what the workers found to the restarts' sums, in the order of the workers.
    private func gather(_ active: [Restart]) {
      let d = space.rows.columns
      for (slot, restart) in active.enumerated() {
        for worker in 0..<threads {
          for cluster in 0..<clusters {
            let place = (worker * (bias.count / clusters) + slot) * clusters + cluster
            guard touched[place] else { continue }
            let found = sums.base + place * d
            for column in 0..<d { restart.sums[cluster * d + column] += found[column] }
            found.update(repeating: 0, count: d)
            restart.counts[cluster] += counts[place]
            counts[place] = 0
            touched[place] = false
          }
        }
      }
    }

    /// What follows a pass: the end, or centres that move.
    private func advance(_ restart: Restart, changed: Int, options: Options, rest: Double) {
      if restart.isClosing {
        restart.isFinished = true
        return
      }
      restart.iterations += 1
      if changed == 0 {
        restart.converged = true
        restart.isFinished = true
        return
      }
      restart.fillEmptyClusters(space)
      if restart.moveCentres() <= rest { restart.converged = true }
      restart.isClosing = restart.converged || restart.iterations == options.iterations
    }
  }
}
