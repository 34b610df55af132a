internal import GRDB

extension SessionStore {
  /// A run's losses as CSV, in one piece.
  public func exportLosses(run: Int64) throws -> String {
    var text = ""
    try exportLosses(run: run) { text += $0 }
    return text
  }

  /// A run's losses as CSV with the columns `step, pairs, wall_seconds, learning_rate, loss,
  /// accuracy, validation_loss, validation_accuracy`: a line for each step, and for a validation
  /// of the validation split where no step was taken. NaN is `nan`, what was not measured is
  /// empty.
  ///
  /// - Parameter write: takes the text piece by piece, each of whole lines and about 64 kB.
  public func exportLosses(run: Int64, write: (String) throws -> Void) throws {
    var waiting = try validations(run: run).filter { $0.split == .validation }[...]
    var piece = Self.lossColumns + "\n"
    try read { db in
      let rows = try Self.stepRows(db, run: run)
      while let row = try rows.next() {
        let step = Self.step(row)
        while let early = waiting.first, early.step < step.step {
          piece += Self.line(waiting.removeFirst())
        }
        piece +=
          "\(step.step),\(step.pairs),\(step.wallSeconds),\(step.learningRate),"
          + "\(step.loss),\(step.accuracy)"
        if let validation = waiting.first, validation.step == step.step {
          piece += ",\(validation.loss),\(validation.accuracy)\n"
          waiting.removeFirst()
        } else {
          piece += ",,\n"
        }
        if piece.utf8.count > 65_536 {
          try write(piece)
          piece = ""
        }
      }
    }
    for late in waiting { piece += Self.line(late) }
    try write(piece)
  }

  private static let lossColumns =
    "step,pairs,wall_seconds,learning_rate,loss,accuracy,validation_loss,validation_accuracy"

  private static func line(_ validation: ValidationRecord) -> String {
    "\(validation.step),\(validation.pairs),,,,,\(validation.loss),\(validation.accuracy)\n"
  }
}
