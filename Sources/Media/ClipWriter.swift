import CFFmpeg
import Glibc
import Printable

/// Encodes pictures and sound into a video file, on the calling thread.
///
/// Pictures and sound may be appended in any order; appending them about in step keeps memory
/// small. The file appears under its name only when `finish()` has succeeded. Not for use by two
/// threads at a time.
public final class ClipWriter {
  /// The file to be.
  public let path: String
  private let partialPath: String
  private var context: UnsafeMutablePointer<AVFormatContext>?
  private var video: PictureEncoder?
  private var audio: SoundEncoder?
  private var isFinished = false

  /// Starts an mp4 file: H.264 by libx264 where FFmpeg has it, else MPEG-4 part 2; sound in AAC.
  ///
  /// - Parameters:
  ///   - path: the file to be; its folder exists.
  ///   - width: pixels across, even.
  ///   - height: pixels down, even.
  ///   - frameRate: frames a second.
  ///   - sampleRate: samples a second that AAC knows, e.g. 48000 or 44100.
  ///   - channels: 1, or 2 (left and right interleaved).
  ///   - keyframeInterval: frames from one key frame to the next; short ones make seeking cheap.
  ///   - quality: libx264's constant rate factor, 0 (lossless) to 51 (worst).
  public convenience init(
    path: String, width: Int, height: Int, frameRate: Int, sampleRate: Int, channels: Int = 1,
    keyframeInterval: Int = 12, quality: Int = 23
  ) throws {
    var encoding = Encoding()
    encoding.width = width
    encoding.height = height
    encoding.frameRate = frameRate
    encoding.sampleRate = sampleRate
    encoding.channels = channels
    encoding.keyframeInterval = keyframeInterval
    encoding.quality = quality
    try self.init(path: path, encoding: encoding)
  }

  /// Starts a file of any container and codecs that this FFmpeg writes.
  package init(path: String, encoding: Encoding) throws {
    _ = Library.isSilent
    self.path = path
    partialPath = "\(path).partial-\(getpid())"
    do {
      let url = "file:" + partialPath
      var result = avformat_alloc_output_context2(&context, nil, encoding.container, url)
      guard result >= 0, let context else {
        throw failure("no container \(encoding.container)", result)
      }
      if encoding.width > 0 {
        video = try PictureEncoder(context: context, encoding: encoding, path: path)
      }
      if encoding.sampleRate > 0 {
        audio = try SoundEncoder(context: context, encoding: encoding, path: path)
      }
      result = avio_open(&context.pointee.pb, url, AVIO_FLAG_WRITE)
      guard result >= 0 else { throw failure("is the folder there and writable?", result) }
      result = avformat_write_header(context, nil)
      guard result >= 0 else { throw failure("the header was refused", result) }
    } catch {
      discard()
      throw error
    }
  }

  deinit {
    discard()
  }

  /// Appends the next picture, one frame after the last.
  public func append(picture: Picture) throws {
    try picture.pixels.withUnsafeBufferPointer {
      try append(pixels: $0, width: picture.width, height: picture.height, at: nil)
    }
  }

  /// Appends the next picture, one frame after the last.
  ///
  /// - Parameter pixels: RGB24 of the clip's width and height, rows without padding.
  public func append(pixels: UnsafeBufferPointer<UInt8>) throws {
    guard let video else { preconditionFailure("clip writer: no pictures in this encoding") }
    try append(pixels: pixels, width: video.width, height: video.height, at: nil)
  }

  /// Appends a picture shown from the given time on, for variable frame rates.
  package func append(picture: Picture, at seconds: Double) throws {
    try picture.pixels.withUnsafeBufferPointer {
      try append(pixels: $0, width: picture.width, height: picture.height, at: seconds)
    }
  }

  /// Appends a picture, RGB24 without padding, shown from the given time on; nil: a frame after the
  /// last.
  package func append(
    pixels: UnsafeBufferPointer<UInt8>, width: Int, height: Int, at seconds: Double?
  ) throws {
    guard let video, let context else {
      preconditionFailure("clip writer: no pictures in this encoding, or already finished")
    }
    precondition(
      width == video.width && height == video.height && pixels.count == 3 * width * height,
      "clip writer: the clip is \(video.width)x\(video.height), the picture \(width)x\(height)")
    try check(video.encode(pixels, at: seconds, into: context))
  }

  /// Appends sound after what was appended before.
  ///
  /// - Parameter sound: samples in [-1, 1]; channels interleaved.
  public func append(sound: [Float]) throws {
    try sound.withUnsafeBufferPointer { try append(sound: $0) }
  }

  /// Appends sound after what was appended before.
  ///
  /// - Parameter sound: samples in [-1, 1]; channels interleaved.
  public func append(sound: UnsafeBufferPointer<Float>) throws {
    guard let audio, let context else {
      preconditionFailure("clip writer: no sound in this encoding, or already finished")
    }
    try check(audio.encode(sound, into: context))
  }

  /// Writes what is still held back, closes the file and gives it its name.
  public func finish() throws {
    precondition(!isFinished, "clip writer: finished twice")
    guard let context else { return }
    if let video { try check(video.flush(into: context)) }
    if let audio { try check(audio.flush(into: context)) }
    try check(av_write_trailer(context))
    try check(avio_closep(&context.pointee.pb))
    guard rename(partialPath, path) == 0 else {
      throw MediaError.cannotWrite(path: path, reason: WriteRefusal(errno).description)
    }
    isFinished = true
    discard()
  }

  /// Frees everything, and removes the partial file unless it was finished.
  private func discard() {
    video = nil
    audio = nil
    if let context {
      avio_closep(&context.pointee.pb)
      if !isFinished { unlink(partialPath) }
    }
    avformat_free_context(context)
    context = nil
  }

  private func check(_ result: Int32) throws {
    if result < 0 { throw failure("encoding failed", result) }
  }

  private func failure(_ what: String, _ result: Int32) -> MediaError {
    // FFmpeg passes the system's errors on as their negatives.
    let refusals = [ENOENT, ENOSPC, EDQUOT, EACCES, EPERM, EROFS, ENOTDIR, EISDIR]
    let reason =
      refusals.contains(-result)
      ? WriteRefusal(-result).description : "\(what): \(Library.message(result))"
    return .cannotWrite(path: path, reason: reason)
  }
}

/// What to write a clip as; the default is what the public initialiser writes.
package struct Encoding {
  /// FFmpeg's name of the container.
  package var container = "mp4"
  /// FFmpeg's names of video encoders; the first that this FFmpeg has is used.
  package var videoCodecs = ["libx264", "mpeg4"]
  /// FFmpeg's name of the audio encoder.
  package var audioCodec = "aac"
  /// Pixels across; 0 for no pictures.
  package var width = 0
  /// Pixels down.
  package var height = 0
  /// Frames a second.
  package var frameRate = 25
  /// Ticks a second of picture times; 0: the frame rate.
  package var ticksPerSecond = 0
  /// Samples a second; 0 for no sound.
  package var sampleRate = 0
  /// Channels of the sound.
  package var channels = 1
  /// Bits a second for each channel of the sound.
  package var soundBitRate = 64_000
  /// FFmpeg's `aac_coder`: `twoloop`, or `fast`, which takes two thirds of the time.
  package var soundSearch = "twoloop"
  /// Frames from one key frame to the next.
  package var keyframeInterval = 12
  /// libx264's constant rate factor.
  package var quality = 23
  /// Leaves out what makes H.264 slow to decode (arithmetic coding, the loop filter) for a few more
  /// bytes: libx264's tuning `fastdecode`.
  package var decodesFast = false
  /// JPEG's and MPEG-4's quantiser, 1 (best) to 31.
  package var quantiser = 4
  /// B-frames between two others.
  package var bFrames = 0
  /// Clockwise turn noted in the file, in degrees.
  package var rotation = 0.0
  /// Width of a pixel by its height.
  package var pixelAspect = (1, 1)
  /// Time of the first picture and sound.
  package var startTime = 0.0

  /// The default encoding, of nothing yet.
  package init() {}
}
