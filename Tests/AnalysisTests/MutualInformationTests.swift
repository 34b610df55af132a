import Analysis
import Compute
import Testing

@Suite("Mutual information")
struct MutualInformationTests {
  @Test("NMI, AMI, MI and its expectation are scikit-learn's, edge cases included")
  func recorded() throws {
    let labels = try Recorded.array("mutual_labels", Int32.self)
    let lengths = try Recorded.array("mutual_lengths", Int32.self).values.map { Int($0) }
    let scores = try Recorded.array("mutual_scores", Double.self).values
    let all = labels.shape[1]
    var first = 0
    for (place, length) in lengths.enumerated() {
      let found = MutualInformation(
        try ContingencyTable(
          classes: Array(labels.values[first..<first + length]),
          clusters: Array(labels.values[all + first..<all + first + length])))
      let values = [found.information, found.expected, found.normalised, found.adjusted]
      for (value, expected) in zip(values, scores[4 * place..<4 * place + 4]) {
        #expect(abs(value - expected) < 1e-9, "case \(place): \(values)")
      }
      first += length
    }
    #expect(first == all && lengths.count >= 15)
  }

  @Test("the expectation is the mean over shuffles")
  func expectation() throws {
    var stream = RandomStream(seed: 3, name: "shuffles")
    let classes = Rows.labels(120, classes: 7)
    let clusters = Rows.labels(120, classes: 9, seed: 2)
    var sum = 0.0
    let draws = 2000
    for _ in 0..<draws {
      let dealt = stream.permutation(120).map { clusters[$0] }
      sum += MutualInformation(try ContingencyTable(classes: classes, clusters: dealt)).information
    }
    let found = MutualInformation(try ContingencyTable(classes: classes, clusters: clusters))
    #expect(abs(sum / Double(draws) - found.expected) < 0.005)
  }

  @Test("rows without a class or a cluster are left out, and the table counts the others")
  func table() throws {
    let table = try ContingencyTable(
      classes: [0, 0, 4, 4, -1, 4], clusters: [1, 2, 2, 2, 2, -1])
    #expect(table.classes == [0, 4] && table.clusters == [1, 2] && table.total == 4)
    #expect(table.counts == [1, 1, 0, 2])
    #expect(table.classCounts == [2, 2] && table.clusterCounts == [1, 3])
    #expect(table.purity == 0.75)
    #expect(throws: AnalysisError.lengths(what: "clusters", found: 1, expected: 2)) {
      try ContingencyTable(classes: [1, 2], clusters: [1])
    }
    let none = MutualInformation(try ContingencyTable(classes: [-1], clusters: [0]))
    #expect(none.normalised == 1 && none.adjusted == 1)
  }

  @Test("sparse and dense tables are the same")
  func sparse() throws {
    let classes = Rows.labels(900, classes: 900)
    let clusters = Rows.labels(900, classes: 900, seed: 2)
    let sparse = try ContingencyTable(classes: classes, clusters: clusters)
    let counts = Dictionary(
      zip(classes, clusters).map { ([$0, $1], 1) }, uniquingKeysWith: +)
    #expect(sparse.cells.count == counts.count)
    for cell in sparse.cells {
      let key = [sparse.classes[cell.classPlace], sparse.clusters[cell.clusterPlace]]
      #expect(counts[key] == cell.count)
    }
    let order = sparse.cells.map { $0.classPlace * 900 + $0.clusterPlace }
    #expect(order == order.sorted())
  }

  @Test("random clusters: NMI depends on the number of rows, AMI stays near 0")
  func chance() throws {
    let many = try MutualInformation.floor(
      labels: Rows.labels(1900, classes: 34), clusters: 64, seed: 1)
    let few = try MutualInformation.floor(
      labels: Rows.labels(120, classes: 34), clusters: 64, seed: 1)
    #expect(abs(many.normalised - 0.162) < 0.01 && abs(few.normalised - 0.69) < 0.02)
    #expect(abs(many.adjusted) < 0.01 && abs(few.adjusted) < 0.05)
    let again = try MutualInformation.floor(
      labels: Rows.labels(1900, classes: 34), clusters: 64, seed: 1)
    #expect(many == again)
  }
}
