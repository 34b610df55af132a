import Foundation
import Printable

/// Prints on standard output, in place of Swift's own everywhere in the program: names, labels and
/// messages are other people's, and a terminal reads what is printed.
func print(_ text: String) { Swift.print(printableLines(text)) }

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
  Swift.print(line)
}

private func printableLines(_ text: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { printable(String($0)) }
    .joined(separator: "\n")
}
