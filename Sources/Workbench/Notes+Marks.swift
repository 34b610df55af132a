import NeuralNet
import Session

/// Marks and selections: sets of clips or units that are kept, undone and come back like notes.
extension Notes {
  /// The subject of the marked clips.
  static let clipMarks = "marks/clips"

  /// The subject of the marked units of a tower.
  static func unitMarks(_ subject: Subject, run: String) -> String {
    "marks/units/\(subject.isRandom ? "random" : run)/\(subject.modality.rawValue)"
  }

  /// The subject of a named selection of clips.
  static func selection(_ name: String) -> String { "selection/\(name)" }

  /// The names of selections, in the alphabet's order.
  var selections: [String] {
    subjects(.mark).compactMap { subject in
      subject.hasPrefix("selection/") ? String(subject.dropFirst("selection/".count)) : nil
    }
  }

  /// What was said of whole clips.
  func saidOfClips(_ kind: NoteRecord.Kind) -> [(clip: Int64, text: String)] {
    subjects(kind).compactMap { subject in
      guard subject.hasPrefix("clip/"), let clip = Int64(subject.dropFirst("clip/".count)),
        let text = self[subject, kind]
      else { return nil }
      return (clip, text)
    }
  }

  /// What is marked, or selected under a name; an empty set says it is forgotten.
  mutating func mark(_ numbers: NumberSet, as subject: String) -> [Effect] {
    say(.mark, of: subject, numbers.isEmpty ? nil : numbers.text)
  }
}
