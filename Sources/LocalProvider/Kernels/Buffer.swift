/// Memory for a fixed number of numbers, aligned for vector instructions.
///
/// A class so that the memory has one owner; whoever holds the object may read and write it.
final class Buffer<Number: BinaryFloatingPoint & BitwiseCopyable> {
  /// The first number, valid as long as the object lives.
  let base: UnsafeMutablePointer<Number>

  /// How many numbers there are.
  let count: Int

  /// A buffer of zeros.
  init(count: Int) {
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Number>.stride,
      alignment: 64
    )
    base = bytes.bindMemory(to: Number.self, capacity: count)
    base.initialize(repeating: 0, count: count)
    self.count = count
  }

  /// A copy of an array.
  convenience init(_ values: [Number]) {
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
  var values: [Number] {
    withExtendedLifetime(self) { Array(UnsafeBufferPointer(start: base, count: count)) }
  }
}

/// Parameters, activations, gradients.
typealias FloatBuffer = Buffer<Float>

/// Sums that are carried on in double precision.
typealias DoubleBuffer = Buffer<Double>
