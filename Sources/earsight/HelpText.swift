/// The help of a command as it is printed: the parser breaks all of it at the width of the terminal
/// but for the line of usage, which is broken here.
struct HelpText {
  /// All of it.
  let text: String

  /// Columns of the narrowest terminal that the workbench takes.
  private static let width = 80
  private static let mark = "USAGE: "

  /// Breaks the line of usage; nil of what is no help, such as a script of completions.
  init?(_ message: String) {
    var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let place = lines.firstIndex(where: { $0.hasPrefix(Self.mark) }) else { return nil }
    lines[place] = Self.broken(lines[place])
    text = lines.joined(separator: "\n")
  }

  /// An option stays together with its value, and goes on below what it is an option of.
  private static func broken(_ usage: String) -> String {
    let indent = String(repeating: " ", count: mark.count)
    var lines = [String(mark.dropLast())]
    let rest = usage.dropFirst(mark.count)
    for part in rest.matches(of: /\[[^\]]*\]|--\S+ <\S+>( \.\.\.)?|\S+( \.\.\.)?/) {
      let last = lines.count - 1
      if lines[last].count + 1 + part.0.count < width {
        lines[last] += " " + part.0
      } else {
        lines.append(indent + part.0)
      }
    }
    return lines.joined(separator: "\n")
  }
}
