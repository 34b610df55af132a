import Foundation

/// The folder of a session's prepared copies, and which file there is the copy of which clip.
///
/// A copy's name carries a digest of what it was made from, so that a clip whose file or stretch
/// has changed simply has no copy, and nothing but the folder need be kept.
public struct PreparedFolder: Sendable {
  /// The folder, which need not exist.
  public let url: URL
  private let names: Set<String>

  /// Raised when copies are made in another way.
  private static let version = 1

  /// Looks into the folder.
  public init(_ url: URL) {
    self.url = url
    names = Set((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [])
  }

  /// The folder of the session at `session`: `prepared`.
  public init(session: URL) { self.init(session.appendingPathComponent("prepared")) }

  /// The copy of a clip, where there was one when the folder was looked into.
  ///
  /// - Parameters:
  ///   - byteCount: the size of the clip's file.
  ///   - modified: when it was last changed.
  public func path(of clip: Clip, byteCount: Int64, modified: Date) -> String? {
    if names.isEmpty { return nil }
    let name = Self.name(of: clip, byteCount: byteCount, modified: modified)
    return names.contains(name) ? url.appendingPathComponent(name).path : nil
  }

  /// The name of a clip's copy: the stem of its file's name, and a digest of what it is.
  ///
  /// The folder that the clip lies in is left out: it may move.
  static func name(of clip: Clip, byteCount: Int64, modified: Date) -> String {
    let milliseconds = Int64((modified.timeIntervalSince1970 * 1000).rounded())
    let stem = URL(fileURLWithPath: clip.path).deletingPathExtension().lastPathComponent
    let identity = [
      "\(version)", stem, clip.source, "\(byteCount)", "\(milliseconds)", "\(clip.start)",
      "\(clip.usedDuration)",
    ].joined(separator: "\u{1F}")
    // FNV-1a, 64 bits.
    let digest = identity.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    let hexadecimal = String(digest, radix: 16)
    let plain = stem.unicodeScalars.map {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains($0))
        ? Character($0) : "_"
    }
    return String(plain.prefix(60)) + "-" + String(repeating: "0", count: 16 - hexadecimal.count)
      + hexadecimal + ".mov"
  }

  /// Removes copies that are not among `names`, and what killed processes left half written.
  func removeOthers(than names: Set<String>) {
    for name in self.names where !names.contains(name) {
      if let mark = name.range(of: ".mov.partial-") {
        let isAlive = Int32(name[mark.upperBound...]).map { kill($0, 0) == 0 } ?? true
        if isAlive { continue }
      } else if name.wholeMatch(of: /.*-[0-9a-f]{16}\.mov/) == nil {
        continue
      }
      try? FileManager.default.removeItem(at: url.appendingPathComponent(name))
    }
  }
}
