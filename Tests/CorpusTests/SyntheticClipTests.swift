import Corpus
import Testing

@Suite("synthetic clips")
struct SyntheticClipTests {
  private func clip(_ index: Int, seconds: Double = 2, seed: UInt64 = 1) -> SyntheticClip {
    SyntheticCorpus(clips: index + 1, seconds: seconds, seed: seed).clip(index)
  }

  private func pixels(_ clip: SyntheticClip, at time: Double) -> [UInt8] {
    var canvas = SyntheticClip.canvas()
    clip.draw(at: time, on: &canvas)
    return canvas.pixels
  }

  /// The mean absolute difference of two pictures, in levels of 255.
  private func change(_ a: [UInt8], _ b: [UInt8]) -> Double {
    Double(zip(a, b).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }) / Double(a.count)
  }

  private func energy(_ sound: [Float], from: Double, to: Double) -> Double {
    let (first, end) = (max(0, Int(from * 48_000)), min(sound.count, Int(to * 48_000)))
    return sound[first..<max(first, end)].reduce(1e-9) { $0 + Double($1 * $1) }
  }

  @Test("the same seed gives the same events, frames and sound")
  func repeats() {
    for index in [0, 5, 11, 40] {
      let (a, b) = (clip(index), clip(index))
      #expect(a.events == b.events)
      #expect(pixels(a, at: 1) == pixels(b, at: 1))
      #expect(a.sound() == b.sound())
    }
  }

  @Test("a frame does not depend on the frames painted before it")
  func pure() {
    let clip = clip(2)
    var canvas = SyntheticClip.canvas()
    clip.draw(at: 0.4, on: &canvas)
    clip.draw(at: 1.5, on: &canvas)
    #expect(canvas.pixels == pixels(clip, at: 1.5))
  }

  @Test("clips of one class differ from each other, and from those of another seed")
  func varies() {
    let (a, b, c) = (clip(2), clip(14), clip(2, seed: 2))
    #expect(a.className == b.className)
    #expect(change(pixels(a, at: 1), pixels(b, at: 1)) > 10)
    #expect(change(pixels(a, at: 1), pixels(c, at: 1)) > 10)
    #expect(a.sound() != b.sound())
  }

  @Test("every class is heard without clipping in every second, and seen against its ground")
  func everyClass() {
    for index in 0..<SyntheticCorpus.classNames.count {
      let clip = clip(index, seconds: 3)
      #expect(clip.className == SyntheticCorpus.classNames[index])
      let sound = clip.sound()
      #expect(sound.count == 3 * 48_000)
      let peak = sound.reduce(0) { max($0, abs($1)) }
      #expect(peak > 0.1 && peak < 0.95, "\(clip.className): peak \(peak)")
      for second in 0..<3 {
        let level = energy(sound, from: Double(second), to: Double(second) + 1) / 48_000
        #expect(level > 1e-6, "\(clip.className): second \(second) has energy \(level)")
      }
      let moved = change(pixels(clip, at: 0.5), pixels(clip, at: 0.7))
      #expect(moved > 0.05, "\(clip.className): changes by \(moved) levels in 0.2 s")
    }
  }

  @Test("a hit is heard within 30 ms of its event", arguments: [0, 1, 2, 8])
  func heardInTime(kind: Int) {
    let clip = clip(kind + 24, seconds: 6)
    let sound = clip.sound()
    var louder = 0
    let hits = clip.events.filter { $0.time > 0.1 && $0.time < 5.9 }
    for hit in hits {
      let time = Double(hit.time)
      let after = energy(sound, from: time, to: time + 0.03)
      let before = energy(sound, from: time - 0.04, to: time - 0.01)
      if after > before { louder += 1 }
    }
    #expect(hits.count >= 8)
    #expect(Double(louder) >= 0.8 * Double(hits.count), "\(louder) of \(hits.count)")
  }

  @Test("the picture changes more across a hit than between hits", arguments: [2, 8])
  func seenInTime(kind: Int) {
    var (across, between) = (0.0, 0.0)
    for round in 0..<4 {
      let clip = clip(kind + 12 * round, seconds: 4)
      for (hit, next) in zip(clip.events, clip.events.dropFirst()) {
        let (time, middle) = (Double(hit.time), Double(hit.time + next.time) / 2)
        across += change(pixels(clip, at: time - 0.005), pixels(clip, at: time + 0.06))
        between += change(pixels(clip, at: middle - 0.0325), pixels(clip, at: middle + 0.0325))
      }
    }
    #expect(across > 1.3 * between, "\(across) across hits, \(between) between them")
  }

  @Test("brightness and colour say nothing of the class")
  func coloursAreUnrelated() {
    var means = [Double](repeating: 0, count: 12)
    let rounds = 24
    for round in 0..<rounds {
      for kind in 0..<12 {
        let picture = pixels(clip(kind + 12 * round, seconds: 1), at: 0.5)
        let sum = picture.reduce(0) { $0 + Int($1) }
        means[kind] += Double(sum) / Double(picture.count * rounds)
      }
    }
    // A frame's mean has a deviation of about 30 levels, so the mean of 24 has one of about 6.
    let middle = means.reduce(0, +) / 12
    for kind in 0..<12 {
      #expect(
        abs(means[kind] - middle) < 20,
        "\(SyntheticCorpus.classNames[kind]): \(means[kind]), all \(middle)")
    }
  }
}
