import Foundation
import Printable

/// What is said of files beside their content: class, split and source.
///
/// Read from a CSV `file,class[,split][,source]`, files relative to the CSV; from a Kinetics-style
/// CSV `label,youtube_id,time_start,time_end,split`; or from a folder per class.
public struct LabelTable: Sendable {
  /// What is known of one file.
  public struct Entry: Sendable, Equatable {
    /// The class.
    public var label: String
    /// The split, where the table fixes it.
    public var split: Split?
    /// The source video, where the table knows it.
    public var source: String?
  }

  private var byPath: [String: Entry] = [:]
  private var byVideo: [String: Entry] = [:]
  private var rows: [Row] = []

  /// A row of the label file, and the key it is looked up by.
  private struct Row: Sendable {
    let line: Int
    let key: String
  }

  /// No labels.
  public init() {}

  /// Reads a CSV of either layout.
  ///
  /// - Parameters:
  ///   - path: the CSV; UTF-8.
  ///   - kineticsSounds: keep only the paper's 34 classes (LLL appendix A) of a Kinetics CSV.
  /// - Throws: `CorpusError.badLabels` with the line, `CorpusError.notFound`.
  public init(contentsOf path: String, kineticsSounds: Bool = false) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CorpusError.notFound(path: path)
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw CorpusError.badLabels(
        path: path, line: 1, reason: "not UTF-8 text; save the labels as UTF-8")
    }
    let records: [CommaSeparatedValues.Record]
    do {
      records = try CommaSeparatedValues(text).records
    } catch {
      throw CorpusError.badLabels(
        path: path, line: error.line,
        reason: "a quote that opens here is never closed, so the rest of the file would be one "
          + "field; close it, or double a quote that is part of a name")
    }
    guard let header = records.first else {
      throw CorpusError.badLabels(
        path: path, line: 1, reason: "empty; expected a header 'file,class[,split][,source]'")
    }
    let names = header.fields.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    if let twice = names.first(where: { name in
      Self.columns.contains(name) && names.count { $0 == name } > 1
    }) {
      throw CorpusError.badLabels(
        path: path, line: header.line,
        reason: "header '\(printable(names.joined(separator: ",")))': the column \(twice) is there "
          + "more than once; keep one of them")
    }
    let column = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    let isKinetics = column["youtube_id"] != nil && column["label"] != nil
    guard isKinetics || (column["file"] != nil && column["class"] != nil) else {
      throw CorpusError.badLabels(
        path: path, line: header.line,
        reason: "header '\(printable(header.fields.joined(separator: ",")))'; expected "
          + "'file,class[,split][,source]' or 'label,youtube_id,time_start,time_end,split'")
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    for record in records.dropFirst() {
      func field(_ name: String) -> String? {
        guard let index = column[name], index < record.fields.count else { return nil }
        let value = record.fields[index].trimmingCharacters(in: .whitespaces)
        return value.isEmpty ? nil : value
      }
      let nameColumn = isKinetics ? "youtube_id" : "file"
      guard let name = field(nameColumn), let label = field(isKinetics ? "label" : "class") else {
        throw CorpusError.badLabels(
          path: path, line: record.line,
          reason: "\(record.fields.count) field(s), \(nameColumn) or class missing; expected "
            + names.joined(separator: ","))
      }
      if isKinetics && kineticsSounds && !KineticsSounds.classes.contains(label) { continue }
      let entry = Entry(
        label: label, split: try Self.split(field("split"), path: path, line: record.line),
        source: isKinetics ? name : field("source"))
      let key =
        isKinetics
        ? Self.videoName(name, start: field("time_start"), end: field("time_end"))
        : Self.canonical(URL(fileURLWithPath: name, relativeTo: folder).path)
      let known = isKinetics ? byVideo[key] : byPath[key]
      if let known, known != entry {
        throw CorpusError.badLabels(
          path: path, line: record.line,
          reason: "\(printable(name)) is '\(printable(label))' here and "
            + "'\(printable(known.label))' before, or differs in split or source; keep one row")
      }
      if known == nil { rows.append(Row(line: record.line, key: key)) }
      if isKinetics { byVideo[key] = entry } else { byPath[key] = entry }
    }
  }

  /// Rows of the label file that name none of these files: how many, and the first of them with its
  /// line; nil where every row names one.
  public func strays(among files: [String]) -> (count: Int, line: Int, name: String)? {
    let names = Set(files.flatMap { [Self.canonical($0), Self.stem($0)] })
    let strays = rows.filter { !names.contains($0.key) }
    return strays.first.map { (strays.count, $0.line, $0.key) }
  }

  /// Whether nothing is said of any file.
  public var isEmpty: Bool { byPath.isEmpty && byVideo.isEmpty }

  /// One of the names that the table speaks of, as files are looked up in it: an absolute path, or
  /// the stem of a Kinetics clip's name; nil for an empty table.
  public var example: String? {
    byPath.keys.min() ?? byVideo.keys.min()
  }

  /// What is known of the file at `path`.
  public subscript(path: String) -> Entry? {
    if let entry = byPath[Self.canonical(path)] { return entry }
    if byVideo.isEmpty { return nil }
    return byVideo[Self.stem(path)]
  }

  /// Adds the class of each file below `root` that lies in a folder of its own class, when there
  /// are two such folders or more.
  public mutating func addFolders(below root: String, files: [String]) {
    let base = Self.canonical(root) + "/"
    var classes: [String: String] = [:]
    for file in files.map(Self.canonical) where file.hasPrefix(base) {
      let parts = file.dropFirst(base.count).split(separator: "/")
      if parts.count >= 2 { classes[file] = String(parts[0]) }
    }
    guard Set(classes.values).count >= 2 else { return }
    for (file, label) in classes where byPath[file] == nil {
      byPath[file] = Entry(label: label, split: nil, source: nil)
    }
  }

  /// The usual file name of a Kinetics clip: `id_000010_000020`.
  private static func videoName(_ id: String, start: String?, end: String?) -> String {
    guard let start = start.flatMap(Double.init), let end = end.flatMap(Double.init),
      (0..<1e6).contains(start), (0..<1e6).contains(end)
    else { return id }
    func six(_ seconds: Double) -> String {
      let digits = String(Int(seconds))
      return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
    return "\(id)_\(six(start))_\(six(end))"
  }

  private static func split(_ text: String?, path: String, line: Int) throws -> Split? {
    switch text?.lowercased() {
    case nil: return nil
    case "train", "training": return .train
    case "val", "validate", "validation", "valid": return .validation
    case "test", "testing": return .test
    case .some(let other):
      throw CorpusError.badLabels(
        path: path, line: line,
        reason: "split '\(printable(other))'; expected train, validation or test")
    }
  }

  /// The columns that are read.
  private static let columns: Set<String> = [
    "file", "class", "split", "source", "label", "youtube_id", "time_start", "time_end",
  ]

  private static func stem(_ path: String) -> String {
    URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  }

  private static func canonical(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }
}
