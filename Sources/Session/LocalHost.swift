import Glibc

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
    let name = String(decoding: bytes, as: UTF8.self).visible
    return name.isEmpty ? "localhost" : name
  }()

  /// The number of this process.
  public static var pid: Int32 { getpid() }

  /// Whether a process of that number exists here (one of another user's counts).
  public static func isAlive(process pid: Int32) -> Bool {
    guard pid > 0 else { return false }
    return kill(pid, 0) == 0 || errno == EPERM
  }
}
