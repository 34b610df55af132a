import Foundation

/// Why a training could not start or go on; each message says what is kept and what to do.
public enum TrainingError: Error, CustomStringConvertible, Sendable {
  /// An option that makes no sense.
  case badOption(String)
  /// The loss or the gradient is no number any more.
  case notANumber(step: Int, what: String, checkpoint: String?)
  /// The checkpoint belongs to another network.
  case mismatch(file: String, found: String, expected: String)
  /// The session's clips are not those that the run was started on.
  case otherClips(run: String, found: String, expected: String)
  /// The run has no checkpoint of that kind; without a name, no run has.
  case noCheckpoint(run: String? = nil, session: String)
  /// The run's checkpoints are in the session, and none of their files can be read.
  case checkpointsLost(run: String, reasons: [String])
  /// What the session keeps of a run's options cannot be read.
  case badManifest(String)
  /// The machine has less memory left than the training needs, both in bytes.
  case noMemory(needed: Int, left: Int, batch: Int)
  /// `abort` was asked for.
  case aborted(step: Int)

  /// One line: what, found, expected, remedy.
  public var description: String {
    switch self {
    case .badOption(let text): return text
    case .notANumber(let step, let what, let checkpoint):
      let kept = checkpoint.map { "the last good checkpoint is \($0)" } ?? "no checkpoint yet"
      return "training stopped at step \(step): \(what) is not a number; \(kept); "
        + "resume with a lower --lr"
    case .mismatch(let file, let found, let expected):
      return "\(file): \(found), expected \(expected); give the options it was trained with, or "
        + "--new-run"
    case .otherClips(let run, let found, let expected):
      return "run \(run): the session has \(found), expected those it was started on, \(expected); "
        + "start another run with --new-run"
    case .noCheckpoint(let run?, let session):
      return "run \(run) of session \(session) has no checkpoint; train it with "
        + "'earsight train \(session) --run \(run)', or name another run"
    case .noCheckpoint(nil, let session):
      return "session \(session) has no checkpoint; run 'earsight train \(session)' first"
    case .badManifest(let found):
      return "the run's manifest in the session has \(found), expected the options it was started "
        + "with; use a newer earsight if one wrote it, or start another run with --new-run"
    case .checkpointsLost(let run, let reasons):
      let reasons = reasons.joined(separator: "; ")
      return "run \(run): no checkpoint of it can be read (\(reasons)); put the files back, or "
        + "start another run with --new-run"
    case .noMemory(let needed, let left, let batch):
      let (needed, left) = (needed >> 20, left >> 20)
      return "batch \(batch) needs \(needed) MiB of memory or more, and \(left) MiB are left; give "
        + "a smaller --batch, with --accumulate to keep the pairs of a step, or a smaller --width"
    case .aborted(let step):
      return "aborted at step \(step); the session resumes from its last checkpoint"
    }
  }
}
