import Figures
import Foundation
import NeuralNet
import Scales
import Session

extension Report {
  func addPreferences(_ page: inout HTMLPage) throws {
    page.heading("Unit preference")
    guard let (result, source) = try newest("prefer").first,
      let found = result.figures(as: PreferenceExperiment.self)
    else { return page.missing("prefer", store.location.name) }
    var rows: [[String]] = []
    for (name, side) in [("trained", found.trained), ("random network", found.random)] {
      for modality in Modality.allCases {
        guard let c = side[modality.rawValue] else { continue }
        rows.append([
          "\(name), \(modality.rawValue)", "\(c.atFour)",
          "\(NumberText.fixed(c.expectedAtFour, 1)) ± \(NumberText.fixed(c.deviationAtFour, 1))",
          "\(c.atThree)",
          "\(NumberText.fixed(c.expectedAtThree, 1)) ± \(NumberText.fixed(c.deviationAtThree, 1))",
        ])
      }
    }
    page.paragraph(
      "Classes of \(found.names.count) that some unit's top five hold at least four, and three, "
        + "clips of; beside what shuffled labels give (mean and standard deviation). \(source.line)."
    )
    page.table(["", "4 of 5", "by chance", "3 of 5", "by chance"], rows)
    try page.beside { page in
      for modality in Modality.allCases {
        func counts(_ side: [String: PreferenceExperiment.Coverage]) -> [Double] {
          side[modality.rawValue]?.classes.map { Double($0.count) } ?? found.names.map { _ in 0 }
        }
        page.figure(
          try BarFigure(
            categories: found.names,
            series: [
              .init("trained", counts(found.trained)),
              .init("random network", counts(found.random)),
            ], valueTitle: "clips of the class among the best unit's five", range: 0...5,
            title: "Best unit of each class, \(modality.rawValue)", caption: source.line, width: 560
          ).svg())
      }
    }
  }

  func addClusters(_ page: inout HTMLPage) throws {
    page.heading("Clusters")
    let found = try newest("kmeans")
    guard !found.isEmpty else { return page.missing("kmeans", store.location.name) }
    var shown: Set<String> = []
    var rows: [[String]] = []
    var tables: [(source: Provenance, figures: ClusterExperiment.Figures)] = []
    let all = found.compactMap { result, source in
      result.figures(as: ClusterExperiment.Figures.self).map { (source: source, figures: $0) }
    }
    for (source, figures) in all {
      let network = source.network.isTrained ? "trained" : "random network"
      guard
        shown.insert("\(network) \(source.modality) \(source.split) \(figures.clusters)").inserted
      else { continue }
      func cell(_ value: ClusterExperiment.Agreement?) -> String {
        value.map { "\(NumberText.fixed($0.nmi, 3)) / \(NumberText.fixed($0.ami, 3))" } ?? "-"
      }
      rows.append([
        "\(source.modality), \(network)", source.split, "\(figures.clusters)", "\(figures.n)",
        NumberText.fixed(figures.inertia, 1), cell(figures.agreement),
        cell(ClusterExperiment.randomNetwork(beside: figures, of: source, among: all)),
        cell(figures.randomAssignment), "\(source.seed)",
      ])
      if figures.table.count == figures.classes.count * figures.clusters, !figures.table.isEmpty {
        tables.append((source, figures))
      }
    }
    page.paragraph(
      "k-means of pool4; agreement with the labels, which no training used, as NMI / AMI. The "
        + "random network is clustered in the same way; random assignment is the mean of ten draws."
    )
    page.table(
      [
        "tower", "split", "k", "n", "inertia", "its clusters", "random network",
        "random assignment", "seed",
      ], rows)
    for (source, figures) in tables {
      page.subheading("\(source.modality), k = \(figures.clusters): classes in clusters")
      page.paragraph("\(source.line). Shaded by the share of the class.")
      let count = figures.clusters
      func column(_ cluster: Int) -> [Int] {
        figures.classes.indices.map { figures.table[$0 * count + cluster] }
      }
      // Clusters stand where their main class stands: what is off the diagonal is confused.
      let order = (0..<count).filter { column($0).contains { $0 > 0 } }.sorted { a, b in
        func place(_ cluster: Int) -> Int {
          let counts = column(cluster)
          return counts.indices.max { (counts[$0], $1) < (counts[$1], $0) } ?? 0
        }
        return (place(a), a) < (place(b), b)
      }
      page.counts(
        order.map { "c\($0)" },
        figures.classes.indices.map { row in
          (figures.classes[row], order.map { figures.table[row * count + $0] })
        })
    }
  }

  func addLayouts(_ page: inout HTMLPage) throws {
    page.heading("Layouts")
    let found = try newest("tsne")
    guard !found.isEmpty else { return page.missing("tsne", store.location.name) }
    page.paragraph(
      "Distances within heaps mean more than those between them. Rest on a point to see "
        + "its clip.")
    var clips: [Int64: ClipRecord] = [:]
    for clip in try store.clips() { clips[clip.id] = clip }
    let names = Set(clips.values.compactMap(\.label)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var shown: Set<String> = []
    try page.beside { page in
      for (result, source) in found {
        let kind = "\(source.modality), \(source.network.isTrained ? "trained" : "random network")"
        guard shown.insert("\(kind), \(source.split)").inserted,
          let points: [Float] = try store.array("layout", ofResult: result.id)?.values(),
          let ids: [Int64] = try store.array("clips", ofResult: result.id)?.values(),
          points.count == 2 * ids.count
        else { continue }
        let figures = result.figures(as: LayoutExperiment.Figures.self)
        let divergence = figures?.divergence.map { ", KL \(NumberText.fixed($0, 3)) nats" } ?? ""
        let perplexity = figures.map { ", perplexity \(NumberText.short($0.perplexity))" } ?? ""
        let clusters = try clusters(like: source)
        page.figure(
          try ScatterFigure(
            x: ids.indices.map { points[2 * $0] }, y: ids.indices.map { points[2 * $0 + 1] },
            categories: ids.map { clips[$0]?.label.flatMap { numbers[$0] } ?? -1 }, names: names,
            tips: ids.map { id in
              [
                clips[id]?.label, clips.isEmpty ? nil : clips[id]?.fileName ?? "clip \(id)",
                clusters[id].map { "cluster \($0)" },
              ].compactMap { $0 }.joined(separator: ", ")
            }, title: "t-SNE, \(kind), \(source.split)",
            caption: "\(source.line)\(perplexity)\(divergence)", width: 560
          ).svg())
      }
    }
  }

  /// The cluster of each clip in the newest clustering of the same embeddings.
  private func clusters(like source: Provenance) throws -> [Int64: Int32] {
    let same = try newest("kmeans").first {
      $0.source.index == source.index && $0.source.modality == source.modality
    }
    guard let same,
      let labels: [Int32] = try store.array("labels", ofResult: same.result.id)?.values(),
      let clips: [Int64] = try store.array("clips", ofResult: same.result.id)?.values()
    else { return [:] }
    return Dictionary(zip(clips, labels), uniquingKeysWith: { first, _ in first })
  }

  func addHardest(_ page: inout HTMLPage) throws {
    page.heading("Hardest pairs")
    guard let (result, source) = try newest("hard").first,
      let found = result.figures(as: HardPairs.Result.self)
    else { return page.missing("hard", store.location.name) }
    let clips = Dictionary(
      try store.clips().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    page.paragraph(
      "\(source.line): accuracy \(NumberText.fixed(100 * found.accuracy, 1)) %, loss "
        + "\(NumberText.fixed(found.loss, 3)) nats.")
    if !found.classes.isEmpty {
      page.figure(
        try BarFigure(
          categories: found.classes.map { "\($0.name) (\($0.count))" },
          series: [
            .init(
              "accuracy", found.classes.map(\.accuracy),
              errors: found.classes.map { Binomial.interval(share: $0.accuracy, count: $0.count) })
          ], references: [FigureReference(0.5, "chance")], valueTitle: "accuracy", range: 0...1,
          title: "Accuracy by class of the frame",
          caption: "\(source.line); bars: 95 % of a binomial (Wilson)", width: 560
        ).svg())
    }
    page.table(
      ["loss", "p(pair)", "truth", "judged", "seen", "heard"],
      found.pairs.prefix(20).map { pair in
        func name(_ id: Int64) -> String { clips[id]?.fileName ?? "clip \(id)" }
        return [
          NumberText.fixed(pair.loss, 3), NumberText.fixed(pair.probability, 3),
          pair.corresponds ? "pair" : "no pair", pair.isMistake ? "wrong" : "right",
          "\(name(pair.pictureClip)) at \(NumberText.fixed(pair.frameTime, 2)) s",
          "\(name(pair.soundClip)) from \(NumberText.fixed(pair.soundStart, 2)) s",
        ]
      })
  }
}
