import ArgumentParser
import Foundation
import Session

struct CopyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copy",
    abstract: "Save a session as another one, as it is now.",
    discussion: """
      Also while it is trained or looked at. Weights and embeddings take no room twice where the \
      file system has links; videos outside the session's folder stay where they are. A training \
      or job that runs goes on in the session that is copied, and counts as ended in the copy.

      Example:
        earsight copy birds birds-before-the-long-run
      """)

  @Argument(help: "The session.")
  var session: String
  @Argument(help: "The name, or the path of the folder, of the copy.")
  var target: String
  @OptionGroup var output: OutputOptions

  func run() throws {
    let location = try SessionLocation.existing(session)
    let place = try SessionLocation(naming: target)
    let start = Date()
    try SessionStore.open(at: location, access: .read).copy(to: place)
    try output.print(
      [
        "session": location.folder.path, "copy": place.folder.path,
        "seconds": Date().timeIntervalSince(start),
      ], text: "\(location.name) is saved as \(place.name): \(place.folder.path)")
  }
}
