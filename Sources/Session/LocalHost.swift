import Foundation
import Glibc
import Printable

/// This machine, as heartbeats, viewers and locks name it.
public enum LocalHost {
  /// The host's name; `localhost` where it has none.
  public static let name: String = {
    let size = 256
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = 0
      buffer.withMemoryRebound(to: CChar.self) { text in
        guard let start = text.baseAddress, gethostname(start, size - 1) == 0 else { return }
        start[size - 1] = 0
        count = strlen(start)
      }
    }
    let name = printable(String(decoding: bytes, as: UTF8.self))
    return name.isEmpty ? "localhost" : name
  }()

  /// The number of this process.
  public static var pid: Int32 { getpid() }

  /// Whether a process of that number lives here (one of another user's counts; one that has ended
  /// but that its parent has not asked after does not).
  public static func isAlive(process pid: Int32) -> Bool {
    guard pid > 0, kill(pid, 0) == 0 || errno == EPERM else { return false }
    // proc(5): "pid (name) state ..."; the name may hold anything.
    guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
      let name = status.lastIndex(of: ")")
    else { return true }
    return !status[name...].dropFirst(2).hasPrefix("Z")
  }
}
