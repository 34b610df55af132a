import NeuralNet

/// A place in the workbench to come back to: a screen and what it looked at.
public struct Waypoint: Codable, Sendable, Equatable {
  /// The screen.
  public var tab: Tab
  /// Whose embeddings were looked at.
  public var subject: Subject
  /// The chosen unit of each tower.
  public var units: [Modality: Int]
  /// The moment on the screen Clip.
  public var moment: Moment?
  /// The clip of the chosen point of a layout.
  public var point: Int64?
}

extension State {
  /// The place in front.
  private var waypoint: Waypoint {
    Waypoint(
      tab: tab, subject: analysis.subject, units: analysis.units, moment: analysis.moment,
      point: embed.clip)
  }

  /// Places that are remembered (our choice).
  private static let longestTrail = 50

  /// Remembers the place in front before it is left.
  mutating func leaveTrail() {
    guard trail.last != waypoint else { return }
    trail.append(waypoint)
    if trail.count > State.longestTrail { trail.removeFirst() }
  }

  /// Opens something of the place in front on a screen: Esc leads back.
  mutating func drillIn(to tab: Tab) {
    leaveTrail()
    way.append(waypoint)
    if way.count > State.longestTrail { way.removeFirst() }
    self.tab = tab
    isZoomed = false
  }

  /// Goes back to where the place in front was opened; false where it was not opened from another.
  mutating func stepOut() -> Bool {
    guard let place = way.popLast() else { return false }
    if trail.last == place { trail.removeLast() } else { leaveTrail() }
    go(to: place)
    return true
  }

  /// Goes back to the place before; at the first of all the way leads on again.
  mutating func goBack() {
    let here = waypoint
    guard let place = trail.popLast() else { return }
    if trail.isEmpty { trail = [here] }
    if way.last == place { way.removeLast() } else { way = [] }
    go(to: place)
  }

  private mutating func go(to place: Waypoint) {
    tab = place.tab
    analysis.subject = place.subject
    analysis.units = place.units
    analysis.moment = place.moment
    embed.clip = place.point
    embed.neighbour = nil
    isZoomed = false
  }
}
