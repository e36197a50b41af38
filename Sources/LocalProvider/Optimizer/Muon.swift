import Providers

/// Muon: momentum whose matrices are brought near to orthogonal ones before each update
/// (Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024).
///
/// Constants, order of operations and scaling are those of `optax.contrib.muon` without weight
/// decay: decay 0.95 with Nesterov's look-ahead and bias corrections, five Newton-Schulz
/// iterations, update scaled by `√max(1, columns / rows)`.
final class Muon {
  private static let decay = 0.95
  private static let iterations = 5
  private static let linear: Float = 3.4445
  private static let cubic: Float = -4.7750
  private static let quintic: Float = 2.0315

  private let regions: [ParameterLayout.Region]
  private let start: Int
  private let momentum: FloatBuffer

  /// Three matrices to iterate with: two of the largest region's size, and two square ones.
  private let direction: FloatBuffer
  private let next: FloatBuffer
  private let gram: FloatBuffer
  private let polynomial: FloatBuffer
  private var steps = 0

  /// An optimiser at rest for matrices that lie one after another in a flat buffer.
  init(_ regions: [ParameterLayout.Region]) {
    self.regions = regions
    start = regions.first?.offset ?? 0
    let largest = regions.map(\.count).max() ?? 0
    let side = regions.map { min($0.rows, $0.columns) }.max() ?? 0
    momentum = FloatBuffer(count: regions.reduce(0) { $0 + $1.count })
    direction = FloatBuffer(count: largest)
    next = FloatBuffer(count: largest)
    gram = FloatBuffer(count: side * side)
    polynomial = FloatBuffer(count: side * side)
  }

  /// Takes one step against the gradients, multiplied by `rate`.
  func step(
    parameters: UnsafeMutablePointer<Float>,
    gradients: UnsafePointer<Float>,
    rate: Float
  ) throws(ProviderError) {
    steps += 1
    // Bias corrections as in Dozat, "Incorporating Nesterov Momentum into Adam", 2016: the
    // look-ahead's momentum is that of the step to come.
    let momentumWeight = Float(Self.decay / (1 - power(Self.decay, steps + 1)))
    let gradientWeight = Float((1 - Self.decay) / (1 - power(Self.decay, steps)))
    for region in regions {
      let gradient = gradients + region.offset
      let moment = momentum.base + (region.offset - start)
      let target = direction.base
      let (kept, added) = (Float(Self.decay), Float(1 - Self.decay))
      for i in 0..<region.count {
        let value = moment[i] * kept + gradient[i] * added
        moment[i] = value
        target[i] = value * momentumWeight + gradient[i] * gradientWeight
      }
      let update = try orthogonalize(rows: region.rows, columns: region.columns)
      let scale = max(1, Float(region.columns) / Float(region.rows)).squareRoot()
      VectorArithmetic.add(
        update,
        times: -rate * scale,
        to: parameters + region.offset,
        count: region.count
      )
    }
  }

  /// Brings `direction`'s singular values near to 1 and returns where the result lies.
  ///
  /// One iteration is `X ← a X + (b G + c G²) X` with `G = X Xᵀ`. For a matrix with more rows than
  /// columns the same is done to its transpose without moving it: `X ← a X + X (b G + c G²)` with
  /// `G = Xᵀ X`.
  private func orthogonalize(
    rows: Int,
    columns: Int
  ) throws(ProviderError) -> UnsafeMutablePointer<Float> {
    var current = Matrix(direction.base, rows, columns)
    var other = Matrix(next.base, rows, columns)
    let isTall = rows > columns
    let side = min(rows, columns)
    let gram = Matrix(self.gram.base, side, side)
    let polynomial = Matrix(self.polynomial.base, side, side)
    let count = rows * columns
    let norm = VectorArithmetic.sumOfSquares(current.base, count: count).squareRoot()
    VectorArithmetic.scale(current.base, count: count, by: 1 / (Float(norm) + 1e-8))
    for _ in 0..<Self.iterations {
      if isTall {
        try MatrixProduct.multiply(current.transposed, current, into: gram)
      } else {
        try MatrixProduct.multiply(current, current.transposed, into: gram)
      }
      polynomial.base.update(from: gram.base, count: side * side)
      try MatrixProduct.multiply(
        gram,
        gram,
        into: polynomial,
        alpha: Self.quintic,
        beta: Self.cubic
      )
      other.base.update(from: current.base, count: count)
      if isTall {
        try MatrixProduct.multiply(current, polynomial, into: other, beta: Self.linear)
      } else {
        try MatrixProduct.multiply(polynomial, current, into: other, beta: Self.linear)
      }
      swap(&current, &other)
    }
    return current.base
  }
}
