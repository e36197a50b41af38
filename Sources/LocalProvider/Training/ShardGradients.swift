import CKernels
import Providers

/// The gradients of a step, one set for each of its shards; the first has also those that the shards
/// do not compute apart from one another.
final class ShardGradients {
  /// The floats of one part of the sum.
  private static let partCount = 1 << 15

  private let unshared: Int
  private let shards: [FloatBuffer]
  private let others: UnsafeMutablePointer<UnsafePointer<Float>>
  private let squares: DoubleBuffer

  private var count: Int { shards[0].count }

  private static func parts(of count: Int) -> Int { (count + partCount - 1) / partCount }

  /// Memory for `count` parameters, the first `unshared` of which belong to the first shard alone,
  /// and up to `shards` shards, at least one.
  init(count: Int, unshared: Int, shards: Int) {
    self.unshared = unshared
    self.shards = (0..<max(1, shards)).map { _ in FloatBuffer(count: count) }
    others = .allocate(capacity: self.shards.count)
    for (index, shard) in self.shards.dropFirst().enumerated() {
      (others + index).initialize(to: UnsafePointer(shard.base))
    }
    squares = DoubleBuffer(count: Self.parts(of: count))
  }

  deinit {
    others.deallocate()
  }

  /// The gradients of one shard, in the layout of the parameters.
  subscript(shard: Int) -> FloatBuffer { shards[shard] }

  /// The sum, once `add` has computed it.
  var sum: UnsafePointer<Float> { UnsafePointer(shards[0].base) }

  /// Adds the first `count` shards together, and returns the root of the sum of the squares.
  func add(shards: Int, _ pool: WorkerPool) throws(ProviderError) -> Double {
    try pool.perform(Self.parts(of: count)) { part, _ in
      let start = part * Self.partCount
      let end = min(start + Self.partCount, count)
      let middle = min(max(start, unshared), end)
      let sum = self.shards[0].base
      squares.base[part] =
        VectorKernels.best.sum_of_squares(sum + start, middle - start)
        + VectorKernels.best.accumulate(sum, others, shards - 1, middle, end - middle)
    }
    return squares.values.reduce(0, +).squareRoot()
  }
}
