import Glibc

/// The clock that only moves forward, read without an allocation.
public enum MonotonicClock {
  /// Seconds since some fixed moment.
  public static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
