import Session
import Testing
import Workbench

@Suite("Curves of other runs")
struct CurveArchiveTests {
  let session: TemporarySession
  private var store: SessionStore { session.store }

  init() throws { session = try TemporarySession() }

  @Test("a session tells how far its runs are, and the curves of one as it grows and is resumed")
  func curves() throws {
    let run = try store.createRun(name: "first", manifest: "{}", targetPairs: 320)
    let idle = try store.createRun(name: "second", manifest: "{}", targetPairs: 320)
    try store.append(steps: (1...10).map { Bench.step($0, run: run.id) })
    for (step, accuracy) in [(5, 0.6), (10, 0.7)] {
      try store.append(
        validation: ValidationRecord(
          run: run.id, step: step, pairs: step * 16, loss: 0.6, accuracy: accuracy, count: 64))
    }
    try store.beat(
      HeartbeatRecord(run: run.id, state: .paused, step: 10, pairs: 160, targetPairs: 320))
    #expect(
      try store.runSummaries() == [
        RunSummary(run: run.id, step: 10, validationAccuracy: 0.7, status: .paused),
        RunSummary(run: idle.id, step: 0, validationAccuracy: nil, status: .waiting),
      ])
    #expect(try SessionSource(store).news().summaries?.count == 2)

    let library = SessionLibrary(store, seed: 1, threads: 1)
    func steps(_ last: Int) -> [Double] {
      let query = CurveQuery(run: run.id, lastStep: last, smoothing: 0.9)
      guard case .curves(let curves) = library.find(.curves(query)) else { return [] }
      #expect(curves.validations.count == (last >= 10 ? 2 : 1))
      return curves.step
    }
    #expect(steps(10) == (1...10).map(Double.init))
    try store.append(steps: (11...12).map { Bench.step($0, run: run.id) })
    #expect(steps(12).count == 12 && steps(7).count == 7)
    try store.discardSteps(run: run.id, after: 10)
    try store.append(steps: [Bench.step(11, run: run.id)])
    #expect(steps(11).last == 11 && steps(20).count == 11)
    guard
      case .failed(let reason) = library.find(
        .curves(CurveQuery(run: 99, lastStep: 1, smoothing: 0)))
    else {
      Issue.record("a run that is not there has curves")
      return
    }
    #expect(reason.contains("no run 99"))
  }
}
