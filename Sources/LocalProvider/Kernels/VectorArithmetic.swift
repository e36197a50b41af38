/// Sums and scalings over a row of floats of any length.
enum VectorArithmetic {
  /// The scalar product of two rows.
  static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Float {
    var total = Lanes.zero
    let end = vectorEnd(count)
    for i in stride(from: 0, to: end, by: 8) {
      total += a.lanes(at: i) * b.lanes(at: i)
    }
    var rest: Float = 0
    for i in end..<count {
      rest += a[i] * b[i]
    }
    return sum(of: total) + rest
  }

  /// The sum of the squares of a row of any length, with little rounding error.
  static func sumOfSquares(_ x: UnsafePointer<Float>, count: Int) -> Double {
    var total = 0.0
    for start in stride(from: 0, to: count, by: 1024) {
      let part = x + start
      total += Double(dot(part, part, count: min(1024, count - start)))
    }
    return total
  }

  /// Multiplies each float of a row.
  static func scale(_ x: UnsafeMutablePointer<Float>, count: Int, by factor: Float) {
    for i in 0..<count {
      x[i] *= factor
    }
  }

  /// Adds a row to another.
  static func add(
    _ x: UnsafePointer<Float>,
    to result: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    for i in 0..<count {
      result[i] += x[i]
    }
  }

  /// Adds `factor` times a row to another.
  static func add(
    _ x: UnsafePointer<Float>,
    times factor: Float,
    to result: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    for i in 0..<count {
      result[i] += x[i] * factor
    }
  }

  /// Where the largest float of a row is, the first of equals; nil if one is not a number.
  static func indexOfLargest(_ x: UnsafePointer<Float>, count: Int) -> Int? {
    var best = 0
    for i in 0..<count {
      if x[i].isNaN { return nil }
      if x[i] > x[best] { best = i }
    }
    return best
  }
}
