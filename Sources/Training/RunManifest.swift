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
  /// A digest of the clip index: paths, sources, splits and durations.
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
    var digest = Digest()
    for clip in clips {
      self.clips[clip.split.rawValue, default: 0] += 1
      digest.add("\(clip.path)\u{1F}\(clip.source)\u{1F}\(clip.split)\u{1F}\(clip.duration)")
    }
    corpusDigest = digest.text
    version = Self.version
    commandLine = CommandLine.arguments
    machine = "\(LocalHost.name), \(ProcessInfo.processInfo.activeProcessorCount) cores"
  }

  /// The manifest as stored.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// Reads a stored manifest.
  public init(json: String) throws {
    self = try JSONDecoder().decode(RunManifest.self, from: Data(json.utf8))
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
