import Printable

/// What can be wrong with a media file; each says which file, what was found, what was expected
/// and what to do, in one line that is safe to print.
public enum MediaError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The file is missing, unreadable, empty or nothing that FFmpeg knows.
  case cannotOpen(path: String, reason: String)
  /// No picture stream (a cover picture does not count).
  case noVideo(path: String)
  /// No sound stream.
  case noAudio(path: String)
  /// Less than the needed seconds of `what` ("pictures", "sound").
  case tooShort(path: String, what: String, found: Double, needed: Double)
  /// The stream is there but does not decode.
  case decodeFailed(path: String, what: String, reason: String)
  /// The sound is digital silence throughout the first seconds.
  case silent(path: String, seconds: Double)
  /// A time was asked for that lies outside the stream.
  case outside(path: String, what: String, wanted: Double, start: Double, end: Double)
  /// `missing` seconds of the sound between two times lie in holes, where packets are lost.
  case holed(path: String, start: Double, end: Double, missing: Double, allowed: Double)
  /// A file could not be written.
  case cannotWrite(path: String, reason: String)

  /// The file it is about, as it was named.
  public var path: String {
    switch self {
    case .cannotOpen(let path, _), .noVideo(let path), .noAudio(let path),
      .tooShort(let path, _, _, _), .decodeFailed(let path, _, _), .silent(let path, _),
      .outside(let path, _, _, _, _), .holed(let path, _, _, _, _), .cannotWrite(let path, _):
      path
    }
  }

  /// What is wrong, without the file's name: for lists that show the name in a column of its own.
  public var reason: String {
    switch self {
    case .cannotOpen(_, let reason):
      "cannot be opened: \(printable(reason))"
    case .noVideo:
      "has no pictures; a clip needs a video stream"
    case .noAudio:
      "has no sound; a clip needs an audio stream"
    case .tooShort(_, let what, let found, let needed):
      "has \(seconds(found)) of \(what); at least \(seconds(needed)) are needed"
    case .decodeFailed(_, let what, let reason):
      "\(what) cannot be decoded (\(printable(reason))); re-encode the file or leave it out"
    case .silent(_, let length):
      "sound is digital silence for the first \(seconds(length)); a clip needs a sound to hear"
    case .outside(_, let what, let wanted, let start, let end):
      "has no \(what) at \(seconds(wanted)); ask between \(seconds(start)) and \(seconds(end))"
    case .holed(_, let start, let end, let missing, let allowed):
      "sound from \(seconds(start)) to \(seconds(end)) lacks \(seconds(missing)) where the file is "
        + "damaged; at most \(seconds(allowed)) may be missing; repair the file or leave it out"
    case .cannotWrite(_, let reason):
      "cannot be written: \(printable(reason))"
    }
  }

  /// One line: the file, then what is wrong.
  public var description: String { "\(printable(path)): \(reason)" }
}

/// A time in seconds with two decimals, e.g. `1.64 s`.
private func seconds(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "\(value) s" }
  let hundredths = Int((abs(value) * 100).rounded())
  let rest = hundredths % 100
  return "\(value < 0 ? "-" : "")\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
}
