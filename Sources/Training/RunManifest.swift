import Compute
import Corpus
import Foundation
import Session
import Signal

/// Everything needed to repeat a run, kept with it in the session as JSON.
public struct RunManifest: Codable, Sendable {
  /// The program's version.
  public static let version = "0.1.0"

  /// What was asked for.
  public var options: TrainingOptions
  /// The sound front-end's id.
  public var frontEnd: String
  /// Clips in each split.
  public var clips: [String: Int]
  /// A digest of the clip index: names, sources, splits, starts and durations of the clips in their
  /// order; not their folders, which may be moved.
  public var corpusDigest: String
  /// The program's version.
  public var version: String
  /// The words of the command line.
  public var commandLine: [String]
  /// Host and processor.
  public var machine: String

  /// The manifest of a run with `options` over `clips`.
  public init(options: TrainingOptions, clips: [Clip]) {
    self.options = options
    frontEnd = LogSpectrogram.frontEnd
    self.clips = [:]
    for clip in clips { self.clips[clip.split.rawValue, default: 0] += 1 }
    corpusDigest = Self.digest(of: clips)
    version = Self.version
    commandLine = CommandLine.arguments
    machine = "\(LocalHost.name), \(ProcessInfo.processInfo.activeProcessorCount) cores"
  }

  /// How `clips` differ from those that the run was started on, as what is found and what was
  /// expected; nil when they are the same.
  func difference(from clips: [Clip]) -> (found: String, expected: String)? {
    let digest = Self.digest(of: clips)
    guard digest != corpusDigest else { return nil }
    let now = RunManifest(options: options, clips: clips)
    // A digest of another kind, from an earlier version, tells nothing.
    let isComparable = corpusDigest.hasPrefix(Self.digestKind)
    if now.clips == self.clips {
      return isComparable
        ? ("as many clips with other names, sources, splits or lengths", counts) : nil
    }
    return (now.counts, counts)
  }

  /// "480 train, 60 validation, 60 test clips".
  private var counts: String {
    Split.allCases.map { "\(clips[$0.rawValue] ?? 0) \($0.rawValue)" }.joined(separator: ", ")
      + " clips"
  }

  private static let digestKind = "names:"

  private static func digest(of clips: [Clip]) -> String {
    var digest = Digest()
    for clip in clips {
      let name = URL(fileURLWithPath: clip.path).lastPathComponent
      digest.add(
        "\(name)\u{1F}\(clip.source)\u{1F}\(clip.split)\u{1F}\(clip.start)\u{1F}"
          + "\(clip.duration)\u{1E}")
    }
    return digestKind + digest.text
  }

  /// The manifest as stored.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// Reads a stored manifest. An option that the version which wrote it did not know has its default.
  ///
  /// - Throws: `TrainingError.badManifest`.
  public init(json: String) throws {
    let data = Data(json.utf8)
    let decoder = JSONDecoder()
    do {
      self =
        try (try? decoder.decode(RunManifest.self, from: data))
        ?? decoder.decode(RunManifest.self, from: Self.filled(data))
    } catch let error as DecodingError {
      throw TrainingError.badManifest(Self.place(of: error))
    }
  }

  /// The manifest with the options that it lacks.
  private static func filled(_ data: Data) throws -> Data {
    func object(_ data: Data) -> [String: Any] {
      (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
    }
    func merged(_ own: Any?, _ other: Any?) -> [String: Any] {
      (own as? [String: Any] ?? [:]).merging(other as? [String: Any] ?? [:]) { own, _ in own }
    }
    var manifest = object(data)
    guard let own = manifest["options"] as? [String: Any] else { return data }
    let defaults = object(try JSONEncoder().encode(TrainingOptions()))
    var options = merged(own, defaults)
    options["network"] = merged(own["network"], defaults["network"])
    manifest["options"] = options
    return try JSONSerialization.data(withJSONObject: manifest)
  }

  /// `options.batch`: what cannot be read, or is not there.
  private static func place(of error: DecodingError) -> String {
    let path: [any CodingKey] =
      switch error {
      case .keyNotFound(let key, let context): context.codingPath + [key]
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .dataCorrupted(let context):
        context.codingPath
      @unknown default: []
      }
    return "no " + path.map(\.stringValue).joined(separator: ".") + " that can be read"
  }
}

/// FNV-1a, 64 bits: tells clip indexes apart; not for secrets.
struct Digest {
  private var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ text: String) {
    for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
  }

  /// Sixteen hexadecimal digits.
  var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
