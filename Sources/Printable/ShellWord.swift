/// `text` as one word of a shell's command line: as it is where no letter of it means anything to a
/// shell, else in quotes; in double ones where these do, so that the word may stand in single ones.
public func shellWord(_ text: String) -> String {
  let scalars = text.unicodeScalars
  let isPlain = scalars.allSatisfy { scalar in
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      || "._/+:@%=,-".unicodeScalars.contains(scalar)
  }
  if isPlain, !text.isEmpty { return text }
  if !scalars.contains(where: { "\"\\$`!".unicodeScalars.contains($0) }) { return "\"\(text)\"" }
  let pieces = text.split(separator: "'", omittingEmptySubsequences: false)
  return "'" + pieces.joined(separator: "'\\''") + "'"
}
