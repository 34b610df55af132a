/// Something that may come next in a line that is being typed.
public struct Suggestion: Sendable, Equatable {
  /// What is listed.
  public var text: String
  /// What it means, in a few words.
  public var about: String
  /// The whole line, with it in place of what was begun.
  public var line: String
}

extension State {
  /// Finds what may come next in the line that is being typed, if one is.
  mutating func suggest() {
    guard case .prompt(var prompt) = overlays.last else { return }
    prompt.suggestions = suggestions(for: prompt)
    prompt.selection = prompt.selection.flatMap { chosen in
      prompt.suggestions.isEmpty ? nil : min(chosen, prompt.suggestions.count - 1)
    }
    overlays[overlays.count - 1] = .prompt(prompt)
  }

  private func suggestions(for prompt: Prompt) -> [Suggestion] {
    switch prompt.purpose {
    case .filter(let list, _): return suggestions(for: prompt.line, in: list)
    case .search: return searchedList?.suggestions(prompt.line) ?? []
    case .argument(let id, let given):
      guard let command = CommandTable.command(id), given.count < command.arguments.count else {
        return []
      }
      let text = prompt.line.text
      let known = command.arguments[given.count].known(self)
      let scored = known.enumerated().compactMap { place, word in
        FuzzySearch.score(text, in: word.text).map { (score: $0, place: place, word: word) }
      }
      let isEmpty = text.allSatisfy { $0 == " " }
      let sorted =
        isEmpty ? scored : scored.sorted { ($1.score, $0.place) < ($0.score, $1.place) }
      return sorted.map {
        Suggestion(text: $0.word.text, about: $0.word.about, line: $0.word.text)
      }
    }
  }
}

extension State {
  /// The names that were given so far, each once.
  var namesGiven: [(text: String, about: String)] {
    let notes = analysis.notes
    let names = Dictionary(
      notes.subjects(.name).compactMap { subject in notes[subject, .name].map { ($0, 1) } },
      uniquingKeysWith: +)
    return names.sorted { $0.key < $1.key }.map {
      ($0.key, $0.value > 1 ? "\($0.value) times" : "")
    }
  }

  /// The units of this tower that have a name or a bookmark.
  var notedUnits: [(text: String, about: String)] {
    (UnitRows(self)?.all ?? []).filter { $0.name != nil || $0.isBookmarked }
      .map { ("\($0.unit)", $0.name ?? "bookmarked") }
  }

  /// The clusters, each with its class.
  var clusterWords: [(text: String, about: String)] {
    (ClusterBoard(self)?.rows ?? []).map {
      ("\($0.cluster.number)", $0.cluster.mainClass ?? "")
    }
  }
}
