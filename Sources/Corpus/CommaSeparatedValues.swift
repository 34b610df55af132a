/// Rows of a CSV text (RFC 4180: quoted fields, doubled quotes, line ends inside quotes).
struct CommaSeparatedValues {
  /// The fields of a record and the line it starts on (from 1).
  struct Record: Equatable {
    var line: Int
    var fields: [String]
  }

  /// A quote that nothing closes: all that follows would be one field.
  struct OpenQuote: Error, Equatable {
    /// The line it stands in (from 1).
    var line: Int
  }

  /// The records in order, blank lines left out.
  let records: [Record]

  /// Reads `text`; a byte-order mark and CR LF are accepted.
  init(_ text: String) throws(OpenQuote) {
    var records: [Record] = []
    var fields: [String] = []
    var field = String.UnicodeScalarView()
    var line = 1
    var recordLine = 1
    var quoteLine = 1
    var quoted = false
    var sawQuote = false
    var scalars = Array(text.unicodeScalars)[...]
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }

    func endField() {
      fields.append(String(field))
      field = String.UnicodeScalarView()
      sawQuote = false
    }
    func endRecord() {
      let isBlank = fields.isEmpty && field.isEmpty && !sawQuote
      if !isBlank {
        endField()
        records.append(Record(line: recordLine, fields: fields))
      }
      fields = []
    }

    while let scalar = scalars.popFirst() {
      if scalar == "\n" { line += 1 }
      if quoted {
        if scalar != "\"" {
          field.append(scalar)
        } else if scalars.first == "\"" {
          field.append("\"")
          scalars.removeFirst()
        } else {
          quoted = false
        }
        continue
      }
      switch scalar {
      case "\"" where field.isEmpty:
        quoted = true
        quoteLine = line
        sawQuote = true
      case ",": endField()
      case "\r" where scalars.first == "\n": continue
      case "\n":
        endRecord()
        recordLine = line
      default: field.append(scalar)
      }
    }
    if quoted { throw OpenQuote(line: quoteLine) }
    endRecord()
    self.records = records
  }
}
