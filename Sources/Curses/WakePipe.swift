import Foundation
import Terminal

/// A pipe that ends `poll`: any thread and any signal handler may write to it.
final class WakePipe: Waker {
  let readEnd: Int32
  let writeEnd: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else {
      throw ScreenError("no pipe for the screen: \(String(cString: strerror(errno)))")
    }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  deinit {
    Glibc.close(readEnd)
    Glibc.close(writeEnd)
  }

  func wake() {
    var letter = UInt8(ascii: "w")
    // A full pipe wakes as well as one byte more would.
    _ = write(writeEnd, &letter, 1)
  }

  /// All letters that were written since the last call.
  func drain() -> [UInt8] {
    var letters = [UInt8](repeating: 0, count: 256)
    var result: [UInt8] = []
    while true {
      let count = Glibc.read(readEnd, &letters, letters.count)
      guard count > 0 else { return result }
      result += letters.prefix(count)
    }
  }
}
