import Foundation
import NeuralNet

/// Memory that this process may still take, in bytes.
package enum MemoryLeft {
  /// Throws where a training would end for want of memory, before anything of it is there.
  static func check(_ options: TrainingOptions) throws {
    let needed = L3Net.trainingBytes(options.network, batch: options.batch)
    if let left = bytes(), left < needed {
      throw TrainingError.noMemory(needed: needed, left: left, batch: options.batch)
    }
  }

  /// What the machine can give (proc(5): MemAvailable and free swap) and the process's limit of
  /// address space (getrlimit(2)) allows; nil where neither is known.
  package static func bytes() -> Int? {
    var found: [Int] = []
    if let available = kilobytes("MemAvailable", in: "/proc/meminfo") {
      found.append(1024 * (available + (kilobytes("SwapFree", in: "/proc/meminfo") ?? 0)))
    }
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < Int.max,
      let taken = kilobytes("VmSize", in: "/proc/self/status")
    {
      found.append(Int(limit.rlim_cur) - 1024 * taken)
    }
    return found.min()
  }

  /// The number of a line such as `MemAvailable:  123 kB`.
  private static func kilobytes(_ name: String, in path: String) -> Int? {
    guard let file = FileHandle(forReadingAtPath: path), let data = try? file.readToEnd() else {
      return nil
    }
    let line = String(decoding: data, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix(name + ":") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
  }
}
