import Foundation
import Testing
import Workbench

@Suite("The program that plays")
struct SoundPlayerTests {
  @Test("a player that ends well long before the sound was not heard, one that takes its time was")
  func early() throws {
    #expect(try ending(of: "exit 0", seconds: 60) != .played)
    #expect(try ending(of: "exit 0", seconds: 60)?.text.contains("e w writes") == true)
    #expect(try ending(of: "sleep 0.5", seconds: 0.1) == .played)
    #expect(try ending(of: "sleep 0.5; exit 1", seconds: 0.1)?.text.contains("e w writes") == true)
  }

  /// How a player that is this shell script ends.
  private func ending(of script: String, seconds: Double) throws -> SoundPlayer.Ending? {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("earsight-player-\(UUID().uuidString)")
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    defer { try? FileManager.default.removeItem(at: file) }
    let player = SoundPlayer(file.path)
    defer { player.close() }
    _ = try player.play([Float](repeating: 0, count: Int(seconds * 48_000)))
    for _ in 0..<1000 {
      if let ending = player.ending() { return ending }
      usleep(10_000)
    }
    return nil
  }
}

extension SoundPlayer.Ending {
  fileprivate var text: String { if case .failed(let text) = self { text } else { "" } }
}
