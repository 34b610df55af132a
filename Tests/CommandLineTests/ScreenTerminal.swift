import Foundation
import Testing

/// A real pseudo-terminal with a shell line in it: a window of a private tmux server.
final class ScreenTerminal {
  /// Whether tmux is on this machine.
  static let isAvailable = ["/usr/bin/tmux", "/usr/local/bin/tmux", "/bin/tmux"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let socket: String
  private let folder: URL

  /// A terminal of a size that runs a line of shell; it is over after half a minute whatever happens.
  init(_ line: String, in folder: URL, columns: Int = 120, rows: Int = 36) throws {
    self.folder = folder
    socket = folder.appendingPathComponent("tmux-\(UInt32.random(in: 0...(.max)))").path
    try tmux(
      "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)",
      "timeout --foreground 30 sh -c '\(line.replacing("'", with: "'\\''"))'")
  }

  deinit { _ = try? tmux("kill-server") }

  /// Runs a tmux command, five seconds at most, and returns what it prints.
  @discardableResult
  func tmux(_ words: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", Self.script, "bash", "-S", socket] + words
    process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
    process.currentDirectoryURL = folder
    // A file: the end of a pipe would live on in the servers of other tests.
    let file = folder.appendingPathComponent("tmux-output-\(UInt32.random(in: 0...(.max)))")
    try Data().write(to: file)
    let output = try FileHandle(forWritingTo: file)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    defer { try? FileManager.default.removeItem(at: file) }
    guard process.terminationStatus == 0 else {
      throw Failure(description: "tmux \(words.first ?? "") exits \(process.terminationStatus)")
    }
    return try String(contentsOf: file, encoding: .utf8)
  }

  /// Foundation waits for the end of a process until nobody has the descriptors that it passed on;
  /// the tmux server would have them until its end.
  private static let script = """
    for f in /proc/self/fd/*; do n=${f##*/}; [ "$n" -gt 2 ] && eval "exec $n>&-"; done
    exec timeout 5 tmux "$@"
    """

  /// What the terminal shows.
  var text: String { get throws { try tmux("capture-pane", "-p") } }

  /// Sends bytes as a terminal would.
  func send(_ text: String) throws { try tmux("send-keys", "-l", text) }

  /// Presses keys by tmux's names for them.
  func press(_ keys: String...) throws { for key in keys { try tmux("send-keys", key) } }

  /// Gives the terminal another size.
  func resize(columns: Int, rows: Int) throws {
    try tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
  }

  /// Waits until what is shown holds, ten seconds at most; returns what is shown then.
  @discardableResult
  func wait(for what: String, _ holds: (String) -> Bool) throws -> String {
    var shown = ""
    for _ in 0..<200 {
      shown = try text
      if holds(shown) { return shown }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw Failure(description: "never saw \(what), but:\n\(shown)")
  }

  /// Waits until a text is shown.
  @discardableResult
  func wait(for text: String) throws -> String { try wait(for: text) { $0.contains(text) } }

  /// Whether main screen, cursor and mouse are as a shell expects them.
  var isRestored: Bool {
    get throws {
      try tmux("display-message", "-p", "#{alternate_on} #{cursor_flag} #{mouse_any_flag}")
        == "0 1 0\n"
    }
  }
}
