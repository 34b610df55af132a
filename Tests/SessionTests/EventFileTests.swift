import Foundation
import Session
import Testing

@Suite("TensorBoard's event files")
struct EventFileTests {
  let folder: TemporaryFolder
  let store: SessionStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.session()
  }

  /// A checksum bit by bit, by the polynomial as it is written: 0x1EDC6F41, bits reversed.
  private func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    func reversed(_ value: UInt32, _ bits: Int) -> UInt32 {
      (0..<bits).reduce(0) { $0 << 1 | value >> $1 & 1 }
    }
    var rest: UInt32 = .max
    for byte in bytes {
      rest ^= reversed(UInt32(byte), 8) << 24
      for _ in 0..<8 { rest = rest & 0x8000_0000 != 0 ? rest << 1 ^ 0x1EDC_6F41 : rest << 1 }
    }
    return reversed(~rest, 32)
  }

  private func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The messages of a file; every checksum is looked at.
  private func messages(_ bytes: [UInt8]) throws -> [ArraySlice<UInt8>] {
    func isRight(_ data: ArraySlice<UInt8>, _ masked: ArraySlice<UInt8>) -> Bool {
      let crc = UInt64(checksum(data))
      let turned = (crc / 32_768 + crc % 32_768 * 131_072) % 4_294_967_296
      return (turned + 0xA282_EAD8) % 4_294_967_296 == number(masked)
    }
    var result: [ArraySlice<UInt8>] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let length = Int(number(rest.prefix(8)))
      try #require(rest.count >= length + 16)
      #expect(isRight(rest.prefix(8), rest.dropFirst(8).prefix(4)))
      let message = rest.dropFirst(12).prefix(length)
      #expect(isRight(message, rest.dropFirst(12 + length).prefix(4)))
      result.append(message)
      rest = rest.dropFirst(16 + length)
    }
    return result
  }

  /// A message's fields: numbers as their bits, texts and messages as bytes.
  private func fields(_ message: ArraySlice<UInt8>) -> [(field: Int, bytes: ArraySlice<UInt8>)] {
    var rest = message
    func varint() -> Int {
      var value = 0
      var shift = 0
      while let byte = rest.popFirst() {
        value += Int(byte & 127) << shift
        shift += 7
        if byte < 128 { break }
      }
      return value
    }
    var result: [(field: Int, bytes: ArraySlice<UInt8>)] = []
    while !rest.isEmpty {
      let key = varint()
      let count: Int
      switch key % 8 {
      case 0:
        let value = varint()
        result.append((key / 8, (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }[...]))
        continue
      case 1: count = 8
      case 5: count = 4
      default: count = varint()
      }
      result.append((key / 8, rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return result
  }

  private func text(_ bytes: ArraySlice<UInt8>?) -> String {
    String(decoding: bytes ?? [], as: UTF8.self)
  }

  @Test("a reader of the format finds every measure at its step and its time")
  func roundTrip() throws {
    let run = try store.createRun(manifest: "{}", targetPairs: 100)
    try store.append(steps: (1...300).map { .sample($0, run: run.id, loss: 1 / Double($0)) })
    for (step, split) in [(300, ClipRecord.Split.validation), (301, .test)] {
      try store.append(
        validation: ValidationRecord(
          run: run.id, step: step, pairs: 16 * step, loss: 0.25, accuracy: 0.875, count: 64,
          split: split))
    }
    var bytes: [UInt8] = []
    try store.exportEvents(run: run.id) { bytes += $0 }
    let events = try messages(bytes).map(fields)
    #expect(events.count == 1 + 300 + 2)
    #expect(text(events[0].first { $0.field == 3 }?.bytes) == "brain.Event:2")
    var measures: [String: [Int: Float]] = [:]
    var times: [Double] = []
    for event in events {
      func bits(_ field: Int) -> UInt64? {
        event.first { $0.field == field }.map { number($0.bytes) }
      }
      times.append(Double(bitPattern: try #require(bits(1))))
      for summary in event where summary.field == 5 {
        for value in fields(summary.bytes) {
          let parts = fields(value.bytes)
          let tag = text(parts.first { $0.field == 1 }?.bytes)
          let number = try #require(parts.first { $0.field == 2 }).bytes
          measures[tag, default: [:]][Int(try #require(bits(2)))] = Float(
            bitPattern: UInt32(self.number(number)))
        }
      }
    }
    #expect(times == times.sorted())
    #expect(abs(times[300] - run.created.timeIntervalSince1970 - 0.25 * 300) < 1e-3)
    #expect(measures["loss/train"]?.count == 300)
    #expect(measures["loss/train"]?[300] == Float(1.0 / 300))
    #expect(measures["accuracy/validation"] == [300: 0.875])
    #expect(measures["loss/test"] == [301: 0.25])
    #expect(measures["learning_rate"]?[7] == 1e-4)
    #expect(measures["gradient_norm"]?.count == 300)
  }

  @Test("the checksum is Castagnoli's")
  func castagnoli() {
    // RFC 3720, appendix B.4: 32 bytes of zeros, of ones, and the ASCII digits of many tables.
    #expect(checksum(Array("123456789".utf8)[...]) == 0xE306_9283)
    #expect(checksum([UInt8](repeating: 0, count: 32)[...]) == 0x8A91_36AA)
  }
}
