/// The floats that one vector operation handles.
///
/// Eight, not more: without wider registers a vector is held in several, and the exponential's
/// constants and temporaries must fit beside it.
typealias Lanes = SIMD8<Float>

extension UnsafePointer<Float> {
  /// The eight floats from an index on, at any alignment.
  @inline(__always)
  func lanes(at index: Int) -> Lanes {
    UnsafeRawPointer(self + index).loadUnaligned(as: Lanes.self)
  }
}

extension UnsafeMutablePointer<Float> {
  /// The eight floats from an index on, at any alignment.
  @inline(__always)
  func lanes(at index: Int) -> Lanes {
    UnsafeRawPointer(self + index).loadUnaligned(as: Lanes.self)
  }

  /// Replaces the eight floats from an index on.
  @inline(__always)
  func setLanes(at index: Int, to value: Lanes) {
    UnsafeMutableRawPointer(self + index).storeBytes(of: value, as: Lanes.self)
  }

  /// Adds to the eight floats from an index on.
  @inline(__always)
  func addLanes(at index: Int, _ value: Lanes) {
    setLanes(at: index, to: lanes(at: index) + value)
  }
}

/// The number of floats of a row that whole vectors cover; the rest are handled one by one.
@inline(__always)
func vectorEnd(_ count: Int) -> Int {
  count & ~(Lanes.scalarCount - 1)
}

/// The sum of a vector's floats, always in the same order.
@inline(__always)
func sum(of lanes: Lanes) -> Float {
  let four = lanes.lowHalf + lanes.highHalf
  let two = four.lowHalf + four.highHalf
  return two.x + two.y
}
