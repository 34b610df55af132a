/// One clip of the synthetic corpus before it is encoded: everything that is seen and heard, as drawn
/// from the clip's own seed.
///
/// Describe first, render later: frames and samples are pure functions of this value, so sight and
/// sound agree in time and the same seed gives the same clip.
package struct SyntheticClip: Sendable {
  /// Pixels.
  package static let width = 320
  package static let height = 240
  /// Samples a second.
  package static let sampleRate = Int(SceneSound.rate)

  /// The class's name.
  package let className: String
  /// Seconds.
  package let seconds: Double
  /// Frames a second.
  package let frameRate: Int
  /// The moments that are both seen and heard, within the clip, in order of time.
  package let events: [SceneEvent]

  private let scene: any Scene
  private let backdrop: Backdrop
  private let room: Room
  private let noiseSeed: UInt64

  /// Draws clip `index` (from 0) of the corpus of this seed; its class is `index` modulo `classes`.
  package init(index: Int, classes: Int, seconds: Double, seed: UInt64) {
    precondition((1...SyntheticClass.all.count).contains(classes), "synthetic: \(classes) classes")
    var random = SceneRandom(seed: seed, stream: UInt64(index))
    let kind = SyntheticClass.all[index % classes]
    className = kind.name
    self.seconds = seconds
    frameRate = random.pick([12, 15, 15, 15, 20])
    var look = random.fork()
    let palette = Palette(&look)
    backdrop = Backdrop(width: Self.width, height: Self.height, palette: palette, &look)
    var hearing = random.fork()
    room = Room(seconds: Float(seconds), &hearing)
    noiseSeed = random.next()
    let setting = Setting(
      width: Float(Self.width), height: Float(Self.height), seconds: Float(seconds),
      palette: palette)
    scene = kind.scene(&random, setting)
    events = scene.events.filter { $0.time >= 0 && $0.time < Float(seconds) }
  }

  /// How many frames the clip has.
  package var frameCount: Int { Int((seconds * Double(frameRate)).rounded()) }

  /// A canvas of the clip's size, to be used for one frame after another.
  package static func canvas() -> Canvas { Canvas(width: width, height: height) }

  /// Paints the frame that is shown at a time, in seconds.
  package func draw(at time: Double, on canvas: inout Canvas) {
    backdrop.draw(Float(time), on: &canvas)
    scene.draw(Float(time), on: &canvas)
  }

  /// The whole sound: mono at 48 kHz, in [-1, 1].
  package func sound() -> [Float] {
    var track = SceneSound(seconds: Float(seconds), noiseSeed: noiseSeed)
    scene.sound(on: &track)
    room.record(&track)
    return track.samples
  }
}
