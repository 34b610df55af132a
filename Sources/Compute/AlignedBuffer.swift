import Glibc

/// Floats in one block, zero at first, aligned to 64 bytes (a cache line; an AVX-512 register).
///
/// Blocks of a megabyte and more come straight from the system: their pages take memory only once
/// touched, may be huge pages, and go back when the buffer ends.
///
/// It is safe to send because it only owns the memory; who writes where is the business of its users,
/// which split it by worker.
public final class AlignedBuffer: @unchecked Sendable {
  /// The first element.
  public let base: UnsafeMutablePointer<Float>
  /// The number of elements.
  public let count: Int
  private let mappedBytes: Int

  /// A buffer of `count` zeros.
  public init(count: Int) {
    precondition(count >= 0, "aligned buffer: \(count) elements")
    self.count = count
    let bytes = (max(1, count) * MemoryLayout<Float>.stride + 63) / 64 * 64
    if bytes >= 1 << 20 {
      let memory = mmap(
        nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      guard let memory, memory != MAP_FAILED else {
        fatalError("aligned buffer: the system has no \(bytes >> 20) MiB of memory left")
      }
      madvise(memory, bytes, MADV_HUGEPAGE)
      base = memory.bindMemory(to: Float.self, capacity: bytes / 4)
      mappedBytes = bytes
    } else {
      let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      memset(memory, 0, bytes)
      base = memory.bindMemory(to: Float.self, capacity: bytes / 4)
      mappedBytes = 0
    }
  }

  deinit {
    if mappedBytes > 0 { munmap(base, mappedBytes) } else { base.deallocate() }
  }

  /// The whole block.
  public var values: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: base, count: count)
  }

  /// Sets every element to zero.
  public func clear() { memset(base, 0, count * MemoryLayout<Float>.stride) }
}
