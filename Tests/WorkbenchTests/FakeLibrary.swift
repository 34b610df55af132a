import Analysis
import Compute
import Experiments
import Foundation
import Media
import NeuralNet
import SeededNumbers
import Session
import Terminal
import Workbench

/// A library without a disk: 64 units, 48 clips of four classes, tones and discs.
struct FakeLibrary: Library {
  static let units = 64
  static let classes = ["dog", "engine", "siren", "speech"]

  static let clips: [ClipRecord] = (1...48).map { number in
    ClipRecord(
      id: Int64(number), path: "/videos/clip-\(number).mp4", source: "source-\(number)",
      split: .test, label: classes[number % 4], duration: 4, width: 64, height: 64,
      frameRate: 25, sampleRate: 48_000, channels: 1, byteCount: 1_000,
      modified: Date(timeIntervalSince1970: Bench.noon))
  }

  /// What unit `unit` answers to clip `row`: most to its own class, nothing where it is dead.
  static func activation(_ row: Int, _ unit: Int, isTrained: Bool, _ modality: Modality) -> Float {
    if unit == 7 { return 0 }
    var dice = Dice(state: UInt64(row * 1_000 + unit + (modality == .audio ? 0 : 77)))
    let noise = Float(dice.next() % 1_000) / 1_000
    let isOwn = (row + 1) % 4 == unit % 4
    return isTrained && isOwn ? 2 + Float(unit) / 8 + noise : noise
  }

  static func index(isTrained: Bool) -> IndexRecord {
    IndexRecord(
      name: isTrained ? "trained" : "random", network: "d", isTrained: isTrained,
      run: isTrained ? Bench.run.name : "", step: isTrained ? 1_600 : 0, weights: "w", seed: 1,
      frontEnd: "f", width: 8, stride: 2, split: "test", windows: 1, rows: clips.count,
      clips: clips.count, created: Date(timeIntervalSince1970: Bench.noon))
  }

  /// By network and tower; made once, as tests ask for them many times.
  static let tables: [[Finding]] = [false, true].map { isTrained in
    [Modality.audio, .vision].map { modality in
      do { return .units(try table(isTrained: isTrained, modality)) } catch {
        return .failed("\(error)")
      }
    }
  }

  static func table(isTrained: Bool, _ modality: Modality) throws -> UnitTable {
    func matrix(_ modality: Modality) -> FloatMatrix {
      FloatMatrix(
        rows: clips.count, columns: units,
        values: clips.indices.flatMap { row in
          (0..<units).map { activation(row, $0, isTrained: isTrained, modality) }
        })
    }
    let record = index(isTrained: isTrained)
    let labelled = try LabelledIndex(
      EmbeddingIndex(
        record, vision: matrix(.vision), audio: matrix(.audio), clips: clips.map(\.id),
        times: clips.map { _ in 2 }),
      network: NetworkIdentity(record), clips: clips)
    return try UnitTable(labelled, modality, pool: WorkerPool(threads: 1))
  }

  static let still = window(Moment(clip: 1))

  /// A tone in band 43, which is 4,031.25 Hz, over a floor 60 dB below; a disc in a frame.
  static func window(_ moment: Moment) -> ClipWindow {
    let quiet = Float(-60 / 43.4294)
    var spectrum = [Float](repeating: quiet, count: 257 * 199)
    for time in 0..<199 { spectrum[43 * 199 + time] = 0 }
    var picture = Picture(width: 224, height: 224, red: 20, green: 30, blue: 60)
    for y in 0..<224 {
      for x in 0..<224 where (x - 150) * (x - 150) + (y - 80) * (y - 80) < 2_500 {
        picture.pixels.replaceSubrange(
          (y * 224 + x) * 3..<(y * 224 + x + 1) * 3, with: [230, 180, 40])
      }
    }
    let sound = (0..<48_000).map {
      Float(0.5 * sin(2 * Double.pi * 4_031.25 * Double($0) / 48_000))
    }
    let time = moment.time ?? 2
    return ClipWindow(
      time: time, soundStart: time - 0.5, picture: picture, spectrum: spectrum, sound: sound)
  }

  /// By network and tower.
  static let allMaps: [[ActivationMaps]] = [true, false].map { isTrained in
    [Modality.audio, .vision].map { maps($0, isTrained: isTrained) }
  }

  /// What unit `u` answers to any clip: (u + 1) / 4, in the random network 4, the dead one nothing.
  static func answer(of unit: Int, isTrained: Bool = true) -> Float {
    unit == 7 ? 0 : isTrained ? Float(unit + 1) / 4 : 4
  }

  /// Each unit's answer at one place of its map, half a map farther in the random network.
  static func maps(_ modality: Modality, isTrained: Bool) -> ActivationMaps {
    let size = PlaneSize(height: 16, width: 12)
    var values = [Float](repeating: 0, count: units * size.count)
    for unit in 0..<units {
      let column = (unit + (isTrained ? 0 : 6)) % 12
      values[unit * size.count + unit % 16 * size.width + column] = answer(
        of: unit, isTrained: isTrained)
    }
    return ActivationMaps(
      modality: modality, size: size, values: values,
      activations: (0..<units).map { answer(of: $0, isTrained: isTrained) })
  }

  func find(_ inquiry: Inquiry) -> Finding {
    switch inquiry {
    case .units(let modality, let name):
      return Self.tables[name == "trained" ? 1 : 0][modality == .audio ? 0 : 1]
    case .unitMatches:
      return .unitMatches(
        UnitMatches(
          similar: (0..<Self.units).map { [(unit: ($0 + 4) % Self.units, correlation: 0.91)] },
          across: (0..<Self.units).map { (unit: ($0 + 8) % Self.units, correlation: 0.71) }))
    case .spread(let unit, let modality, let name):
      return .spread(
        UnitSpread(
          Self.clips.indices.map {
            Self.activation($0, unit, isTrained: name == "trained", modality)
          }))
    case .window(let moment):
      let time = moment.time ?? 2
      let still = Self.still
      return .window(
        ClipWindow(
          time: time, soundStart: time - 0.5, picture: still.picture, spectrum: still.spectrum,
          sound: still.sound))
    case .maps(_, let subject):
      return .maps(Self.allMaps[subject.isRandom ? 1 : 0][subject.modality == .audio ? 0 : 1])
    case .neighbours(let clip, _, _, _):
      return .neighbours(
        (1...10).map { rank in
          NeighbourExperiment.Neighbour(
            clip: LayoutScreenTests.clip((clip + Int64(7 * rank) - 1) % 90 + 1), time: 5,
            similarity: 1 - Double(rank) / 40)
        })
    case .curves(let query): return .curves(Bench.curves(query))
    case .sessions:
      return .sessions(
        Bench.listings.map {
          SessionListing(path: $0.path, name: $0.name, lastUsed: $0.lastUsed)
        })
    case .session(let path, _):
      return Bench.listings.first { $0.path == path }.map { .session($0) }
        ?? .failed("the test has none")
    case .census: return .census(ClipCensus(clips: Self.clips.count))
    case .jobLog(let job, _): return .jobLog(["job \(job) printed this"])
    case .layout, .clusters, .predictions: return .failed("the test has none")
    }
  }
}

extension Bench {
  /// A state with clips, embeddings by a trained and a random network, and all that it asks for.
  static func analysed(
    _ keys: String = "", _ width: Int = 120, _ height: Int = 36, tier: ColorTier = .palette256,
    glyphs: GlyphSet = .unicode
  ) -> State {
    var state = state(width, height, tier: tier, glyphs: glyphs)
    settle(update(&state, .news(allNews())), &state)
    play(keys, &state)
    return state
  }

  /// Types, and answers what is asked for.
  @discardableResult
  static func play(_ keys: String, _ state: inout State) -> [Effect] {
    keys.flatMap { key -> [Effect] in
      let effects = type(String(key), &state)
      settle(effects, &state)
      return effects.filter { if case .fetch = $0 { false } else { true } }
    }
  }

  /// Answers what is asked for until nothing is.
  static func settle(_ effects: [Effect], _ state: inout State) {
    var wanted = effects
    while let effect = wanted.popLast() {
      guard case .fetch(let inquiries) = effect else { continue }
      for inquiry in inquiries where state.analysis.shelf[inquiry] == nil {
        wanted += update(&state, .found(inquiry, FakeLibrary().find(inquiry)))
      }
    }
  }
}
