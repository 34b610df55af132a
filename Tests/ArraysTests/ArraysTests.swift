import Arrays
import Foundation
import Testing

/// A folder that is removed when the test ends.
private final class Folder {
  let url: URL
  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("arrays-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }
  deinit { try? FileManager.default.removeItem(at: url) }
  func file(_ name: String) -> URL { url.appendingPathComponent(name) }
  var names: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: url.path))?.sorted() ?? []
  }
}

/// Runs Python on a script with arguments; nil when this machine has no Python with the module.
private func python(_ module: String, _ script: String, _ arguments: [String]) throws -> String? {
  for interpreter in [ProcessInfo.processInfo.environment["EARSIGHT_PYTHON"], "python3"] {
    guard let interpreter else { continue }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [interpreter, "-c", "import \(module)\n\(script)"] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    if process.terminationStatus == 0 { return text }
  }
  return nil
}

@Suite("Array files")
struct ArrayFiles {
  @Test("an npy file returns the shape and values it was given, for every number type")
  func roundTrip() throws {
    let folder = try Folder()
    func check<S: NPYScalar & Equatable>(_ shape: [Int], _ values: [S]) throws {
      let url = folder.file("a.npy")
      try NPYArray(shape: shape, values: values).write(to: url)
      let array = try NPYArray<S>(contentsOf: url)
      #expect(array.shape == shape)
      #expect(array.values == values)
      let mapped = try MappedNPYArray<S>(contentsOf: url)
      #expect(mapped.values.elementsEqual(values))
      // What was given back is read again.
      mapped.letGo()
      #expect(mapped.values.elementsEqual(values))
    }
    try check([2, 3], [1, 2, 3, 4, 5, 6.5] as [Float])
    try check([3], [1, -2, 1e300] as [Double])
    try check([], [7] as [Int32])
    try check([0, 4], [] as [Int64])
    #expect(folder.names == ["a.npy"])
  }

  @Test("an npy header is numpy's, and its data starts at a multiple of 64")
  func header() throws {
    let folder = try Folder()
    try NPYArray(shape: [2], values: [1, 2] as [Float]).write(to: folder.file("a.npy"))
    let bytes = try Data(contentsOf: folder.file("a.npy"))
    #expect(bytes.count == 64 + 64 + 8)
    #expect(bytes.prefix(8) == Data([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0]))
    let text = String(decoding: bytes[10..<128], as: UTF8.self)
    #expect(text.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"))
    #expect(text.hasSuffix(" \n"))
  }

  @Test(
    "a damaged npy file is refused with its name and what was found",
    arguments: [0, 5, 9, 40, 127, 130, 135])
  func truncated(length: Int) throws {
    let folder = try Folder()
    let url = folder.file("bad\u{1B}[2J.npy")
    try NPYArray(shape: [2], values: [1, 2] as [Float]).write(to: folder.file("a.npy"))
    try Data(contentsOf: folder.file("a.npy")).prefix(length).write(to: url)
    let error = #expect(throws: ArrayFileError.self) { try NPYArray<Float>(contentsOf: url) }
    #expect(error?.description.contains("bad?[2J.npy") == true)
  }

  @Test("a huge shape in an npy header is refused, not allocated")
  func huge() throws {
    let folder = try Folder()
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9), }\n"
    let bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0]
    try Data(bytes + Array(text.utf8)).write(to: folder.file("a.npy"))
    #expect(throws: ArrayFileError.self) { try NPYArray<Float>(contentsOf: folder.file("a.npy")) }
  }

  @Test("an array of another number type is refused with the way to convert it")
  func otherType() throws {
    let folder = try Folder()
    let url = folder.file("a.npy")
    try NPYArray(shape: [1], values: [1] as [Double]).write(to: url)
    let error = #expect(throws: ArrayFileError.self) { try NPYArray<Float>(contentsOf: url) }
    #expect(error?.remedy.contains("astype") == true)
  }

  @Test("an npz archive returns its arrays by name")
  func archive() throws {
    let folder = try Folder()
    var archive = NPZArchive()
    archive.add(NPYArray(shape: [1, 2], values: [1, 2] as [Float]), name: "embedding")
    archive.add(NPYArray(shape: [2], values: [0, 0.1] as [Double]), name: "timestamps")
    let url = folder.file("a.npz")
    try archive.write(to: url)
    try archive.write(to: url)
    let back = try NPZArchive.read(Float.self, name: "embedding", from: url)
    #expect(back.shape == [1, 2] && back.values == [1, 2])
    #expect(try NPZArchive.read(Double.self, name: "timestamps", from: url).values == [0, 0.1])
    #expect(throws: ArrayFileError.self) {
      try NPZArchive.read(Float.self, name: "missing", from: url)
    }
    #expect(folder.names == ["a.npz"])
    let sum = try python(
      "numpy", "import sys; a = numpy.load(sys.argv[1]); print(a['embedding'].sum())", [url.path])
    if let sum { #expect(sum == "3.0\n") }
  }

  @Test("a write that fails leaves the old file and no other")
  func failedWrite() throws {
    struct Stop: Error {}
    let folder = try Folder()
    let url = folder.file("a.npy")
    try NPYArray(shape: [1], values: [1] as [Float]).write(to: url)
    #expect(throws: Stop.self) {
      try writeAtomically(to: url) { temporary in
        try Data([1]).write(to: temporary)
        throw Stop()
      }
    }
    #expect(try NPYArray<Float>(contentsOf: url).values == [1])
    #expect(folder.names == ["a.npy"])
  }

  @Test("a write into a missing folder says so")
  func missingFolder() throws {
    let folder = try Folder()
    let url = folder.file("none/a.npy")
    let error = #expect(throws: ArrayFileError.self) {
      try NPYArray(shape: [1], values: [1] as [Float]).write(to: url)
    }
    #expect(error?.description.contains("no such folder") == true)
    #expect(error?.description.hasSuffix("; make it first, or choose another") == true)
  }
}

@Suite("Safetensors files")
struct SafeTensorsFiles {
  private func write(to url: URL) throws {
    let weights: [Float] = [1, 2, 3, 4, 5, 6]
    let steps: [Int64] = [42]
    try weights.withUnsafeBufferPointer { weights in
      try steps.withUnsafeBytes { steps in
        try SafeTensorsFile.write(
          [
            SafeTensor(name: "fc1.weight", shape: [2, 3], floats: weights),
            SafeTensor(name: "optimizer.step", type: .int64, shape: [1], bytes: steps),
          ], metadata: ["width": "8", "note": "a \"quoted\"\nline"], to: url)
      }
    }
  }

  @Test("a file returns its tensors and metadata, here and in Python")
  func roundTrip() throws {
    let folder = try Folder()
    let url = folder.file("w.safetensors")
    try write(to: url)
    let file = try SafeTensorsFile(contentsOf: url)
    #expect(file.metadata == ["width": "8", "note": "a \"quoted\"\nline"])
    #expect(try file.floats("fc1.weight") == [1, 2, 3, 4, 5, 6])
    #expect(file.tensors["fc1.weight"]?.shape == [2, 3])
    #expect(try file.bytes(of: "optimizer.step").loadUnaligned(as: Int64.self) == 42)
    let script = """
      import sys
      with safetensors.safe_open(sys.argv[1], framework='np') as f:
        print(f.get_tensor('fc1.weight').tolist(), f.get_tensor('optimizer.step').tolist(),
              f.metadata()['width'])
      """
    if let text = try python("safetensors, numpy", script, [url.path]) {
      #expect(text == "[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]] [42] 8\n")
    }
  }

  @Test("a tensor of another shape is refused with both shapes")
  func otherShape() throws {
    let folder = try Folder()
    let url = folder.file("w.safetensors")
    try write(to: url)
    let file = try SafeTensorsFile(contentsOf: url)
    var values = [Float](repeating: 0, count: 6)
    let error = #expect(throws: ArrayFileError.self) {
      try values.withUnsafeMutableBufferPointer {
        try file.copy("fc1.weight", shape: [3, 2], into: $0)
      }
    }
    #expect(error?.description.contains("[2, 3]") == true)
    #expect(error?.description.contains("[3, 2]") == true)
  }

  @Test("a file cut short anywhere is refused", arguments: [0, 7, 8, 20, 100, 200, -1])
  func truncated(length: Int) throws {
    let folder = try Folder()
    let url = folder.file("w.safetensors")
    try write(to: url)
    let whole = try Data(contentsOf: url)
    try whole.prefix(length < 0 ? whole.count - 1 : length).write(to: url)
    #expect(throws: ArrayFileError.self) { try SafeTensorsFile(contentsOf: url) }
  }

  @Test("damage to any byte of the data is seen; a file without a digest passes")
  func damaged() throws {
    let folder = try Folder()
    let url = folder.file("w.safetensors")
    try write(to: url)
    try SafeTensorsFile(contentsOf: url).checkDigest()
    let whole = try Data(contentsOf: url)
    for place in [whole.count - 1, whole.count - 9, whole.count - 32] {
      var copy = whole
      copy[place] ^= 1
      try copy.write(to: url)
      let file = try SafeTensorsFile(contentsOf: url)
      let error = #expect(throws: ArrayFileError.self) { try file.checkDigest() }
      #expect(error?.description.contains("digest") == true)
    }
    let key = try #require(whole.range(of: Data("earsight.digest".utf8)))
    var without = whole
    without.replaceSubrange(key, with: Data("somebody's.word".utf8))
    without[whole.count - 1] ^= 1
    try without.write(to: url)
    try SafeTensorsFile(contentsOf: url).checkDigest()
  }

  @Test("a header with offsets outside the file, or a shape that overflows, is refused")
  func hostileHeader() throws {
    let folder = try Folder()
    for entry in [
      "{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}",
      "{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}",
      "{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,0]}",
      "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}",
    ] {
      let header = Array("{\"a\":\(entry)}".utf8)
      let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
      let url = folder.file("w.safetensors")
      try Data(length + header + [0, 0, 0, 0]).write(to: url)
      #expect(throws: ArrayFileError.self) { try SafeTensorsFile(contentsOf: url) }
    }
  }
}
