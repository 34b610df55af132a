import Foundation

/// The first hundred bytes of a database, read before SQLite touches the file: they tell a session
/// from another program's database, which opening might change.
///
/// Layout: https://www.sqlite.org/fileformat2.html section 1.3, big-endian.
struct DatabaseHeader {
  /// How many migrations the database had, as of its last checkpoint.
  let schema: Int

  /// Reads and judges the header. Throws `notFound`, `notASession`, `newerSchema` or `inputOutput`.
  init(of location: SessionLocation) throws {
    let path = location.database.path
    let files = FileManager.default
    guard files.fileExists(atPath: path) else {
      throw files.fileExists(atPath: location.folder.path)
        ? SessionError(
          .notASession,
          "\(location.folder.path) is not a session: it has no \(SessionLocation.databaseName); "
            + "make one with `earsight new`")
        : SessionError(
          .notFound,
          "no session at \(location.folder.path): list them with `earsight sessions`, or make one "
            + "with `earsight new`")
    }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw SessionError(
        .inputOutput, "\(path) cannot be read: check its permissions and that it is a file")
    }
    defer { try? file.close() }
    let bytes: [UInt8]
    do { bytes = Array(try file.read(upToCount: 100) ?? Data()) } catch {
      throw SessionError(.inputOutput, "\(path) cannot be read: \(error.localizedDescription)")
    }
    guard bytes.count == 100, bytes.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw SessionError(
        .notASession,
        "\(path) is not a session: found \(bytes.isEmpty ? "an empty file" : "other contents"), "
          + "expected an SQLite database; restore it from a copy, or remove the folder and make "
          + "the session anew")
    }
    func number(at offset: Int) -> Int {
      bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    guard number(at: 68) == Int(SessionSchema.applicationID) else {
      throw SessionError(
        .notASession,
        "\(path) is not a session: found another program's SQLite database; it was left alone")
    }
    schema = number(at: 60)
    try Self.check(schema: schema, of: location)
  }

  /// Throws `newerSchema` for a database from the future.
  static func check(schema: Int, of location: SessionLocation) throws {
    guard schema <= SessionSchema.version else {
      throw SessionError(
        .newerSchema,
        "session \(location.name) has schema \(schema), this earsight reads up to "
          + "\(SessionSchema.version): open it with a newer earsight; it was left alone")
    }
  }
}
