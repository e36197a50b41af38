/// Owns memory for a fixed number of floats, aligned for vector instructions and zeroed.
///
/// It belongs to one thread at a time: whoever makes it reads and writes through `base`.
final class FloatBuffer {
  /// The first float; valid as long as the buffer lives.
  let base: UnsafeMutablePointer<Float>

  /// The floats of the buffer.
  let count: Int

  /// A buffer of zeros.
  init(count: Int) {
    precondition(count >= 0)
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride,
      alignment: 64
    )
    base = bytes.bindMemory(to: Float.self, capacity: count)
    base.initialize(repeating: 0, count: count)
    self.count = count
  }

  /// A copy of an array.
  convenience init(_ values: [Float]) {
    self.init(count: values.count)
    values.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      base.update(from: start, count: source.count)
    }
  }

  deinit {
    base.deallocate()
  }

  /// The content as an array.
  var values: [Float] {
    withExtendedLifetime(self) { Array(UnsafeBufferPointer(start: base, count: count)) }
  }

  /// Sets every float to zero.
  func clear() {
    base.update(repeating: 0, count: count)
  }
}
