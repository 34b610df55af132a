import Corpus
import Session

extension SessionStore {
  /// How many clips' files are missing, looked for no longer than so many seconds. Clips of a synthetic
  /// corpus that can be made again are not missing.
  public func clipCensus(seconds: Double) throws -> ClipCensus {
    try census(seconds: seconds) { SyntheticCorpus.canRestore($0) }
  }
}
