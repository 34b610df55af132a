/// Something that happens at one moment, in sight and in sound: a hit, a chirp, a syllable.
package struct SceneEvent: Sendable, Equatable {
  /// Seconds from the clip's start; may be negative for what began before.
  package var time: Float
  /// Loudness and size of the movement, (0, 1].
  package var strength: Float
  /// A draw in [0, 1) that a scene turns into pitch, place or kind.
  package var variety: Float
}

/// What is seen and heard in a clip: parameters and events, drawn once, from which every frame and
/// every sample follow.
protocol Scene: Sendable {
  /// The moments that are both seen and heard, in order of time; empty for what sounds without end.
  var events: [SceneEvent] { get }
  /// Paints the scene at a time, in seconds, over what the canvas holds.
  func draw(_ time: Float, on canvas: inout Canvas)
  /// Adds the scene's sound from time 0 to the track's end.
  func sound(on track: inout SceneSound)
}

/// A class of the corpus: a name, and how one of its scenes is drawn from random numbers.
///
/// A new class is a new `Scene` and one line in `all`.
struct SyntheticClass: Sendable {
  /// Lower case; begins the names of its files.
  let name: String
  /// Draws a scene's description.
  let scene: @Sendable (inout SceneRandom, Setting) -> any Scene

  /// Every class, in the order of the corpus.
  static let all: [SyntheticClass] = [
    SyntheticClass(name: "guitar") { GuitarScene(&$0, $1) },
    SyntheticClass(name: "bell") { BellScene(&$0, $1) },
    SyntheticClass(name: "drum") { DrumScene(&$0, $1) },
    SyntheticClass(name: "siren") { SirenScene(&$0, $1) },
    SyntheticClass(name: "engine") { EngineScene(&$0, $1) },
    SyntheticClass(name: "bird") { BirdScene(&$0, $1) },
    SyntheticClass(name: "voice") { VoiceScene(&$0, $1) },
    SyntheticClass(name: "rain") { RainScene(&$0, $1) },
    SyntheticClass(name: "clock") { ClockScene(&$0, $1) },
    SyntheticClass(name: "bubbles") { BubbleScene(&$0, $1) },
    SyntheticClass(name: "accordion") { AccordionScene(&$0, $1) },
    SyntheticClass(name: "fire") { FireScene(&$0, $1) },
  ]
}

/// What every scene is given: the size of the stage and what the clip has drawn for all classes alike.
struct Setting: Sendable {
  /// Pixels.
  let width: Float
  let height: Float
  /// Length of the clip in seconds.
  let seconds: Float
  let palette: Palette

  /// A place for a large object: its half height is `size` of the frame's height.
  func place(_ random: inout SceneRandom, size: ClosedRange<Float>, tilt: Float = 0.035)
    -> Placement
  {
    Placement(
      centre: Point(
        width * random.uniform(0.38, 0.62), height * random.uniform(0.44, 0.56)),
      scale: height * random.uniform(size.lowerBound, size.upperBound),
      tilt: random.uniform(-tilt, tilt), mirrored: random.chance(0.5))
  }
}

/// Events in time, and the questions that drawing asks of them.
struct Rhythm: Sendable {
  /// In order of time, one before the start and one after the end at least.
  let events: [SceneEvent]

  /// Draws events: `rate` a second, each interval off by up to `looseness` of itself, now and then a
  /// rest of two intervals (at most 0.6 s longer than usual).
  init(rate: Float, looseness: Float, rests: Float, seconds: Float, _ random: inout SceneRandom) {
    var list: [SceneEvent] = []
    let beat = 1 / rate
    var time = -3 - random.uniform(0, beat)
    while time < seconds + 1 {
      list.append(
        SceneEvent(
          time: time, strength: random.uniform(0.55, 1), variety: random.uniform(0, 1)))
      time += beat * (1 + looseness * random.uniform(-1, 1))
      if random.chance(rests) { time += min(beat, 0.6) }
    }
    events = list
  }

  /// The last event at or before the time, and its place in the list.
  func latest(_ time: Float) -> (index: Int, event: SceneEvent) {
    var (low, high) = (0, events.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if events[middle].time <= time { low = middle } else { high = middle }
    }
    return (low, events[low])
  }

  /// A clock that reads k at event k and runs evenly between two events.
  func beats(_ time: Float) -> Float {
    let (index, event) = latest(time)
    guard index + 1 < events.count else { return Float(index) }
    let share = (time - event.time) / max(events[index + 1].time - event.time, 1e-4)
    return Float(index) + clamp(share, 0, 1)
  }

  /// Strength of the last event, fading by e every `fade` seconds.
  func glow(_ time: Float, fade: Float) -> Float {
    let event = latest(time).event
    return event.strength * decay(time - event.time, fade)
  }
}

/// exp(-time / fade), 0 before time 0.
func decay(_ time: Float, _ fade: Float) -> Float {
  time < 0 ? 0 : pow2(-1.442695 * time / fade)
}
