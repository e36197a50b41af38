/// Normalisation of rows by their root mean square, with a learned gain for each column
/// (Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019).
enum RootMeanSquareNorm {
  /// Keeps the division finite for a row of zeros.
  static let epsilon: Float = 1e-6

  /// Writes `x * inverse * gain` for each row of `x`, and `inverse = 1 / rms(x)` for each row.
  ///
  /// `x` and `output` are `rows` by `width` without gaps; `width` is a multiple of 8.
  static func forward(
    _ x: UnsafePointer<Float>,
    gain: UnsafePointer<Float>,
    rows: Int,
    width: Int,
    output: UnsafeMutablePointer<Float>,
    inverse: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let input = x + row * width
      let result = output + row * width
      var squares = Lanes.zero
      for i in stride(from: 0, to: width, by: 8) {
        let value = input.lanes(at: i)
        squares += value * value
      }
      let scale = 1 / (sum(of: squares) / Float(width) + epsilon).squareRoot()
      inverse[row] = scale
      for i in stride(from: 0, to: width, by: 8) {
        result.setLanes(at: i, to: input.lanes(at: i) * scale * gain.lanes(at: i))
      }
    }
  }

  /// Adds the gradient of `x` to `inputGradient` and that of the gain to `gainGradient`.
  ///
  /// With `y = x r g` and `r = (mean(x²) + ε)^(-1/2)`, `dx = r dy g - x r³ / width * Σ dy g x`.
  static func backward(
    outputGradient: UnsafePointer<Float>,
    _ x: UnsafePointer<Float>,
    inverse: UnsafePointer<Float>,
    gain: UnsafePointer<Float>,
    rows: Int,
    width: Int,
    inputGradient: UnsafeMutablePointer<Float>,
    gainGradient: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let input = x + row * width
      let output = outputGradient + row * width
      let result = inputGradient + row * width
      let scale = inverse[row]
      var products = Lanes.zero
      for i in stride(from: 0, to: width, by: 8) {
        let product = output.lanes(at: i) * input.lanes(at: i)
        gainGradient.addLanes(at: i, product * scale)
        products += product * gain.lanes(at: i)
      }
      let shared = sum(of: products) * scale * scale * scale / Float(width)
      for i in stride(from: 0, to: width, by: 8) {
        let direct = output.lanes(at: i) * gain.lanes(at: i) * scale
        result.addLanes(at: i, direct - input.lanes(at: i) * shared)
      }
    }
  }
}
