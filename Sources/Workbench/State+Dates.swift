import Foundation
import Scales
import Session

/// Times as rows tell them.
extension State {
  /// A time of today as a time of day, another with its day: `14:02:11`, `23 Nov 14:02`.
  ///
  /// - Parameter seconds: whether a time of today has its seconds.
  func dated(_ time: Date, seconds: Bool = true) -> String {
    let time = time.timeIntervalSince1970
    func day(_ time: Double) -> Double { ((time + Double(zone)) / 86_400).rounded(.down) }
    if day(time) == day(now) { return NumberText.clock(time, offset: zone, seconds: seconds) }
    return NumberText.day(time + Double(zone)) + " "
      + NumberText.clock(time, offset: zone, seconds: false)
  }
}
