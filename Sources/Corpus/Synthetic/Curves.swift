import Foundation

/// sin(2 pi turns).
@inline(__always)
func sine(_ turns: Float) -> Float { sin(2 * Float.pi * turns) }

/// cos(2 pi turns).
@inline(__always)
func cosine(_ turns: Float) -> Float { cos(2 * Float.pi * turns) }

/// 2 to the power x.
@inline(__always)
func pow2(_ x: Float) -> Float { exp2(x) }

/// `x` held inside [low, high].
@inline(__always)
func clamp(_ x: Float, _ low: Float, _ high: Float) -> Float { min(max(x, low), high) }

/// 0 before `low`, 1 after `high`, a smooth step (3x^2 - 2x^3) between.
@inline(__always)
func smoothstep(_ low: Float, _ high: Float, _ x: Float) -> Float {
  let t = clamp((x - low) / (high - low), 0, 1)
  return t * t * (3 - 2 * t)
}

/// `a` at 0, `b` at 1, a straight line through both.
@inline(__always)
func mix(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }
