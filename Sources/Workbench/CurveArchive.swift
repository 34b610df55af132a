import Session
import Synchronization

/// The full columns of the runs that were compared last, read from a session: a run that grows costs
/// its new steps only.
final class CurveArchive: Sendable {
  private struct Entry {
    var steps: StepColumns
    var validations = ValidationColumns()
    var pid: Int32?
    /// The turn in which it was last asked for.
    var lastUse = 0
  }

  private struct Shelf {
    var entries: [Int64: Entry] = [:]
    var turn = 0
  }

  private let store: SessionStore
  private let shelf = Mutex(Shelf())

  /// Steps kept in all (our choice: a hundred bytes each).
  static let capacity = 1_000_000

  init(_ store: SessionStore) { self.store = store }

  /// The curves that are asked for.
  func curves(_ query: CurveQuery) throws -> RunCurves {
    let record = try store.run(query.run)
    let checkpoints = try store.checkpoints(run: query.run)
    let pid = try store.heartbeat(run: query.run)?.pid
    let last = try store.lastStep(run: query.run)?.step ?? -1
    // Taken out while it grows: a column that two own would be copied for each value.
    var entry = shelf.withLock { $0.entries.removeValue(forKey: query.run) }
    // A resumed trainer takes steps back.
    if let known = entry, known.pid != pid || Double(last) < known.steps.step.last ?? -1 {
      entry = nil
    }
    var found = entry ?? Entry(steps: StepColumns(smoothing: query.smoothing), pid: pid)
    if found.steps.smoothing != query.smoothing { found.steps.smooth(query.smoothing) }
    let known = found.steps.step.last.map { Int($0) } ?? -1
    for step in try store.steps(run: query.run, after: known) { found.steps.append(step) }
    let validated = found.validations.step.last.map { Int($0) } ?? -1
    for validation in try store.validations(run: query.run, after: validated)
    where validation.split == .validation { found.validations.append(validation) }
    let timeline = RunData.timeline(
      created: record.created, checkpoints: checkpoints, steps: found.steps)
    let curves = RunCurves(
      query, found.steps, found.validations.before(step: query.lastStep), timeline: timeline)
    shelf.withLock { shelf in
      shelf.turn += 1
      found.lastUse = shelf.turn
      shelf.entries[query.run] = found
      while shelf.entries.count > 1,
        shelf.entries.values.reduce(0, { $0 + $1.steps.count }) > CurveArchive.capacity,
        let oldest = shelf.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
      {
        shelf.entries[oldest.key] = nil
      }
    }
    return curves
  }
}
