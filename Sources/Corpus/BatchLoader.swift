import Compute
import Foundation

/// Decodes the batches of an endless sequence on threads of its own, a few ahead of the consumer.
///
/// Batches come in order. A pair whose clip fails to decode is replaced by the pair of the same
/// kind further down the sequence, and the clip is reported once in `takeFailures`. The threads hold
/// the loader: it lives until `stop`.
public final class BatchLoader: @unchecked Sendable {
  // Safe to share: every stored variable below is read and written under `condition`, and each
  // place of a batch is written by the one thread that took its number.
  private let condition = NSCondition()
  private var nextItem = 0
  private var consumed: Int
  private var missing: [Int]
  private var isStopped = false
  private var fatal: (any Error)?
  private var failures: [PairFailure] = []
  private var failedClips: Set<Int> = []
  private var runningThreads = 0
  private var times = LoadingTimes()

  private let slots: [Batch]
  private let sampler: PairSampler
  private let batchSize: Int
  private let first: Int
  private let limit: Int

  /// Pairs tried in the place of one whose clip does not decode: enough where all but a few clips are
  /// gone. What is tried depends on the sequence alone, so a run that is repeated sees the same pairs.
  static let attempts = 1_000
  /// A substitute lies this many pairs further on: even, so that it is of the same kind.
  static let substituteDistance = 1 << 40

  /// Starts loading batch `first` and those after it.
  ///
  /// - Parameters:
  ///   - batchSize: pairs a batch; even, so that half of them correspond.
  ///   - first: the number of the first batch (a resumed run goes on where it stopped).
  ///   - limit: the number after the last batch.
  ///   - threads: decoding threads.
  ///   - ahead: batches held ready or in the making.
  ///   - cacheBytes: memory for files kept open, all threads together.
  public init(
    sampler: PairSampler, batchSize: Int, first: Int = 0, limit: Int = .max / 2, threads: Int,
    ahead: Int = 3, cacheBytes: Int = 128 << 20
  ) {
    precondition(batchSize > 0 && threads > 0 && ahead > 0, "batch loader: sizes are positive")
    self.sampler = sampler
    self.batchSize = batchSize
    self.first = first
    self.limit = limit
    consumed = first
    nextItem = first * batchSize
    missing = [Int](repeating: batchSize, count: ahead)
    slots = (0..<ahead).map { _ in Batch(count: batchSize) }
    runningThreads = threads
    for number in 0..<threads {
      let thread = Thread { [self] in
        nameThread("load-\(number)")
        let decoder = PairDecoder(bytes: cacheBytes / threads)
        var cursor = PairCursor(sampler: sampler)
        while decodeNext(with: decoder, &cursor) {}
        threadEnded()
      }
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  /// The next batch, when it is ready; valid until `release`. Nil after the last.
  ///
  /// - Throws: `CorpusError.nothingDecodes` when `attempts` pairs in a row failed.
  public func next() throws -> Batch? {
    condition.lock()
    defer { condition.unlock() }
    let slot = consumed % slots.count
    while consumed < limit && missing[slot] > 0 && fatal == nil && !isStopped {
      condition.wait()
    }
    if let fatal { throw fatal }
    if consumed >= limit || isStopped { return nil }
    slots[slot].number = consumed
    return slots[slot]
  }

  /// Gives the batch of the last `next` back to be filled again.
  public func release() {
    condition.lock()
    missing[consumed % slots.count] = batchSize
    consumed += 1
    condition.broadcast()
    condition.unlock()
  }

  /// Clips that failed since the last call, each once in the life of the loader.
  public func takeFailures() -> [PairFailure] {
    condition.lock()
    defer { condition.unlock() }
    if failures.isEmpty { return [] }
    let taken = failures
    failures = []
    return taken
  }

  /// What decoding took since the last call, all threads together.
  public func takeTimes() -> LoadingTimes {
    condition.lock()
    defer { condition.unlock() }
    defer { times = LoadingTimes() }
    return times
  }

  /// Ends the threads and waits until they have ended.
  public func stop() {
    condition.lock()
    isStopped = true
    condition.broadcast()
    while runningThreads > 0 { condition.wait() }
    condition.unlock()
  }

  private func threadEnded() {
    condition.lock()
    runningThreads -= 1
    condition.broadcast()
    condition.unlock()
  }

  /// Takes the next place, waits until its batch may be filled, and fills it. False at the end.
  private func decodeNext(with decoder: PairDecoder, _ cursor: inout PairCursor) -> Bool {
    condition.lock()
    let item = nextItem
    let number = item / batchSize
    if number >= limit || isStopped {
      condition.unlock()
      return false
    }
    nextItem += 1
    while number >= consumed + slots.count && !isStopped { condition.wait() }
    let mustEnd = isStopped || fatal != nil
    condition.unlock()
    if mustEnd { return false }

    let slot = number % slots.count
    let outcome = Result { try fill(item, slots[slot], decoder, &cursor) }
    condition.lock()
    if case .failure(let error) = outcome { fatal = error }
    times.add(decoder.takeTimes())
    missing[slot] -= 1
    if missing[slot] == 0 || fatal != nil { condition.broadcast() }
    condition.unlock()
    return true
  }

  private func fill(
    _ item: Int, _ batch: Batch, _ decoder: PairDecoder, _ cursor: inout PairCursor
  ) throws {
    var last = ""
    for attempt in 0..<Self.attempts {
      let pair = cursor.pair(item + attempt * Self.substituteDistance)
      do {
        return try decoder.decode(
          pair, clips: sampler.clips, into: batch, at: item % batchSize)
      } catch let failure as PairFailure {
        last = failure.reason
        report(failure)
      }
    }
    throw CorpusError.nothingDecodes(last: last)
  }

  private func report(_ failure: PairFailure) {
    condition.lock()
    if failedClips.insert(failure.clip).inserted { failures.append(failure) }
    condition.unlock()
  }
}
