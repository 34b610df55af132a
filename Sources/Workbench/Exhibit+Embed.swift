import Arrays
import Experiments
import Figures
import Foundation
import NeuralNet
import Scales
import Session
import Terminal

extension State {
  /// The words that name whose result this is: `seed-3-step2176`, `random-network`.
  private func origin(_ result: ResultRecord) -> String {
    guard let network = analysis.sources[result.id]?.network else { return "" }
    return network.isTrained ? "\(network.run)-step\(network.step)" : "random-network"
  }

  // MARK: - Layouts

  /// The points that are seen.
  var layoutExhibit: Exhibit {
    let subject = analysis.subject
    guard let result = analysis.result("tsne", of: subject) else {
      return Exhibit("tsne", missing: "there is no layout yet; R makes one")
    }
    let name = Exhibit.name(
      "tsne", subject.modality.rawValue, subject.split.rawValue, embed.coloring.rawValue,
      origin(result))
    guard maps.own != nil else {
      return Exhibit(name, missing: "the layout is not read yet")
    }
    return Exhibit(
      name, figure: .made { try self.shownPoints().figure(self) },
      table: .made { try self.shownPoints().table(self) },
      arrays: .made { try self.shownPoints().archive })
  }

  private func shownPoints() throws -> ShownPoints {
    guard let map = maps.own else {
      throw ExportError(path: session.path, reason: "the layout is gone")
    }
    return ShownPoints(map, self)
  }

  /// Which rows of a layout are within the screen and not hidden.
  private struct ShownPoints {
    let map: EmbedMap
    let rows: [Int]

    init(_ map: EmbedMap, _ state: State) {
      self.map = map
      let size = EmbedLayout.canvas(state)
      let camera = map.camera(state, size)
      let seen = map.layout.clips.indices.filter { row in
        guard map.isShown(row) else { return false }
        if state.embed.zoom <= 1 { return true }
        let point = map.point(ofRow: row)
        let dot = camera.dot(point.x, point.y)
        return dot.x >= 0 && dot.y >= 0 && dot.x < Double(2 * size.width)
          && dot.y < Double(4 * size.height)
      }
      // In the order of the result.
      rows = seen.sorted { map.layout.grid.order[$0] < map.layout.grid.order[$1] }
    }

    func figure(_ state: State) -> ScatterFigure {
      let entries = map.colors.entries.filter { $0.category >= 0 }
      let numbers = Dictionary(
        entries.enumerated().map { ($1.category, $0) }, uniquingKeysWith: { first, _ in first })
      let source = state.analysis.sources[map.result.id]
      var facts = [source?.line ?? ""]
      if map.colors.coloring == .prediction {
        facts.append("the class that a clip's strongest unit prefers")
      }
      if let figures = map.result.figures(as: LayoutExperiment.Figures.self) {
        facts.append(
          "perplexity \(NumberText.short(figures.perplexity)), "
            + "\(NumberText.grouped(figures.iteration)) iterations")
        if let divergence = figures.divergence {
          facts.append("KL \(NumberText.fixed(divergence, 3)) nats")
        }
      }
      if rows.count < map.layout.clips.count {
        facts.append(
          "\(NumberText.grouped(rows.count)) of \(NumberText.grouped(map.layout.clips.count)) "
            + "points shown")
      }
      facts.append("session \(state.session.name)")
      return ScatterFigure(
        x: rows.map { map.layout.points[2 * $0] }, y: rows.map { map.layout.points[2 * $0 + 1] },
        categories: rows.map { numbers[map.colors.categories[$0]] ?? -1 },
        names: entries.map(\.name),
        tips: rows.map { row in
          let clip = state.analysis.clips[map.layout.clips[row]]
          return [clip?.fileName ?? "clip \(map.layout.clips[row])", clip?.label]
            .compactMap { $0 }.joined(separator: ", ")
        },
        title: "t-SNE, \(map.subject.title)"
          + (map.colors.coloring == .nothing
            ? "" : ", coloured by \(map.colors.coloring.rawValue)"),
        caption: facts.joined(separator: "; "))
    }

    func table(_ state: State) -> ExhibitTable {
      var table = ExhibitTable(rows: rows.count)
      let clips = rows.map { map.layout.clips[$0] }
      table.add("clip", .integers(clips.map { Int($0) }))
      table.add("file", .texts(clips.map { state.analysis.clips[$0]?.path ?? "" }))
      table.add("label", .texts(clips.map { state.analysis.clips[$0]?.label ?? "" }))
      if let (clusters, _) = PointColors.clusters(of: map.layout, state, map.subject) {
        table.add("cluster", .integers(rows.map { Int(clusters[$0]) }))
      }
      if let name = ownColumn {
        let names = Dictionary(
          map.colors.entries.map { ($0.category, $0.name) }, uniquingKeysWith: { first, _ in first }
        )
        table.add(
          name,
          .texts(
            rows.map { row in
              let category = map.colors.categories[row]
              return category < 0 ? "" : names[category] ?? ""
            }))
      }
      // The digits of the floats that were computed, not of doubles near them.
      func digits(_ axis: Int) -> ExhibitTable.Values {
        .numbers(rows.map { Double("\(map.layout.points[2 * $0 + axis])") })
      }
      table.add("x", digits(0))
      table.add("y", digits(1))
      return table
    }

    /// What colours the points, where a table tells it of itself by no other column.
    private var ownColumn: String? {
      switch map.colors.coloring {
      case .prediction, .selection: map.colors.coloring.rawValue
      case .label, .cluster, .nothing: nil
      }
    }

    var archive: NPZArchive {
      var archive = NPZArchive()
      archive.add(
        NPYArray(
          shape: [rows.count, 2],
          values: rows.flatMap { [map.layout.points[2 * $0], map.layout.points[2 * $0 + 1]] }),
        name: "layout")
      archive.add(
        NPYArray(shape: [rows.count], values: rows.map { map.layout.clips[$0] }), name: "clips")
      archive.add(
        NPYArray(shape: [rows.count], values: rows.map { map.layout.labels[$0] }), name: "labels")
      if ![.label, .nothing].contains(map.colors.coloring) {
        archive.add(
          NPYArray(shape: [rows.count], values: rows.map { map.colors.categories[$0] }),
          name: map.colors.coloring.rawValue + "s")
      }
      return archive
    }
  }

  // MARK: - Clusters

  /// The clusters in the order of the list.
  var clusterExhibit: Exhibit {
    let subject = analysis.subject
    guard let result = analysis.result("kmeans", of: subject),
      let summary = analysis.clusterSummary(result)
    else { return Exhibit("clusters", missing: "there are no clusters yet; R makes some") }
    let name = Exhibit.name(
      "clusters", subject.modality.rawValue, subject.split.rawValue,
      "k\(summary.figures.clusters)", origin(result))
    guard
      case .clusters(let found) = analysis.shelf[
        .clusters(result: result.id, updated: result.updated)]
    else { return Exhibit(name, missing: "the clusters are not read yet") }
    return Exhibit(
      name, figure: .made { self.clusterFigure(result, summary) },
      table: .made { self.clusterTable(summary) },
      arrays: .made {
        var archive = NPZArchive()
        let count = found.labels.count
        archive.add(NPYArray(shape: [count], values: found.labels), name: "clusters")
        archive.add(NPYArray(shape: [count], values: found.clips), name: "clips")
        if !found.distances.isEmpty {
          archive.add(NPYArray(shape: [count], values: found.distances), name: "distances")
        }
        let figures = summary.figures
        if figures.table.count == figures.classes.count * summary.clusters.count {
          archive.add(
            NPYArray(
              shape: [figures.classes.count, summary.clusters.count],
              values: figures.table.map { Int64($0) }), name: "classes_in_clusters")
        }
        return archive
      })
  }

  private func clusterFigure(_ result: ResultRecord, _ summary: ClusterSummary) -> BarFigure {
    let rows = ClusterBoard(self)?.rows ?? []
    let figures = summary.figures
    var facts = [analysis.sources[result.id]?.line ?? "", "k = \(figures.clusters)"]
    func add(_ name: String, _ agreement: ClusterExperiment.Agreement?) {
      guard let agreement else { return }
      facts.append(
        "\(name) NMI \(NumberText.fixed(agreement.nmi, 3)), AMI "
          + NumberText.fixed(agreement.ami, 3))
    }
    add("with the labels", figures.agreement)
    add("random network", figures.randomNetwork)
    add("random assignment", figures.randomAssignment)
    facts.append("session \(session.name)")
    return BarFigure(
      categories: rows.map { row in
        "c\(row.cluster.number)" + (row.cluster.mainClass.map { " \($0)" } ?? "")
      },
      series: [
        .init("clips", rows.map { Double($0.size) }),
        .init(
          "of the main class",
          rows.map { row in (row.cluster.purity ?? .nan) * Double(row.cluster.labelled) }),
      ], valueTitle: "clips", title: "Clusters, \(analysis.subject.title)",
      caption: facts.joined(separator: "; "))
  }

  private func clusterTable(_ summary: ClusterSummary) -> ExhibitTable {
    let rows = ClusterBoard(self)?.rows ?? []
    var table = ExhibitTable(rows: rows.count)
    table.add("cluster", .integers(rows.map(\.cluster.number)))
    table.add("clips", .integers(rows.map(\.size)))
    table.add("main_class", .texts(rows.map { $0.cluster.mainClass ?? "" }))
    table.add("purity", .numbers(rows.map(\.cluster.purity)))
    for (place, name) in summary.figures.classes.enumerated() {
      table.add(
        "class_\(name)",
        .integers(rows.map { summary.count(ofClass: place, in: $0.cluster.number) }))
    }
    return table
  }
}
