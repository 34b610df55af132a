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

  /// Goes back to the place before; at the first of all the way leads on again.
  mutating func goBack() {
    let here = waypoint
    guard let place = trail.popLast() else { return }
    if trail.isEmpty { trail = [here] }
    tab = place.tab
    analysis.subject = place.subject
    analysis.units = place.units
    analysis.moment = place.moment
    embed.clip = place.point
    embed.neighbour = nil
    isZoomed = false
  }
}
