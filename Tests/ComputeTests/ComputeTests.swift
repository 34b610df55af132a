import Compute
import Foundation
import Testing

@Suite("Worker pool")
struct WorkerPools {
  @Test("every index runs once, on the worker that owns its range", arguments: [1, 2, 3, 7])
  func everyIndexOnce(threads: Int) {
    let pool = WorkerPool(threads: threads)
    for count in [0, 1, 2, 5, 100, 1001] {
      var seen = [Int](repeating: 0, count: count)
      var owner = [Int](repeating: -1, count: count)
      seen.withUnsafeMutableBufferPointer { seen in
        owner.withUnsafeMutableBufferPointer { owner in
          nonisolated(unsafe) let seen = seen
          nonisolated(unsafe) let owner = owner
          pool.parallel(count: count) { index, worker in
            seen[index] += 1
            owner[index] = worker
          }
        }
      }
      #expect(seen.allSatisfy { $0 == 1 })
      if count > 1 {
        for worker in 0..<threads {
          #expect(pool.range(of: worker, count: count).allSatisfy { owner[$0] == worker })
        }
      }
    }
  }

  @Test("thousands of short calls, from several threads at once, all finish")
  func manyCalls() {
    let pool = WorkerPool(threads: 3)
    DispatchQueue.concurrentPerform(iterations: 3) { _ in
      for _ in 0..<2000 {
        var sum = [Int](repeating: 0, count: 4)
        sum.withUnsafeMutableBufferPointer { sum in
          nonisolated(unsafe) let sum = sum
          pool.parallel(count: 4) { index, _ in sum[index] = index + 1 }
        }
        precondition(sum == [1, 2, 3, 4])
      }
    }
  }
}

@Suite("Random streams")
struct RandomStreams {
  @Test("a stream is fixed by seed, name and indices, for ever")
  func fixed() {
    var stream = RandomStream(seed: 1, name: "pairs", 3, 4)
    var same = RandomStream(seed: 1, name: "pairs", 3, 4)
    #expect((0..<5).map { _ in stream.next() } == (0..<5).map { _ in same.next() })
    var first = RandomStream(seed: 1, name: "pairs")
    #expect(first.next() == 6_933_812_425_221_405_456)
    let starts = [
      RandomStream(seed: 1, name: "pairs"), RandomStream(seed: 2, name: "pairs"),
      RandomStream(seed: 1, name: "pair"), RandomStream(seed: 1, name: "pairs", 0),
      RandomStream(seed: 1, name: "pairs", 1), RandomStream(seed: 1, name: "pairs", 0, 1),
    ].map { stream in
      var stream = stream
      return stream.next()
    }
    #expect(Set(starts).count == starts.count)
  }

  @Test("uniform and normal numbers have the moments of their distributions")
  func moments() {
    var stream = RandomStream(seed: 5, name: "moments")
    let n = 100_000
    let uniform = (0..<n).map { _ in stream.uniform() }
    #expect(uniform.allSatisfy { 0 <= $0 && $0 < 1 })
    #expect(abs(uniform.reduce(0, +) / Double(n) - 0.5) < 0.005)
    let normal = (0..<n).map { _ in stream.normal() }
    #expect(abs(normal.reduce(0, +) / Double(n)) < 0.02)
    #expect(abs(normal.reduce(0) { $0 + $1 * $1 } / Double(n) - 1) < 0.03)
  }

  @Test("integers below a bound are in range and equally likely")
  func integers() {
    var stream = RandomStream(seed: 6, name: "integers")
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[stream.int(below: 7)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
    #expect(stream.permutation(50).sorted() == Array(0..<50))
  }
}

@Suite("Matrix products")
struct MatrixProducts {
  @Test("the product agrees with the sum written out, transposed or not")
  func product() {
    var stream = RandomStream(seed: 7, name: "matrices")
    let (m, n, k) = (5, 7, 3)
    let a = (0..<m * k).map { _ in Float(stream.normal()) }
    let b = (0..<k * n).map { _ in Float(stream.normal()) }
    var transposed = [Float](repeating: 0, count: m * k)
    for i in 0..<m { for p in 0..<k { transposed[p * m + i] = a[i * k + p] } }
    var plain = [Float](repeating: .nan, count: m * n)
    var other = [Float](repeating: 1, count: m * n)
    multiply(a, lda: k, b, ldb: n, into: &plain, ldc: n, m: m, n: n, k: k)
    multiply(
      transposed, lda: m, transposedA: true, b, ldb: n, into: &other, ldc: n, m: m, n: n, k: k,
      beta: 1)
    for i in 0..<m {
      for j in 0..<n {
        let sum = (0..<k).reduce(0.0) { $0 + Double(a[i * k + $1]) * Double(b[$1 * n + j]) }
        #expect(abs(Double(plain[i * n + j]) - sum) < 1e-5)
        #expect(abs(Double(other[i * n + j]) - sum - 1) < 1e-5)
      }
    }
  }
}

@Suite("Aligned buffers")
struct AlignedBuffers {
  @Test("small and large buffers are zero and aligned", arguments: [0, 1, 1000, 300_001])
  func zeroAndAligned(count: Int) {
    let buffer = AlignedBuffer(count: count)
    #expect(UInt(bitPattern: buffer.base) % 64 == 0)
    #expect(buffer.values.allSatisfy { $0 == 0 })
    buffer.values.update(repeating: 1)
    buffer.clear()
    #expect(buffer.values.allSatisfy { $0 == 0 })
  }
}
