import Foundation
import Glibc
import Printable
import Synchronization

/// Prints on standard output, in place of Swift's own everywhere in the program: names, labels and
/// messages are other people's, and a terminal reads what is printed.
func print(_ text: String) { StandardOutput.write(printableLines(text) + "\n") }

/// Writes lines to standard error, likewise.
func complain(_ text: String) {
  FileHandle.standardError.write(Data((printableLines(text) + "\n").utf8))
}

/// Prints an object as one line of JSON: the same values, with what could steer a terminal written
/// as escapes.
func printJSON(_ object: [String: Any]) throws {
  let data = try JSONSerialization.data(
    withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
  var line = ""
  for scalar in String(decoding: data, as: UTF8.self).unicodeScalars {
    if printable(String(scalar)) == String(scalar) {
      line.unicodeScalars.append(scalar)
    } else {
      // Outside of strings JSON has no such letters; an escape is a unit of UTF-16.
      for unit in Character(scalar).utf16 {
        let digits = String(unit, radix: 16)
        line += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
  }
  StandardOutput.write(line + "\n")
}

/// Standard output, and whether all that was printed has gone out.
enum StandardOutput {
  /// The `errno` of the first write that failed, 0 without one.
  private static let failure = Atomic<Int32>(0)

  /// Writes all of `text`; what comes after a failure is dropped.
  static func write(_ text: String) {
    guard failure.load(ordering: .relaxed) == 0 else { return }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
      if written >= 0 {
        rest.removeFirst(written)
      } else if errno != EINTR {
        return failure.store(errno, ordering: .relaxed)
      }
    }
  }

  /// Throws where something that was printed is lost.
  static func check() throws {
    let code = failure.load(ordering: .relaxed)
    if code != 0 {
      throw Failure("standard output: the result is not all written: \(WriteRefusal(code))")
    }
  }
}

private func printableLines(_ text: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { printable(String($0)) }
    .joined(separator: "\n")
}
