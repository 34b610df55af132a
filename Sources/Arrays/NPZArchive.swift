import CZip
import Foundation
import Printable

/// A `.npz` archive: named arrays in a zip file, as `numpy.savez` writes it (stored, not compressed).
public struct NPZArchive: Sendable {
  private var members: [(name: String, bytes: [UInt8])] = []

  /// An empty archive, to add arrays to and write.
  public init() {}

  /// Adds an array under a name (without `.npy`).
  public mutating func add<Scalar: NPYScalar>(_ array: NPYArray<Scalar>, name: String) {
    members.append((name, array.fileBytes))
  }

  /// Writes the archive (temporary name, synced, renamed).
  public func write(to url: URL) throws {
    try writeAtomically(to: url) { temporary in
      var code: Int32 = 0
      guard let archive = zip_open(temporary.path, ZIP_CREATE | ZIP_TRUNCATE, &code) else {
        throw Self.failure(url, code: code)
      }
      for member in members {
        // The archive reads its sources when it is closed and frees these copies itself.
        let copy = malloc(max(1, member.bytes.count))
        copy?.copyMemory(from: member.bytes, byteCount: member.bytes.count)
        guard let source = zip_source_buffer(archive, copy, zip_uint64_t(member.bytes.count), 1),
          case let index = zip_file_add(
            archive, member.name + ".npy", source, zip_flags_t(ZIP_FL_OVERWRITE | ZIP_FL_ENC_UTF_8)),
          index >= 0, zip_set_file_compression(archive, zip_uint64_t(index), ZIP_CM_STORE, 0) == 0
        else {
          zip_discard(archive)
          throw Self.failure(url, code: ZIP_ER_MEMORY)
        }
      }
      guard zip_close(archive) == 0 else {
        let reason = String(cString: zip_strerror(archive))
        zip_discard(archive)
        throw ArrayFileError(
          url, found: "zip: \(reason)", expected: "a writable folder with space",
          remedy: "check the folder, its permissions and the free space")
      }
    }
  }

  /// Reads one array of an archive; throws `ArrayFileError` when it is not there or of another type.
  public static func read<Scalar: NPYScalar>(
    _ type: Scalar.Type, name: String, from url: URL
  ) throws -> NPYArray<Scalar> {
    var code: Int32 = 0
    guard let archive = zip_open(url.path, ZIP_RDONLY, &code) else {
      throw failure(url, code: code)
    }
    defer { zip_discard(archive) }
    var status = zip_stat_t()
    guard zip_stat(archive, name + ".npy", 0, &status) == 0,
      let file = zip_fopen(archive, name + ".npy", 0)
    else {
      throw ArrayFileError(
        url, found: "members \(self.names(archive))", expected: "an array '\(printable(name))'",
        remedy: "check the archive's contents with numpy.load(path).files")
    }
    defer { zip_fclose(file) }
    guard status.size < 1 << 40 else {
      throw ArrayFileError(
        url, found: "a member of \(status.size) bytes", expected: "less than a terabyte",
        remedy: "make the archive again")
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.size))
    let read = bytes.withUnsafeMutableBytes { zip_fread(file, $0.baseAddress, status.size) }
    guard read == Int64(status.size) else {
      throw ArrayFileError(
        url, found: "a member that cannot be unpacked", expected: "\(status.size) bytes",
        remedy: "copy or make the archive again")
    }
    return try bytes.withUnsafeBytes { try NPYArray<Scalar>(fileBytes: $0, from: url) }
  }

  private static func names(_ archive: OpaquePointer) -> [String] {
    (0..<min(20, zip_get_num_entries(archive, 0))).compactMap {
      zip_get_name(archive, zip_uint64_t($0), 0).map { String(cString: $0) }
    }
  }

  private static func failure(_ url: URL, code: Int32) -> ArrayFileError {
    var error = zip_error_t()
    zip_error_init_with_code(&error, code)
    defer { zip_error_fini(&error) }
    return ArrayFileError(
      url, found: "zip: " + String(cString: zip_error_strerror(&error)),
      expected: "an .npz archive", remedy: "check the path, or make the archive again")
  }
}
