import Terminal

/// Photographs that were painted; the oldest is forgotten first.
public struct Paintings: Sendable {
  private var cells: [Painting: [Cell]] = [:]
  private var order: [Painting] = []

  /// Paintings kept (our choice: several times what a screen shows).
  static let capacity = 200

  /// None yet.
  public init() {}

  /// The cells of a painting, row after row; nil before it is painted.
  public subscript(painting: Painting) -> [Cell]? { cells[painting] }

  /// Keeps a painting.
  public mutating func put(_ painted: [Cell], for painting: Painting) {
    if cells.updateValue(painted, forKey: painting) == nil { order.append(painting) }
    if order.count > Paintings.capacity { cells[order.removeFirst()] = nil }
  }
}
