import Session

extension Notes {
  /// What people call a subject of notes: `u12`, `clip 17`, `7.50-7.71 s of clip 17`.
  static func title(of subject: String) -> String {
    let words = subject.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    switch words.first {
    case "unit" where words.count == 4: return "u\(words[3])"
    case "clip" where words.count == 2: return "clip \(words[1])"
    case "clip" where words.count == 3: return "\(words[2]) s of clip \(words[1])"
    case "selection" where words.count == 2: return "the selection \(words[1])"
    case "marks": return subject == clipMarks ? "clips" : "units"
    default: return subject
    }
  }

  /// What people call changes of one subject: `name and note of u12`.
  static func title(of edits: [EditRecord]) -> String {
    guard let subject = edits.first?.subject else { return "nothing" }
    let kinds = edits.map(\.kind)
    let words = NoteRecord.Kind.allCases.filter(kinds.contains).map(\.rawValue)
    return words.joined(separator: " and ") + " of " + title(of: subject)
  }
}
