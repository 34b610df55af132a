import ArgumentParser
import Foundation
import Printable

/// How a command talks: quietly, and to programs.
struct OutputOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Print no progress.")
  var quiet = false

  @Flag(help: "Print one JSON object as the last line of standard output.")
  var json = false

  /// Prints the result: `text` for people, or `object` for programs.
  func print(_ object: [String: any Sendable], text: @autoclosure () -> String) throws {
    guard json else {
      let text = text()
      return text.isEmpty ? () : earsight.print(text)
    }
    try printJSON(object.mapValues(Self.finite))
  }

  /// Says something on the way in one line, on standard error, unless `--quiet`. A line end in it is
  /// some file's name, which shall not pass for a line of this program.
  func note(_ text: String) {
    if !quiet { complain(printable(text)) }
  }

  /// JSON has no NaN: such a number is null, however deep it lies.
  private static func finite(_ value: Any) -> Any {
    switch value {
    case let number as Double: number.isFinite ? number : NSNull()
    case let array as [Any]: array.map(finite)
    case let object as [String: Any]: object.mapValues(finite)
    default: value
    }
  }
}

/// The seed, wherever chance plays a part.
struct SeedOption: ParsableArguments {
  @Option(help: "Seed of everything random.")
  var seed: UInt64 = 1
}

/// The number of threads.
struct ThreadsOption: ParsableArguments {
  @Option(help: "Threads (default: all cores).")
  var threads: Int?

  /// The number asked for, or all cores.
  var count: Int { threads ?? Self.allCores }

  /// The cores of this machine.
  static var allCores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

  func validate() throws { try Self.check(threads) }

  /// Refuses a number of threads that no machine has.
  static func check(_ threads: Int?) throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads \(threads): expected 1 to 1024")
    }
  }
}
