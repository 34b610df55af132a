import Foundation

/// Pictures in pixels by kitty's graphics protocol: what is sent to a terminal for a picture to be
/// shown over its cells, and to be taken away again.
///
/// Source: https://sw.kovidgoyal.net/kitty/graphics-protocol, of which three actions are used:
/// transmit and display below the text (`a=T`, `z=-1`), delete one (`a=d,d=I`), quietly (`q=2`: no answers, which would
/// arrive among the keys).
public struct KittyGraphics: Sendable {
  private var shown: [(id: Int, picture: PlacedPicture)] = []
  private var lastID = 0

  /// Bytes of base64 in one piece of a picture: the protocol's limit.
  private static let pieceLength = 4_096

  /// Whether a terminal may know the protocol: none does through tmux or screen.
  public static func isPossible(environment: [String: String]) -> Bool {
    let terminal = environment["TERM"] ?? ""
    return (environment["TMUX"] ?? "").isEmpty && !terminal.hasPrefix("tmux")
      && !terminal.hasPrefix("screen")
  }

  /// Ends all pictures of a screen that has not been closed in order.
  public static let endOfAll = "\u{1B}_Ga=d,q=2\u{1B}\\"

  /// Nothing is shown yet.
  public init() {}

  /// What turns what is shown into `pictures`: those that are gone are deleted with their data,
  /// those that stay are not touched, new ones are sent. The cursor ends where it was.
  public mutating func bytes(showing pictures: [PlacedPicture]) -> [UInt8] {
    var text = ""
    let gone = shown.filter { !pictures.contains($0.picture) }
    for (id, _) in gone { text += "\u{1B}_Ga=d,d=I,i=\(id),q=2\u{1B}\\" }
    shown.removeAll { entry in gone.contains { $0.id == entry.id } }
    for picture in pictures where !shown.contains(where: { $0.picture == picture }) {
      // Two screens in one terminal, one after the other, must not share numbers by chance.
      lastID += 1
      shown.append((lastID, picture))
      text += KittyGraphics.text(picture, id: lastID)
    }
    // Saved and put back: the library that draws the cells has not moved the cursor.
    return text.isEmpty ? [] : Array("\u{1B}7\(text)\u{1B}8".utf8)
  }

  /// Forgets what is shown, after the terminal was cleared or given away; returns what deletes it.
  public mutating func clear() -> [UInt8] { bytes(showing: []) }

  private static func text(_ picture: PlacedPicture, id: Int) -> String {
    let rect = picture.rect
    let data = Data(picture.raster.pixels).base64EncodedString()
    var text = "\u{1B}[\(rect.y + 1);\(rect.x + 1)H"
    var rest = data[...]
    var head =
      "a=T,f=24,s=\(picture.raster.width),v=\(picture.raster.height),c=\(rect.width),"
      + "r=\(rect.height),i=\(id),z=-1,C=1,q=2,"
    repeat {
      let piece = rest.prefix(pieceLength)
      rest = rest.dropFirst(pieceLength)
      text += "\u{1B}_G\(head)m=\(rest.isEmpty ? 0 : 1);\(piece)\u{1B}\\"
      head = ""
    } while !rest.isEmpty
    return text
  }
}
