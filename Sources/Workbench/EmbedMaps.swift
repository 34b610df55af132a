import Terminal

/// The layouts on the screen of embeddings, with what follows from them.
package struct EmbedMaps: Sendable {
  /// The layout that keys move in; nil where there is none yet.
  package var own: EmbedMap?
  /// The one beside it; nil where none is shown.
  package var other: EmbedMap?
}

extension State {
  /// Finds anew what has changed of the layouts; what follows from the same as before stays.
  mutating func refreshMaps() {
    guard tab == .embed else { return }
    let known = [maps.own, maps.other].compactMap { $0 }
    func map(_ subject: Subject, _ size: Size) -> EmbedMap? {
      EmbedMap(self, subject, size: size, after: known.first { $0.subject == subject })
    }
    maps = EmbedMaps(
      own: map(analysis.subject, EmbedLayout.canvas(self)),
      other: EmbedLayout.canvas(self, of: .other).flatMap {
        map(EmbedView.otherSubject(self), $0)
      })
  }
}
