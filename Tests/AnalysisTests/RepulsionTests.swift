import Analysis
import Compute
import Foundation
import Testing

@Suite("Repulsion")
struct RepulsionTests {
  @Test("exact, Barnes-Hut and Fourier repulsion agree to 1 % on 1,000 points, early and late")
  func agree() throws {
    let pool = WorkerPool(threads: 2)
    let blobs = BlobRows(count: 1000, columns: 20, blobs: 8, apart: 1.5, seed: 1)
    let affinities = try Affinities(blobs.rows, perplexity: 30, pool: pool)
    var options = TSNE.Options()
    options.method = .exact
    let tsne = try TSNE(
      affinities, options: options, start: TSNE.start(of: blobs.rows, pool: pool), pool: pool)
    for iteration in [0, 20, 60, 120, 250, 300, 400, 500, 600, 1000] {
      while tsne.iteration < iteration { tsne.step() }
      let exact = tsne.repulsiveForces()
      for method in [TSNE.Method.barnesHut, .fourier] {
        options.method = method
        let other = try TSNE(affinities, options: options, start: tsne.state, pool: pool)
          .repulsiveForces()
        // Attraction is computed alike, so this is the error of the gradient, over its repulsive part.
        let error = distance(other, exact)
        #expect(error < 0.01, "\(method) at step \(iteration): \(error)")
      }
    }
  }

  /// |a - b| / |b|.
  private func distance(_ a: [Float], _ b: [Float]) -> Double {
    let off = zip(a, b).reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
    let norm = b.reduce(0.0) { $0 + pow(Double($1), 2) }
    return (off / norm).squareRoot()
  }
}
