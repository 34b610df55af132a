extension CaseIterable where Self: Equatable {
  /// The case so many places further on, round and round.
  func stepped(by steps: Int) -> Self {
    let all = Array(Self.allCases)
    let place = (all.firstIndex(of: self) ?? 0) + steps
    return all[(place % all.count + all.count) % all.count]
  }
}
