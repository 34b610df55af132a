import COneDNN

/// The oneDNN that is linked, and what it makes of the processor.
public enum OneDNNLibrary {
  /// Its version, `oneDNN 2.6.3` for example; for manifests and `doctor`.
  public static var version: String {
    let number = Int(co_version())
    return "oneDNN \(number / 10_000).\(number / 100 % 100).\(number % 100)"
  }

  /// The widest instructions it uses.
  public static var instructionSet: InstructionSet { InstructionSet(bits: co_instruction_bits()) }

  /// The processor's name and those instructions, `AMD EPYC (AVX2)` for example.
  public static var processor: String {
    let bytes = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 48) { name in
      co_processor_name(name.baseAddress)
      return name.map { UInt8(bitPattern: $0) }
    }
    let name = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      .split(separator: " ").joined(separator: " ")
    return "\(name.isEmpty ? "this processor" : name) (\(instructionSet.rawValue))"
  }

  /// What a status code of the library means.
  static func text(_ status: Int32) -> String { String(cString: co_status_text(status)) }
}

/// The library's engine and each worker's stream.
///
/// It is safe to send: after `init` nothing in it changes, and each stream is used by one worker.
final class OneDNNStreams: @unchecked Sendable {
  let handle: OpaquePointer

  init(workers: Int, precision: ConvolutionPrecision) throws(ConvolutionEngineError) {
    var status: Int32 = 0
    guard let handle = co_library_create(Int32(workers), &status) else {
      throw .unsupported(
        precision, library: OneDNNLibrary.version, processor: OneDNNLibrary.processor,
        reason: OneDNNLibrary.text(status))
    }
    self.handle = handle
  }

  deinit { co_library_destroy(handle) }
}

/// The primitives of one convolution of a fixed number of images.
///
/// It is safe to send: different workers use different descriptions of memory within it.
final class OneDNNPrimitives: @unchecked Sendable {
  let images: Int
  let handle: OpaquePointer
  /// Bytes of scratch memory that a worker needs, and of the weights as the library reads them.
  let scratchBytes: Int
  let packedBytes: Int
  private let streams: OneDNNStreams

  init(
    _ shape: ConvolutionShape, images: Int, training: Bool, precision: ConvolutionPrecision,
    streams: OneDNNStreams
  ) throws(ConvolutionEngineError) {
    var status: Int32 = 0
    guard
      let handle = co_convolution_create(
        streams.handle, images, shape.inputs, shape.outputs, shape.height, shape.width,
        training ? 1 : 0, precision == .bf16 ? 1 : 0, &status)
    else {
      throw .unsupported(
        precision, library: OneDNNLibrary.version, processor: OneDNNLibrary.processor,
        reason: OneDNNLibrary.text(status))
    }
    self.images = images
    self.handle = handle
    self.streams = streams
    scratchBytes = co_scratch_bytes(handle)
    packedBytes = co_packed_bytes(handle)
  }

  deinit { co_convolution_destroy(handle) }
}
