/// Numbers of any plain type that the workers of a pool write to, each its own part.
///
/// It is safe to send because it only owns the memory; who writes where is the business of its users,
/// which split it by worker or by row.
public final class SharedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  /// The first element.
  public let base: UnsafeMutablePointer<Element>
  /// The number of elements.
  public let count: Int

  /// A buffer of `count` times `value`.
  public init(count: Int, repeating value: Element) {
    precondition(count >= 0, "shared buffer: \(count) elements")
    self.count = count
    base = .allocate(capacity: max(1, count))
    base.initialize(repeating: value, count: count)
  }

  deinit { base.deallocate() }

  /// One element.
  public subscript(place: Int) -> Element {
    get { base[place] }
    set { base[place] = newValue }
  }

  /// A copy of all elements.
  public var array: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
}
