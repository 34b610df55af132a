/// How the screen of clusters looks.
public struct ClustersState: Codable, Sendable, Equatable {
  /// A pane of the screen.
  public enum Pane: String, CaseIterable, Codable, Sendable {
    case list = "clusters"
    case table = "classes"
    case members = "members"
    case figures = "agreement"
  }

  /// What the clusters are sorted by.
  public enum Order: String, CaseIterable, Codable, Sendable {
    case size = "size"
    case purity = "purity"
    case mainClass = "class"
    case number = "number"
  }

  /// The pane that has the focus.
  public var focus = Pane.list
  /// What the clusters are sorted by.
  public var order = Order.size
  /// The chosen cluster; nil for the first of the list.
  public var cluster: Int?
  /// The chosen member's place in its cluster.
  public var member = 0
  /// Whether the members farthest from the centre come first.
  public var isOutwards = false
  /// Clusters of the next run; nil leaves it to the number of clips.
  public var count: Int?

  /// As it is at first.
  public init() {}
}
