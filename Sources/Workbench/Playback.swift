import Experiments
import Terminal

extension CommandTable {
  /// The command that plays what is heard on a screen.
  static func play(_ tab: Tab, _ title: String, _ help: String) -> Command {
    Command(
      "\(tab.rawValue.lowercased()).play", title, help: help, keys: Command.keys("p"),
      in: [.tab(tab)], label: "play",
      obstacle: { $0.playing == nil && $0.sounds().isEmpty ? $0.silence : nil }
    ) { state, _ in
      guard state.playing == nil else {
        state.playing = nil
        state.say("stopped")
        return [.hush]
      }
      return state.play()
    }
  }
}

extension State {
  /// Whether p plays on the screen in front.
  var canPlay: Bool { [.units, .clip, .embed, .clusters, .pairs].contains(tab) }

  /// The seconds that are heard on the screen in front, one after the other.
  private var heard: [Moment] {
    switch tab {
    case .clip: return clipMoment.map { [$0] } ?? []
    case .pairs: return chosenPair.map { [PairsView.moments($0).heard] } ?? []
    case .units:
      // Of the difference, the network's whose clip is chosen.
      let isOther = analysis.isDifference && units.place >= 5
      guard let table = isOther ? analysis.comparedTable : analysis.table,
        table.metrics.indices.contains(analysis.unit)
      else { return [] }
      return table.top(of: analysis.unit).map { Moment(clip: $0.clip.id, time: $0.time) }
    case .embed, .clusters: return notedClip.map { [Moment(clip: $0)] } ?? []
    case .train, .prefs, .jobs, .log: return []
    }
  }

  /// Their sounds from one of them on; none before all are read. Those that cannot be read are left
  /// out.
  fileprivate func sounds(from place: Int = 0) -> [[Float]] {
    let moments = heard.dropFirst(place)
    let isRead = moments.allSatisfy {
      analysis.window($0) != nil || analysis.failure(.window($0)) != nil
    }
    return isRead ? moments.compactMap { analysis.window($0)?.sound } : []
  }

  /// Why nothing can be heard.
  fileprivate var silence: String {
    switch tab {
    case .units where heard.isEmpty: "the units are not known yet"
    case .pairs where heard.isEmpty: "there are no pairs yet"
    case _ where heard.isEmpty: "no clip is shown"
    default: heard.compactMap { analysis.failure(.window($0)) }.first ?? "the sound is not read yet"
    }
  }

  /// Plays what is heard here, from one of its seconds on.
  mutating func play(from place: Int = 0) -> [Effect] {
    let sounds = sounds(from: place)
    guard !sounds.isEmpty else { return [] }
    playing = tab
    return [.play(Array(sounds.joined()))]
  }
}
