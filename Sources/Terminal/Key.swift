/// A key as a person pressed it.
public enum Key: Hashable, Sendable {
  /// A character; capitals come with Shift already applied.
  case character(Unicode.Scalar)
  /// Control with a letter in lower case: `control("p")` is ^P.
  case control(Unicode.Scalar)
  case enter, escape, tab, backTab, backspace, delete, insert
  case up, down, left, right, home, end, pageUp, pageDown
  /// F1 to F12.
  case function(Int)

  /// The key of a name as footers and help write it; nil where no key is called so.
  public init?(name: String) {
    let scalars = name.unicodeScalars
    if let named = Key.named[name] {
      self = named
    } else if scalars.count == 1, let scalar = scalars.first {
      self = .character(scalar)
    } else if scalars.count == 2, scalars.first == "^", let scalar = scalars.last,
      scalar.isASCII, let letter = String(scalar).lowercased().unicodeScalars.first
    {
      self = .control(letter)
    } else if scalars.first == "F", let number = Int(name.dropFirst()), (1...12).contains(number) {
      self = .function(number)
    } else {
      return nil
    }
  }

  /// Keys whose names are words.
  private static let named: [String: Key] = {
    let keys: [Key] = [
      .character(" "), .enter, .escape, .tab, .backTab, .backspace, .delete, .insert, .up, .down,
      .left, .right, .home, .end, .pageUp, .pageDown,
    ]
    return Dictionary(uniqueKeysWithValues: keys.map { ($0.name, $0) })
  }()

  /// The key as footers and help name it: `P`, `^P`, `Tab`, `Esc`.
  public var name: String {
    switch self {
    case .character(" "): "Space"
    case .character(let scalar): String(Character(scalar))
    case .control(let scalar): "^" + String(Character(scalar)).uppercased()
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "S-Tab"
    case .backspace: "Backspace"
    case .delete: "Delete"
    case .insert: "Insert"
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .function(let number): "F\(number)"
    }
  }
}
