import Analysis
import Compute
import Foundation
import Synchronization
import Testing

@Suite("t-SNE")
struct TSNETests {
  let pool = WorkerPool(threads: 2)

  @Test("steps are those of a naive twin in Double", arguments: [0, 24, 30])
  func twin(warmUp: Int) throws {
    let blobs = BlobRows(count: 61, columns: 8, blobs: 2, seed: 1)
    let affinities = try Affinities(blobs.rows, perplexity: 10, pool: pool)
    var options = TSNE.Options()
    options.method = .exact
    options.earlyIterations = 20
    options.annealingIterations = 10
    let tsne = try TSNE(
      affinities, options: options, start: TSNE.start(of: blobs.rows, pool: pool), pool: pool)
    for _ in 0..<warmUp { tsne.step() }
    var slow = NaiveTSNE(affinities.matrix, tsne.state)
    for _ in 0..<3 {
      let step = tsne.iteration
      slow.step(
        exaggeration: step < 20 ? 12 : step < 29 ? pow(12, Double(29 - step) / 10) : 1,
        momentum: step < 20 ? 0.5 : 0.8, rate: 200)
      tsne.step()
    }
    let scale = slow.y.map(abs).max() ?? 1
    for (fast, slow) in zip(tsne.layout, slow.y) {
      #expect(abs(Double(fast) - slow) < 1e-3 * scale)
    }
    #expect(abs(tsne.divergence() - slow.divergence()) < 1e-4)
  }

  @Test("three blobs come apart", arguments: [TSNE.Method.exact, .barnesHut, .fourier])
  func blobs(method: TSNE.Method) throws {
    let blobs = BlobRows(count: 300, columns: 10, blobs: 3, seed: 2)
    var options = TSNE.Options()
    options.perplexity = 15
    options.iterations = 400
    options.method = method
    let result = try TSNE.run(blobs.rows, options, pool: pool)
    #expect(result.finished && result.state.iteration == 400)
    let y = result.layout
    for a in 0..<300 {
      var nearest = (distance: Float.infinity, row: a)
      for b in 0..<300 where b != a {
        let (dx, dy) = (y[a][0] - y[b][0], y[a][1] - y[b][1])
        nearest = min(nearest, (dx * dx + dy * dy, b)) { $0.distance < $1.distance }
      }
      #expect(blobs.labels[nearest.row] == blobs.labels[a])
    }
    #expect(result.divergence > 0 && result.divergence < 1.2, "\(result.divergence)")
  }

  private func min<Value>(_ a: Value, _ b: Value, by less: (Value, Value) -> Bool) -> Value {
    less(b, a) ? b : a
  }

  @Test("the same seed gives the same bits, however often it stops and goes on")
  func sameBits() throws {
    let blobs = BlobRows(count: 900, columns: 12, blobs: 5, seed: 3)
    let affinities = try Affinities(blobs.rows, perplexity: 20, pool: pool)
    for method in [TSNE.Method.exact, .barnesHut, .fourier] {
      var options = TSNE.Options()
      options.method = method
      options.iterations = 150
      options.earlyIterations = 90
      options.annealingIterations = 40
      let start = TSNE.start(of: blobs.rows, seed: 7, pool: pool)
      let whole = try TSNE(affinities, options: options, start: start, pool: pool)
      whole.run()
      let again = try Affinities(blobs.rows, perplexity: 20, pool: pool)
      var state = TSNE.start(of: blobs.rows, seed: 7, pool: pool)
      for stop in [1, 37, 90, 91, 150] {
        options.iterations = stop
        let part = try TSNE(again, options: options, start: state, pool: pool)
        part.run()
        if stop == 37 { _ = part.divergence() }
        state = part.state
      }
      #expect(state == whole.state, "\(method)")
    }
  }

  @Test("a run that is ended keeps its layout and says it is not finished")
  func ended() throws {
    let blobs = BlobRows(count: 100, columns: 6, blobs: 2, seed: 4)
    var options = TSNE.Options()
    options.perplexity = 10
    let last = Mutex(0)
    let monitor = AnalysisMonitor(
      report: { done, _, what in if what == "iterations" { last.withLock { $0 = done } } },
      goOn: { last.withLock { $0 } < 25 })
    var observed = 0
    let result = try TSNE.run(blobs.rows, options, pool: pool, monitor) { _ in observed += 1 }
    #expect(!result.finished && result.state.iteration == 25 && observed == 25)
    #expect(result.state.layout.allSatisfy { $0.isFinite })
  }

  @Test("equal rows and constant columns are laid out without a number that is not one")
  func degenerate() throws {
    var options = TSNE.Options()
    options.perplexity = 5
    options.iterations = 100
    for method in [TSNE.Method.exact, .barnesHut, .fourier] {
      options.method = method
      let equal = FloatMatrix(rows: 40, columns: 3, values: [Float](repeating: 2, count: 120))
      let result = try TSNE.run(equal, options, pool: pool)
      #expect(result.state.layout.allSatisfy { $0.isFinite }, "\(method)")
    }
  }

  @Test("another perplexity goes on from the present layout")
  func otherPerplexity() throws {
    let blobs = BlobRows(count: 200, columns: 6, blobs: 3, seed: 5)
    let first = try Affinities(blobs.rows, perplexity: 10, pool: pool)
    let tsne = try TSNE(first, start: TSNE.start(of: blobs.rows, pool: pool), pool: pool)
    for _ in 0..<50 { tsne.step() }
    let before = tsne.layout
    try tsne.replaceAffinities(Affinities(blobs.rows, perplexity: 40, pool: pool))
    #expect(tsne.layout == before && tsne.iteration == 50)
    tsne.step()
    #expect(tsne.layout != before)
    let fewer = BlobRows(count: 199, columns: 6, blobs: 3, seed: 5)
    let others = try Affinities(fewer.rows, perplexity: 10, pool: pool)
    #expect(throws: AnalysisError.self) { try tsne.replaceAffinities(others) }
  }

  @Test("new rows are placed among their own kind, and the monitor can end that")
  func placing() throws {
    let all = BlobRows(count: 330, columns: 10, blobs: 3, seed: 6)
    let old = all.rows.selecting(Array(0..<300))
    let new = all.rows.selecting(Array(300..<330))
    var options = TSNE.Options()
    options.perplexity = 15
    options.iterations = 400
    let layout = try TSNE.run(old, options, pool: pool).state.layout
    let placed = try TSNE.place(new, among: old, layout: layout, pool: pool)
    for row in 0..<30 {
      let distances = (0..<300).map {
        hypot(layout[2 * $0] - placed[2 * row], layout[2 * $0 + 1] - placed[2 * row + 1])
      }
      let nearest = distances.indices.min { distances[$0] < distances[$1] } ?? 0
      #expect(all.labels[nearest] == all.labels[300 + row])
      #expect(distances[nearest] < 3, "\(distances[nearest])")
    }
    let early = try TSNE.place(
      new, among: old, layout: layout, pool: pool,
      AnalysisMonitor(
        report: { _, _, _ in }, goOn: { true }))
    #expect(early == placed)
    #expect(throws: AnalysisError.self) {
      try TSNE.place(new, among: old, layout: [1, 2], pool: pool)
    }
  }

  @Test("options out of range are refused by name")
  func options() throws {
    let blobs = BlobRows(count: 100, columns: 4, blobs: 2, seed: 7)
    for change: (inout TSNE.Options) -> Void in [
      { $0.learningRate = -1 }, { $0.momentum = 1 }, { $0.earlyExaggeration = .nan },
      { $0.theta = -0.5 }, { $0.iterations = -1 }, { $0.perplexity = 34 },
    ] {
      var options = TSNE.Options()
      options.perplexity = 10
      change(&options)
      #expect(throws: AnalysisError.self) { try TSNE.run(blobs.rows, options, pool: pool) }
    }
    let affinities = try Affinities(blobs.rows, perplexity: 10, pool: pool)
    #expect(throws: AnalysisError.self) {
      try TSNE(affinities, start: TSNE.State(layout: [0, 0]), pool: pool)
    }
  }

  @Test("principal components find the plane in which rows vary")
  func components() throws {
    var stream = RandomStream(seed: 8, name: "plane")
    let (n, d) = (500, 40)
    let u = (0..<d).map { _ in stream.normal() }
    let v = (0..<d).map { _ in stream.normal() }
    let places = (0..<n).map { _ in (5 * stream.normal(), 2 * stream.normal()) }
    var values: [Float] = []
    for (a, b) in places {
      for k in 0..<d {
        let inPlane: Double = a * u[k] + b * v[k]
        values.append(Float(100 + inPlane + 0.01 * stream.normal()))
      }
    }
    let rows = FloatMatrix(rows: n, columns: d, values: values)
    let components = PrincipalComponents(rows, count: 2, pool: pool)
    // Two components of a plane keep every distance in it.
    for _ in 0..<50 {
      let (i, j) = (stream.int(below: n), stream.int(below: n))
      var whole = 0.0
      for k in 0..<d { whole += pow(Double(rows[i][k] - rows[j][k]), 2) }
      let s = components.scores
      let flat = hypot(s[2 * i] - s[2 * j], s[2 * i + 1] - s[2 * j + 1])
      #expect(abs(whole.squareRoot() - Double(flat)) < 0.1)
    }
    #expect(components.variances[0] > components.variances[1])
  }
}

/// t-SNE as it is written down, every pair in Double.
struct NaiveTSNE {
  var y: [Double]
  private var velocities: [Double]
  private var gains: [Double]
  private var p: [[Double]]

  init(_ matrix: SparseRows, _ state: TSNE.State) {
    y = state.layout.map(Double.init)
    velocities = state.velocities.map(Double.init)
    gains = state.gains.map(Double.init)
    p = (0..<matrix.rows).map { row in
      var dense = [Double](repeating: 0, count: matrix.rows)
      for entry in Int(matrix.offsets[row])..<Int(matrix.offsets[row + 1]) {
        dense[Int(matrix.columns[entry])] += Double(matrix.values[entry])
      }
      return dense
    }
  }

  private func kernel(_ i: Int, _ j: Int) -> Double {
    1 / (1 + pow(y[2 * i] - y[2 * j], 2) + pow(y[2 * i + 1] - y[2 * j + 1], 2))
  }

  private var norm: Double {
    var z = 0.0
    for i in p.indices { for j in p.indices where i != j { z += kernel(i, j) } }
    return z
  }

  func divergence() -> Double {
    let z = norm
    var sum = 0.0
    for i in p.indices {
      for j in p.indices where p[i][j] > 0 { sum += p[i][j] * log(p[i][j] * z / kernel(i, j)) }
    }
    return sum
  }

  mutating func step(exaggeration: Double, momentum: Double, rate: Double) {
    let z = norm
    var mean = [0.0, 0.0]
    for i in y.indices { mean[i % 2] += y[i] / Double(p.count) }
    var next = y
    for i in p.indices {
      var g = [0.0, 0.0]
      for j in p.indices where i != j {
        let q = kernel(i, j)
        for a in 0..<2 {
          g[a] += (exaggeration * p[i][j] - q / z) * q * (y[2 * i + a] - y[2 * j + a])
        }
      }
      for a in 0..<2 {
        let k = 2 * i + a
        let same = velocities[k] * g[a] > 0 || velocities[k] == 0 && g[a] == 0
        gains[k] = same ? gains[k] * 0.8 + 0.01 : gains[k] + 0.2
        velocities[k] = momentum * velocities[k] - rate * gains[k] * g[a]
      }
      let length = hypot(velocities[2 * i], velocities[2 * i + 1])
      if length > 5 {
        for a in 0..<2 { velocities[2 * i + a] *= 5 / length }
      }
      for a in 0..<2 { next[2 * i + a] += velocities[2 * i + a] - mean[a] }
    }
    y = next
  }
}
