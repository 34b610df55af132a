/// Replaces every positive, normal value x by factor * ln x, to about 1e-7 of ln x or of 1.
///
/// x = m 2^e with m in [sqrt(1/2), sqrt 2): ln x = e ln 2 + ln m, the latter by the polynomial of
/// Cephes' `logf` (S. L. Moshier) in m - 1. No branches, so the loop is vectorised.
func scaledLogarithms(of values: UnsafeMutableBufferPointer<Float>, factor: Float) {
  for index in 0..<values.count {
    // The bits of sqrt(1/2): subtracting them lets the exponent change where m would pass sqrt 2.
    let bits = Int32(bitPattern: values[index].bitPattern) &- 0x3f35_04f3
    let exponent = Float(bits >> 23)
    let mantissa = Float(
      bitPattern: UInt32(bitPattern: (bits & 0x007f_ffff) &+ 0x3f35_04f3))
    let x = mantissa - 1
    let square = x * x
    var sum: Float = 7.037_683_629_2e-2
    sum = sum * x - 1.151_461_031_0e-1
    sum = sum * x + 1.167_699_874_0e-1
    sum = sum * x - 1.242_014_084_6e-1
    sum = sum * x + 1.424_932_278_7e-1
    sum = sum * x - 1.666_805_766_5e-1
    sum = sum * x + 2.000_071_476_5e-1
    sum = sum * x - 2.499_999_399_3e-1
    sum = sum * x + 3.333_333_117_4e-1
    sum = sum * x * square
    // ln 2 in two parts, so that large exponents lose nothing.
    sum += exponent * -2.121_944_40e-4
    sum -= 0.5 * square
    values[index] = factor * (x + sum + exponent * 0.693_359_375)
  }
}
