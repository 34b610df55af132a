import Experiments
import Session

/// The clips of a session column by column, as a filter asks for them: each letter of it that is typed
/// looks at all of them, at a million in a few milliseconds.
struct ClipColumns: Sendable {
  /// All clips.
  let all: NumberSet
  /// The clips' numbers, the least first, [N].
  private let numbers: [Int64]
  private let seconds: [Double]
  private let labels: Classes
  private let splits: Classes
  /// The folders of the files, in small letters, with the slash at their end.
  private let folders: Classes
  /// The files' names, in small letters.
  private let names: TextColumn

  /// A column of texts of which many are the same.
  private struct Classes: Sendable {
    /// The texts.
    var texts: [String] = []
    /// The place of each row's text, or -1, [N].
    var places: [Int32] = []
    private var known: [String: Int32] = [:]

    mutating func append(_ text: String?) {
      guard let text else { return places.append(-1) }
      let place = known[text] ?? Int32(texts.count)
      if place == texts.count {
        texts.append(text)
        known[text] = place
      }
      places.append(place)
    }

    /// Notes the rows whose text is as asked for.
    func mark(_ rows: inout [Bool], where isWanted: (String) -> Bool) {
      let wanted = texts.map(isWanted)
      guard wanted.contains(true) else { return }
      for (row, place) in places.enumerated() where place >= 0 && wanted[Int(place)] {
        rows[row] = true
      }
    }
  }

  /// The columns of some clips.
  init(_ clips: [ClipRecord]) {
    let clips =
      zip(clips, clips.dropFirst()).allSatisfy { $0.id < $1.id }
      ? clips : clips.sorted { $0.id < $1.id }
    var (labels, splits, folders) = (Classes(), Classes(), Classes())
    var names = TextColumn()
    for clip in clips {
      labels.append(clip.label)
      splits.append(clip.split.rawValue)
      let path = clip.path.lowercased()
      let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) }
      folders.append(String(path[..<(name ?? path.startIndex)]))
      names.append(path[(name ?? path.startIndex)...])
    }
    numbers = clips.map(\.id)
    seconds = clips.map(\.duration)
    all = NumberSet(numbers)
    (self.labels, self.splits, self.folders, self.names) = (labels, splits, folders, names)
  }

  /// The numbers of so many clips at most: all, or every so manieth.
  func sample(_ most: Int) -> [Int64] {
    let step = max(1, (numbers.count + most - 1) / most)
    return stride(from: 0, to: numbers.count, by: step).map { numbers[$0] }
  }

  /// The clips of which a term holds, negated or not. `clusters` and `predictions` may be missing: then their fields
  /// have no value.
  func clips(
    where term: FilterTerm, notes: Notes, clusters: ClusterRows?, predictions: StrongestUnits?
  ) -> NumberSet {
    guard let name = term.field else { return clips(holding: term.value, notes) }
    func texts(_ column: Classes) -> NumberSet {
      clips { column.mark(&$0) { term.holds(.text($0)) } }
    }
    switch name {
    case "clip": return clips(where: { term.holds(.number(Double(numbers[$0]))) })
    case "label", "class": return texts(labels)
    case "file": return clips(inFilesWhere: term)
    case "split": return texts(splits)
    case "seconds": return clips(where: { term.holds(.number(seconds[$0])) })
    case "cluster": return clusters.map { clips(in: $0, where: term) } ?? NumberSet()
    case "pred": return predictions.map { clips($0, where: term) } ?? NumberSet()
    case "right":
      let (right, wrong) = predictions.map(judged) ?? (NumberSet(), NumberSet())
      return (term.holds(.text("yes")) ? right : NumberSet())
        .union(term.holds(.text("no")) ? wrong : NumberSet())
    case "name": return said(.name, notes) { term.holds(.text($0)) }
    case "note": return said(.note, notes) { term.holds(.text($0)) }
    case "b": return flag(said(.bookmark, notes) { _ in true }, term)
    case "mark": return flag(notes.marked(Notes.clipMarks), term)
    case "in": return clips(inSelectionsOf: notes, where: term)
    default: return NumberSet()
    }
  }

  // MARK: - Words

  /// The clips in whose label, path, name or note a word is.
  private func clips(holding word: String, _ notes: Notes) -> NumberSet {
    let found = clips { found in
      labels.mark(&found) { $0.lowercased().contains(word) }
      folders.mark(&found) { $0.contains(word) }
      // The first letters of a word are often everywhere.
      if !found.contains(false) { return }
      names.forEachRow(holding: word) { found[$0] = true }
      // A word that goes from the folder into the name.
      if let slash = word.lastIndex(of: "/"), slash < word.index(before: word.endIndex) {
        let start = word.index(after: slash)
        var ends = [Bool](repeating: false, count: numbers.count)
        folders.mark(&ends) { $0.hasSuffix(word[..<start]) }
        names.forEachRow(holding: word[start...], at: .start) { row in
          if ends[row] { found[row] = true }
        }
      }
    }
    return
      found
      .union(said(.name, notes) { $0.lowercased().contains(word) })
      .union(said(.note, notes) { $0.lowercased().contains(word) })
  }

  private func clips(inFilesWhere term: FilterTerm) -> NumberSet {
    clips { found in
      switch term.sign {
      case .inside: names.forEachRow(holding: term.value) { found[$0] = true }
      case .equal: names.forEachRow(holding: term.value, at: .whole) { found[$0] = true }
      case .more, .atLeast, .less, .atMost: break
      }
    }
  }

  // MARK: - What was computed

  private func clips(in clusters: ClusterRows, where term: FilterTerm) -> NumberSet {
    // Few numbers of clusters are asked for many times.
    let known = (0..<1024).map { term.holds(.number(Double($0))) }
    var result = NumberSet()
    for (clip, cluster) in zip(clusters.clips, clusters.labels) {
      let place = Int(cluster)
      let holds =
        known.indices.contains(place) ? known[place] : term.holds(.number(Double(cluster)))
      if holds { result.insert(clip) }
    }
    return result
  }

  private func clips(_ found: StrongestUnits, where term: FilterTerm) -> NumberSet {
    let wanted = found.names.map { term.holds(.text($0)) }
    var result = NumberSet()
    for (clip, place) in zip(found.clips, found.classes)
    where wanted.indices.contains(Int(place)) && wanted[Int(place)] {
      result.insert(clip)
    }
    return result
  }

  /// The clips whose predicted class is their label, and those whose is another.
  private func judged(_ found: StrongestUnits) -> (right: NumberSet, wrong: NumberSet) {
    let places = found.names.map { name in labels.texts.firstIndex(of: name).map { Int32($0) } }
    var (right, wrong) = (NumberSet(), NumberSet())
    var row = -1
    for (clip, place) in zip(found.clips, found.classes) where places.indices.contains(Int(place)) {
      // Mostly the next one.
      row += 1
      if row >= numbers.count || numbers[row] != clip { row = numbers.place(of: clip) ?? -1 }
      guard row >= 0, labels.places[row] >= 0 else { continue }
      if labels.places[row] == places[Int(place)] { right.insert(clip) } else { wrong.insert(clip) }
    }
    return (right, wrong)
  }

  // MARK: - What was said

  private func said(
    _ kind: NoteRecord.Kind, _ notes: Notes, _ isWanted: (String) -> Bool
  ) -> NumberSet {
    var result = NumberSet()
    for (clip, text) in notes.saidOfClips(kind) where isWanted(text) { result.insert(clip) }
    return result
  }

  /// A field that is `yes` for some clips and `no` for the others.
  private func flag(_ clips: NumberSet, _ term: FilterTerm) -> NumberSet {
    (term.holds(.text("yes")) ? clips : NumberSet())
      .union(term.holds(.text("no")) ? all.subtracting(clips) : NumberSet())
  }

  /// A field that holds the names of all selections that a clip is in.
  private func clips(
    inSelectionsOf notes: Notes, where term: FilterTerm
  ) -> NumberSet {
    // Clips that are in the same selections go together.
    var parts: [(names: [String], clips: NumberSet)] = [([], all)]
    for name in notes.selections {
      let clips = notes.marked(Notes.selection(name))
      parts = parts.flatMap { part in
        [
          (part.names, part.clips.subtracting(clips)),
          (part.names + [name], part.clips.intersection(clips)),
        ].filter { !$0.1.isEmpty }
      }
    }
    return parts.filter { term.holds(.texts($0.names)) }
      .reduce(NumberSet()) { $0.union($1.clips) }
  }

  // MARK: - Rows

  /// The clips of the rows that `mark` notes.
  private func clips(_ mark: (inout [Bool]) -> Void) -> NumberSet {
    var rows = [Bool](repeating: false, count: numbers.count)
    mark(&rows)
    return clips(where: { rows[$0] })
  }

  private func clips(where isWanted: (Int) -> Bool) -> NumberSet {
    NumberSet(numbers, where: isWanted)
  }
}
