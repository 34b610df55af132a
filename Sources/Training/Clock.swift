import Foundation

/// The monotonic clock, read without an allocation.
enum Clock {
  /// Seconds since some fixed moment.
  static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
