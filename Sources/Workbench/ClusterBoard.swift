import Experiments
import Foundation
import Session
import Terminal

/// A clustering as the screen of clusters looks at it.
struct ClusterBoard {
  /// A row of the list.
  struct Row {
    var cluster: ClusterSummary.Cluster
    /// Its clips; of the table where the rows are still being fetched.
    var size: Int

    /// What a search may ask of clusters.
    static let fields = FilterFields<Row>(
      [
        FilterField("class", help: "class that most of its clips are of") { row in
          row.cluster.mainClass.map { .text($0) }
        },
        FilterField("clips", sign: .atLeast, help: "how many lie in it") {
          .number(Double($0.size))
        },
        FilterField("purity", sign: .less, help: "share of its clips that are of that class") {
          row in
          row.cluster.purity.map { .number($0) }
        },
        FilterField("cluster", help: "its number") { .number(Double($0.cluster.number)) },
      ], words: { "c\($0.cluster.number) \($0.cluster.mainClass ?? "")" })
  }

  let result: ResultRecord
  let summary: ClusterSummary
  /// The clusters in the chosen order.
  let rows: [Row]
  /// The place of the chosen cluster among ``rows``; nil where there are none.
  let chosen: Int?
  /// The members of the chosen cluster: places in ``found``, those nearest to the centre first.
  let members: [Int]
  /// Each row's cluster and clip; nil while they are fetched.
  let found: ClusterRows?
  /// Why there are no members.
  let failure: String?

  /// The newest clustering of the subject; nil where there is none.
  init?(_ state: State) {
    guard let result = state.analysis.result("kmeans", of: state.analysis.subject),
      let summary = state.analysis.clusterSummary(result)
    else { return nil }
    self.result = result
    self.summary = summary
    var found: ClusterRows?
    var failure: String?
    switch state.analysis.shelf[.clusters(result: result.id, updated: result.updated)] {
    case .clusters(let rows): found = rows
    case .failed(let reason): failure = reason
    default: break
    }
    var sizes = [Int](repeating: 0, count: summary.clusters.count)
    if let found {
      for label in found.labels where sizes.indices.contains(Int(label)) { sizes[Int(label)] += 1 }
    } else {
      sizes = summary.clusters.map(\.labelled)
    }
    let all = summary.clusters.map { Row(cluster: $0, size: sizes[$0.number]) }
    rows = all.sorted { a, b in
      switch state.clusters.order {
      case .size where a.size != b.size: return a.size > b.size
      case .purity where a.cluster.purity != b.cluster.purity:
        return a.cluster.purity ?? -1 > b.cluster.purity ?? -1
      case .mainClass where a.cluster.mainClass != b.cluster.mainClass:
        guard let first = a.cluster.mainClass else { return false }
        return b.cluster.mainClass.map { first < $0 } ?? true
      default: return a.cluster.number < b.cluster.number
      }
    }
    let number = state.clusters.cluster
    chosen = rows.firstIndex { $0.cluster.number == number } ?? rows.indices.first
    var members: [Int] = []
    if let found, let chosen {
      let wanted = Int32(rows[chosen].cluster.number)
      members = found.labels.indices.filter { found.labels[$0] == wanted }
      if !found.distances.isEmpty {
        members.sort { found.distances[$0] < found.distances[$1] }
      }
      if state.clusters.isOutwards { members.reverse() }
    }
    self.members = members
    self.found = found
    self.failure = failure
  }

  /// The place of the chosen member among ``members``.
  func member(_ state: State) -> Int? {
    members.isEmpty ? nil : min(max(0, state.clusters.member), members.count - 1)
  }

  /// The clip of a member.
  func clip(ofMember place: Int) -> Int64? {
    guard let found, members.indices.contains(place) else { return nil }
    return found.clips[members[place]]
  }
}

/// Which panes the screen of clusters shows where.
enum ClustersLayout {
  /// Panes in the order of Tab.
  static func panes(for state: State) -> [ClustersState.Pane] {
    if state.size.width < 120 { return ClustersState.Pane.allCases }
    return places(in: EmbedLayout.body(state.size), state, isZoomed: false).map(\.pane)
  }

  /// Each pane that is shown, with its rectangle: one below 120 columns or zoomed, two columns below
  /// 180, three from there on.
  static func places(
    in body: Rect, _ state: State, isZoomed: Bool
  ) -> [(pane: ClustersState.Pane, rect: Rect)] {
    if state.size.width < 120 {
      return [(state.clusters.focus, body.rows([.cells(1), .share(1)])[1])]
    }
    if isZoomed { return [(state.clusters.focus, body)] }
    let body = body.rows([.share(1), .cells(hasBar(state) ? EmbedLayout.barRows : 0)])[0]
    let figures = ClusterFiguresView.rows(state)
    if state.size.width >= 180 {
      let columns = body.columns([.cells(48), .share(4), .share(5)])
      let left = columns[0].rows([.share(1), .cells(min(figures, body.height / 2))])
      return [
        (.list, left[0]), (.figures, left[1]), (.table, columns[1]), (.members, columns[2]),
      ]
    }
    let columns = body.columns([.cells(46), .share(1)])
    let left = columns[0].rows([.share(1), .cells(min(figures, body.height / 2))])
    let right = columns[1].rows([.share(1), .share(1)])
    return [(.list, left[0]), (.table, right[0]), (.members, right[1]), (.figures, left[1])]
  }

  /// Whether the checkpoints' bar has its place: there are some to step through, and rows for it.
  private static func hasBar(_ state: State) -> Bool {
    guard state.size.width >= 120, state.size.height >= 30, !state.isZoomed else { return false }
    return (state.checkpoints("kmeans")?.steps.count ?? 0) > 1
  }

  /// What lies below the panes: the checkpoints' bar.
  static func bar(in body: Rect, _ state: State) -> Rect? {
    hasBar(state)
      ? Rect(
        x: body.x, y: body.maxY - EmbedLayout.barRows, width: body.width,
        height: EmbedLayout.barRows)
      : nil
  }

  /// How many members stand side by side and below each other in a pane, and a tile's size.
  static func tiles(_ state: State, in inside: Size) -> (across: Int, down: Int, tile: Size) {
    let isPair = state.analysis.subject.modality == .audio
    let rows = inside.height >= 30 ? 8 : inside.height >= 22 ? 6 : 5
    let pictures = min(rows, max(2, inside.height - 1))
    let tile = Size(width: pictures * (isPair ? 4 : 2) + (isPair ? 3 : 2), height: pictures + 2)
    let wide = Size(width: max(20, tile.width), height: tile.height)
    return (
      max(1, inside.width / wide.width), max(1, (inside.height + 1) / wide.height), wide
    )
  }

  /// Tiles of the members' pane as it is now, in all and in a row.
  static func shownTiles(_ state: State) -> (count: Int, across: Int)? {
    let shown = places(in: EmbedLayout.body(state.size), state, isZoomed: state.isZoomed)
    guard let rect = shown.first(where: { $0.pane == .members })?.rect else { return nil }
    let (across, down, _) = tiles(
      state, in: Size(width: max(0, rect.width - 2), height: max(0, rect.height - 2)))
    return (across * down, across)
  }
}
