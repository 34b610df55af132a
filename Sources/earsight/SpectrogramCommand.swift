import ArgumentParser
import Arrays
import Foundation
import Media
import Scales
import Signal
import Training

struct SpectrogramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spectrogram",
    abstract: "The 257x199 log-spectrogram of a second of a file's sound.",
    discussion: """
      Rows are frequency (0 to 24 kHz), columns time (5 ms); values ln(max(|X|, 1e-12)) / 5. A \
      file with less than a second after --start is padded with zeros, and it says so.

      Example:
        earsight spectrogram clip.mp4 --start 2.5 --output clip.png
      """)

  @Argument(help: "A file with sound.")
  var file: String
  @Option(help: "Start in seconds.")
  var start = 0.0
  @Option(help: "Where to write it: .npy (float32 [257,199]) or .png.")
  var output: String?
  @OptionGroup var printer: OutputOptions

  func validate() throws {
    if !(0...1e7).contains(start) { throw ValidationError("--start \(start): expected 0 or more") }
    if let output, !output.hasSuffix(".npy"), !output.hasSuffix(".png") {
      throw ValidationError("--output \(output): expected a name in .npy or .png")
    }
  }

  func run() throws {
    let sound = try SoundWindows(path: file)
    let samples = try sound.window(from: start, count: LogSpectrogram.sampleCount)
    if samples.padded == LogSpectrogram.sampleCount {
      throw Failure(
        "\(file): no sound at \(start) s; it has \(fixed(sound.duration, 2)) s, give an earlier --start"
      )
    }
    if samples.padded > 0 {
      printer.note(
        "earsight: \(file): \(samples.padded) of \(LogSpectrogram.sampleCount) samples lie outside "
          + "the sound and are zero")
    }
    let values = LogSpectrogram().compute(samples.values)
    let low = values.min() ?? 0
    let high = values.max() ?? 0
    if let output {
      let url = URL(fileURLWithPath: output)
      if output.hasSuffix(".npy") {
        try NPYArray(shape: [LogSpectrogram.frequencies, LogSpectrogram.times], values: values)
          .write(to: url)
      } else {
        try writePNG(path: output, picture: Self.picture(values))
      }
    }
    try printer.print(
      [
        "shape": [LogSpectrogram.frequencies, LogSpectrogram.times], "minimum": Double(low),
        "maximum": Double(high), "front_end": LogSpectrogram.frontEnd,
        "padded_samples": samples.padded, "output": output ?? "",
      ],
      text: "257 x 199, values \(fixed(Double(low), 3)) to \(fixed(Double(high), 3))"
        + (output.map { ", written to \($0)" } ?? "; --output writes .npy or .png"))
  }

  /// Low frequencies at the bottom, 80 dB below the loudest value black, magma's colours.
  static func picture(_ values: [Float]) -> Picture {
    let (bins, frames) = (LogSpectrogram.frequencies, LogSpectrogram.times)
    let high = values.max() ?? 0
    // 80 dB of amplitude in the spectrogram's own unit, ln|X| / 5.
    let range: Float = 80 / 20 * 2.302585 / 5
    var pixels = [UInt8]()
    pixels.reserveCapacity(bins * frames * 3)
    for y in 0..<bins {
      for x in 0..<frames {
        let v = values[(bins - 1 - y) * frames + x]
        let color = Palette.magma.color(Double(1 - (high - v) / range))
        pixels += [color.red, color.green, color.blue]
      }
    }
    return Picture(width: frames, height: bins, pixels: pixels)
  }
}
