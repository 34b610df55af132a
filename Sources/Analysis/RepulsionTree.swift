import Compute

/// Repulsion by a quadtree (Barnes and Hut 1986; van der Maaten 2014): a cell that looks small from a point acts as
/// its points' mean. Slower than `RepulsionFourier` at every size that matters; a check upon it.
final class RepulsionTree {
  let forces: AlignedBuffer
  private let points: Int
  private let pool: WorkerPool
  private let squaredTheta: Float
  /// Codes in the upper half, points in the lower, sorted: neighbours in this order are neighbours in the layout.
  private var order: [UInt64]
  private var nodes: [Node] = []
  private var sums: [Double]
  private static let chunk = 256
  /// A cell with so few points is not divided, and its points act one by one.
  private static let leaf = 8
  private static let levels = 16

  /// A cell: its points' mean, their number, its squared diagonal; where its points lie in the order; the node after its
  /// last descendant.
  private struct Node {
    var x: Float
    var y: Float
    var count: Float
    var squaredSize: Float
    var first: Int32
    var last: Int32
    var next: Int32
    var isLeaf: Bool
  }

  init(points: Int, theta: Double, pool: WorkerPool) {
    self.points = points
    self.pool = pool
    squaredTheta = Float(theta * theta)
    forces = AlignedBuffer(count: 2 * points)
    order = [UInt64](repeating: 0, count: points)
    sums = [Double](repeating: 0, count: (points + Self.chunk - 1) / Self.chunk)
  }

  func prepare(_ layout: UnsafePointer<Float>, bounds: LayoutPasses.Bounds) -> Double {
    let side = max(bounds.extent, 1e-30)
    let scale = Float((1 << Self.levels) - 1) / side
    for point in 0..<points {
      let x = UInt32(max(0, min(65535, (layout[2 * point] - bounds.low.x) * scale)))
      let y = UInt32(max(0, min(65535, (layout[2 * point + 1] - bounds.low.y) * scale)))
      order[point] = UInt64(Self.spread(x) | Self.spread(y) << 1) << 32 | UInt64(point)
    }
    order.sort()
    nodes.removeAll(keepingCapacity: true)
    build(layout, 0..<points, level: 0, side: side)
    let squaredTheta = squaredTheta
    let forces = forces.base
    order.withUnsafeBufferPointer { order in
      nodes.withUnsafeBufferPointer { nodes in
        sums.withUnsafeMutableBufferPointer { buffer in
          guard let sums = buffer.baseAddress else { return }
          pool.parallel(count: buffer.count) { index, _ in
            let first = index * Self.chunk
            var sum = 0.0
            for place in first..<min(order.count, first + Self.chunk) {
              let point = Int(order[place] & 0xFFFF_FFFF)
              sum += Double(
                Self.force(
                  layout, point, nodes, order, squaredTheta, into: forces + 2 * point))
            }
            sums[index] = sum
          }
        }
      }
    }
    return sums.reduce(0, +) - Double(points)
  }

  /// Puts a 0 before each of the lower 16 bits.
  private static func spread(_ bits: UInt32) -> UInt32 {
    var x = bits
    x = (x | x << 8) & 0x00FF_00FF
    x = (x | x << 4) & 0x0F0F_0F0F
    x = (x | x << 2) & 0x3333_3333
    return (x | x << 1) & 0x5555_5555
  }

  private func build(
    _ layout: UnsafePointer<Float>, _ range: Range<Int>, level: Int, side: Float
  ) {
    let index = nodes.count
    var (x, y) = (0.0, 0.0)
    for place in range {
      let point = Int(order[place] & 0xFFFF_FFFF)
      x += Double(layout[2 * point])
      y += Double(layout[2 * point + 1])
    }
    let count = Double(range.count)
    let isLeaf = range.count <= Self.leaf || level == Self.levels
    nodes.append(
      Node(
        x: Float(x / count), y: Float(y / count), count: Float(count), squaredSize: 2 * side * side,
        first: Int32(range.lowerBound), last: Int32(range.upperBound), next: 0, isLeaf: isLeaf))
    if !isLeaf {
      let shift = UInt64(32 + 2 * (Self.levels - 1 - level))
      var start = range.lowerBound
      while start < range.upperBound {
        let quadrant = order[start] >> shift
        var end = start + 1
        while end < range.upperBound && order[end] >> shift == quadrant { end += 1 }
        build(layout, start..<end, level: level + 1, side: side / 2)
        start = end
      }
    }
    nodes[index].next = Int32(nodes.count)
  }

  /// The force on one point into `output`; returns its sum of 1 / (1 + d^2), itself included.
  private static func force(
    _ layout: UnsafePointer<Float>, _ point: Int, _ nodes: UnsafeBufferPointer<Node>,
    _ order: UnsafeBufferPointer<UInt64>, _ squaredTheta: Float,
    into output: UnsafeMutablePointer<Float>
  ) -> Float {
    let (x, y) = (layout[2 * point], layout[2 * point + 1])
    var (fx, fy, phi): (Float, Float, Float) = (0, 0, 0)
    var index = 0
    while index < nodes.count {
      let node = nodes[index]
      let dx = x - node.x
      let dy = y - node.y
      let squared = dx * dx + dy * dy
      if node.squaredSize < squaredTheta * squared {
        let q = 1 / (1 + squared)
        phi += node.count * q
        fx += node.count * q * q * dx
        fy += node.count * q * q * dy
        index = Int(node.next)
      } else if node.isLeaf {
        for place in Int(node.first)..<Int(node.last) {
          let other = Int(order[place] & 0xFFFF_FFFF)
          let ex = x - layout[2 * other]
          let ey = y - layout[2 * other + 1]
          let q = 1 / (1 + ex * ex + ey * ey)
          phi += q
          fx += q * q * ex
          fy += q * q * ey
        }
        index = Int(node.next)
      } else {
        index += 1
      }
    }
    output[0] = fx
    output[1] = fy
    return phi
  }
}
