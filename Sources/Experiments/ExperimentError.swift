/// Why an experiment could not be made; each message says what was found and what to do.
public enum ExperimentError: Error, Sendable, Equatable, CustomStringConvertible {
  /// It was cancelled before there was anything to keep.
  case cancelled
  /// Indexing was stopped; what was embedded is kept.
  case interrupted(done: Int, total: Int)
  /// The split has no clips.
  case noClips(session: String, split: String)
  /// No clip of the split could be read.
  case nothingReadable(split: String, reason: String)
  /// The clips have no labels, and the analysis is about labels.
  case noLabels(session: String, purpose: String)
  /// The session has no such clip.
  case noSuchClip(session: String, wanted: String)
  /// The network has no such unit.
  case noSuchUnit(Int, count: Int)
  /// An index made from spectrograms of another kind; `remedy` is the command line that makes it again.
  case otherFrontEnd(index: String, found: String, expected: String, remedy: String)
  /// A result whose process is still at work.
  case busy(result: Int64, job: Int64)
  /// A result that is not about the rows at hand.
  case otherRows(result: Int64, reason: String)
  /// A folder to be written that is there already.
  case exists(path: String)
  /// An index whose files are damaged or gone; `remedy` is the command line that makes it again.
  case damagedIndex(name: String, reason: String, remedy: String)

  /// One line: what, found, expected, remedy.
  public var description: String {
    switch self {
    case .cancelled: "cancelled; nothing was kept"
    case .interrupted(let done, let total):
      "interrupted; \(done) of \(total) windows are kept, run the command again to go on"
    case .noClips(let session, let split):
      "session \(session) has no clip in the split '\(split)'; give another --split"
    case .nothingReadable(let split, let reason):
      "no clip of the split '\(split)' could be read; the last reason: \(reason)"
    case .noLabels(let session, let purpose):
      "session \(session): no clip has a label, and \(purpose) needs them; index again with "
        + "'earsight new --labels FILE.csv'"
    case .noSuchClip(let session, let wanted):
      "session \(session) has no clip '\(wanted)'; give a clip's number, file name or path, and its --split"
    case .noSuchUnit(let unit, let count):
      "no unit \(unit): the network has units 0 to \(count - 1)"
    case .otherFrontEnd(let index, let found, let expected, let remedy):
      "index \(index): sound front-end '\(found)', expected '\(expected)'; make it again with "
        + "'\(remedy)'"
    case .busy(let result, let job):
      "result \(result) is being computed by job \(job); wait for it, or cancel it with 'earsight jobs'"
    case .otherRows(let result, let reason):
      "result \(result) cannot be built on: \(reason); expected one of the same network and tower"
    case .exists(let path):
      "\(path) is there already; give another --output, or remove it"
    case .damagedIndex(let name, let reason, let remedy):
      "index \(name): \(reason); make it again with '\(remedy)'"
    }
  }
}
