import Analysis
import Arrays
import Compute
import Corpus
import Experiments
import Foundation
import NeuralNet
import Session
import Testing

@Suite("Indexing")
struct IndexerTests {
  private func values(_ matrix: FloatMatrix) -> [Float] {
    Array(UnsafeBufferPointer(start: matrix.base, count: matrix.rows * matrix.columns))
  }

  @Test(
    "a row holds what the towers give for the clip's middle, and each map's maximum is its unit")
  func rows() throws {
    let session = try SmallSession()
    let network = try session.network()
    let options = Indexer.Options(split: .test)
    let outcome = try Indexer(store: session.store, options: options).run(
      network, monitor: .silent)
    let index = outcome.index
    #expect(index.record.rows == 3 && index.vision.columns == 16 && outcome.embedded == 3)
    #expect(!index.record.isTrained && index.times == [1, 1, 1])
    let clips = try session.store.clips(split: .test)
    #expect(index.clips == clips.map(\.id))
    for (row, clip) in clips.enumerated() {
      let window = try ClipWindow(of: session.store.decodable(clip))
      for modality in Modality.allCases {
        let maps = ActivationMaps(of: window, modality, by: network.net)
        for unit in 0..<16 {
          let expected = maps.activations[unit]
          #expect(maps.map(ofUnit: unit).max() == expected)
          #expect(abs(index.matrix(modality)[row][unit] - expected) <= 1e-5 * max(1, expected))
        }
      }
    }
  }

  @Test("an index that was interrupted goes on, and is the same bit for bit")
  func resume() throws {
    let session = try SmallSession(clips: 30)
    let network = try session.network()
    let options = Indexer.Options(split: nil)
    let indexer = Indexer(store: session.store, options: options)
    #expect(throws: ExperimentError.interrupted(done: 16, total: 30)) {
      _ = try indexer.run(network, monitor: monitor(stoppingAfter: 1))
    }
    let rest = try indexer.run(network, monitor: .silent)
    #expect(rest.embedded == 14 && rest.index.record.rows == 30)
    #expect(try indexer.run(network, monitor: .silent).embedded == 0)
    let again = try Indexer(
      store: session.store, options: Indexer.Options(split: nil, rebuild: true)
    ).run(network, monitor: .silent)
    #expect(again.embedded == 30)
    #expect(values(again.index.vision) == values(rest.index.vision))
    #expect(values(again.index.audio) == values(rest.index.audio))
  }

  @Test("a clip that cannot be read is skipped and listed, and new clips alone are embedded")
  func skipping() throws {
    let session = try SmallSession()
    let network = try session.network()
    let broken = session.folder.appendingPathComponent("clips/clip-7.mp4")
    let whole = try Data(contentsOf: broken)
    try Data("no video".utf8).write(to: broken)
    let indexer = Indexer(store: session.store, options: Indexer.Options(split: .test))
    let first = try indexer.run(network, monitor: .silent)
    #expect(first.index.record.rows == 2 && first.skipped.map(\.path) == [broken.path])
    try whole.write(to: broken)
    let second = try indexer.run(network, monitor: .silent)
    #expect(second.embedded == 1 && second.index.record.rows == 3 && second.skipped == [])
    #expect(second.index.clips == second.index.clips.sorted())
  }

  @Test("another network has an index of its own; a damaged index is refused by its name")
  func others() throws {
    let session = try SmallSession()
    let indexer = Indexer(store: session.store, options: Indexer.Options(split: .test))
    let one = try indexer.run(try session.network(), monitor: .silent)
    let other = try AnalysedNetwork(
      .random(run: nil, checkpoint: "best", seed: 4), in: session.store, pool: session.pool)
    let two = try indexer.run(other, monitor: .silent)
    #expect(one.index.record.name != two.index.record.name)
    #expect(values(one.index.vision) != values(two.index.vision))
    let file = session.store.location.embeddings.appendingPathComponent(
      "\(one.index.record.name)/vision.npy")
    try Data("x".utf8).write(to: file)
    #expect {
      _ = try EmbeddingIndex(one.index.record, in: session.store.location)
    } throws: { error in
      // Its remedy can be typed as it is.
      let word = session.store.location.word
      return "\(error)".contains("'earsight index \(word) --split test --random --rebuild'")
    }
  }

  @Test("what is judged worst has the highest loss, and mistakes are told from little confidence")
  func hardPairs() throws {
    let session = try SmallSession(clips: 12)
    var options = HardPairs.Options()
    options.pairs = 40
    options.top = 10
    let search = HardPairs(options: options, seed: 1)
    let result = try search.run(try session.network(), in: session.store, monitor: .silent)
    #expect(result.count == 40 && result.pairs.count == 10)
    #expect(result.pairs.map(\.loss) == result.pairs.map(\.loss).sorted(by: >))
    #expect(Set(result.classes.map(\.name)) == ["even", "odd"])
    #expect(result.classes.reduce(0) { $0 + $1.count } == 40)
    for pair in result.pairs {
      let right = pair.corresponds ? pair.probability : 1 - pair.probability
      #expect(abs(pair.loss + log(right)) < 1e-5)
      #expect(pair.isMistake == (right < 0.5) || pair.probability == 0.5)
    }
    #expect(try search.run(try session.network(), in: session.store, monitor: .silent) == result)
  }

  @Test("an interrupted rebuild, or rows that two processes left, are in the index once")
  func duplicates() throws {
    let session = try SmallSession(clips: 30)
    let network = try session.network()
    func index(rebuild: Bool, _ monitor: AnalysisMonitor = .silent) throws -> Indexer.Outcome {
      try Indexer(store: session.store, options: Indexer.Options(split: nil, rebuild: rebuild))
        .run(network, monitor: monitor)
    }
    let first = try index(rebuild: false)
    #expect(throws: ExperimentError.interrupted(done: 16, total: 30)) {
      _ = try index(rebuild: true, monitor(stoppingAfter: 1))
    }
    let second = try index(rebuild: false)
    #expect(second.index.record.rows == 30 && second.embedded == 14)
    #expect(values(second.index.audio) == values(first.index.audio))
    // A whole index is opened, not written again.
    let file = session.store.location.embeddings.appendingPathComponent(
      "\(second.index.record.name)/audio.npy")
    let before = try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate]
    _ = try index(rebuild: false)
    let after = try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate]
    #expect(before as? Date == after as? Date)
    let journal = session.store.location.embeddings.appendingPathComponent(
      ".\(second.index.record.name).part")
    #expect(!FileManager.default.fileExists(atPath: journal.path))
  }

  @Test(
    "an index of another sound front-end is refused, and a clip that was replaced is embedded anew")
  func otherGround() throws {
    let session = try SmallSession()
    let network = try session.network()
    let indexer = Indexer(store: session.store, options: Indexer.Options(split: .test))
    var record = try indexer.run(network, monitor: .silent).index.record
    let clip = session.folder.appendingPathComponent("clips/clip-8.mp4")
    let other = try Data(contentsOf: session.folder.appendingPathComponent("clips/clip-0.mp4"))
    try other.write(to: clip)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: 5)], ofItemAtPath: clip.path)
    #expect(try indexer.run(network, monitor: .silent).embedded == 1)
    record.frontEnd = "another"
    try session.store.record(index: record)
    #expect {
      _ = try indexer.run(network, monitor: .silent)
    } throws: { error in
      String(describing: error).contains("sound front-end 'another'")
    }
  }
}
