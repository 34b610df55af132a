internal import GRDB

extension SessionStore {
  /// A run's losses as a TensorBoard event file: `loss/train`, `accuracy/train`, `learning_rate` and
  /// `gradient_norm` of each step, `loss/validation` and `accuracy/validation` where they were
  /// measured, `loss/test` and `accuracy/test` of the test. Times are the run's start and the
  /// seconds of training after it.
  ///
  /// - Parameter write: takes the bytes piece by piece, each of whole records and about 64 kB.
  public func exportEvents(run: Int64, write: ([UInt8]) throws -> Void) throws {
    let start = try self.run(run).created.timeIntervalSince1970
    var waiting = try validations(run: run)[...]
    var piece = EventFile.header(time: start)
    var time = start
    try read { db in
      let rows = try Self.stepRows(db, run: run)
      while let row = try rows.next() {
        let step = Self.step(row)
        while let early = waiting.first, early.step < step.step {
          piece += Self.record(of: waiting.removeFirst(), time: time)
        }
        time = start + step.wallSeconds
        piece += EventFile.record(
          time: time, step: step.step,
          [
            .init(tag: "loss/train", value: step.loss),
            .init(tag: "accuracy/train", value: step.accuracy),
            .init(tag: "learning_rate", value: step.learningRate),
            .init(tag: "gradient_norm", value: step.gradientNorm),
          ])
        if piece.count > 65_536 {
          try write(piece)
          piece = []
        }
      }
    }
    for late in waiting { piece += Self.record(of: late, time: time) }
    try write(piece)
  }

  private static func record(of validation: ValidationRecord, time: Double) -> [UInt8] {
    EventFile.record(
      time: time, step: validation.step,
      [
        .init(tag: "loss/\(validation.split.rawValue)", value: validation.loss),
        .init(tag: "accuracy/\(validation.split.rawValue)", value: validation.accuracy),
      ])
  }
}
