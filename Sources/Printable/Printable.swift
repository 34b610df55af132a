/// `text` with every control character, line break and direction mark replaced by `?`, so that a
/// file name, a label or a damaged header cannot steer the terminal that prints it.
public func printable(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: steers) else { return text }
  var kept = String.UnicodeScalarView()
  for scalar in text.unicodeScalars { kept.append(steers(scalar) ? "?" : scalar) }
  return String(kept)
}

/// Whether a terminal may do something other than draw the scalar.
private func steers(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
  default: false
  }
}
