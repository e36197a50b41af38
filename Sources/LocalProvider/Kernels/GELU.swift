/// The Gaussian error linear unit in its tanh form
/// (Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016).
enum GELU {
  private static let scale: Float = 0.797_884_56
  private static let cubic: Float = 0.044_715

  /// Writes the unit's value for each float and replaces the float by the unit's slope there.
  ///
  /// The slope is all that the way back needs. With `z = √(2/π) (u + 0.044715 u³)` the unit is
  /// `u s` with `s = (1 + tanh z) / 2 = 1 / (1 + e^(-2z))`. `count` is a multiple of 8.
  static func forward(
    _ input: UnsafeMutablePointer<Float>,
    count: Int,
    output: UnsafeMutablePointer<Float>
  ) {
    let one = Lanes(repeating: 1)
    for i in stride(from: 0, to: count, by: 8) {
      let u = input.lanes(at: i)
      let square = u * u * cubic
      let z = u * (square + 1) * scale
      let s = one / (Exponential.of(z * -2) + 1)
      output.setLanes(at: i, to: u * s)
      let slope = (square * 3 + 1) * (2 * scale)
      input.setLanes(at: i, to: s + u * s * (one - s) * slope)
    }
  }

  /// Multiplies each gradient by the slope that `forward` left; `count` is a multiple of 8.
  static func backward(
    _ gradient: UnsafeMutablePointer<Float>,
    slope: UnsafePointer<Float>,
    count: Int
  ) {
    for i in stride(from: 0, to: count, by: 8) {
      gradient.setLanes(at: i, to: gradient.lanes(at: i) * slope.lanes(at: i))
    }
  }
}
