import CKernels
import Providers

/// Brings matrices near to orthogonal ones, in memory that it keeps.
///
/// With `X = U S Vᵀ` the result is `U p(S) Vᵀ` for an odd polynomial p that is near 1 on all but
/// the smallest singular values: Newton-Schulz iterations `X ← a X + (b G + c G²) X`, `G = X Xᵀ`
/// (Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024). Since every
/// factor is a polynomial in the first `G`, all of them commute, and the iterations are done on
/// square matrices of the shorter side alone: `Q ← P Q`, `G ← P G P` with `P = a I + b G + c G²`.
/// `X` takes part only at the start and at the end.
///
/// `X` is first divided by its Schatten norm of order 4, `(Σ s⁴)^(1/4) = √‖G‖`, which is nearer to
/// its largest singular value than the Frobenius norm and comes with `G` (Boissin et al.,
/// "Turbo-Muon: Accelerating Orthogonality-Based Optimization with Pre-Conditioning", 2025). It is
/// what `optax.contrib.muon` computes with these coefficients and `preconditioning="schatten"`.
final class Orthogonalizer {
  /// The coefficients of one iteration.
  struct Iteration: Hashable, Sendable {
    var linear: Float
    var cubic: Float
    var quintic: Float
  }

  /// Each iteration's polynomial is the one that is nearest to 1 on the range that the one before
  /// left, from 0.02 to 1 at first (Amsel et al., "The Polar Express: Optimal Matrix Sign Methods
  /// and Their Application to the Muon Algorithm", 2025); the last leaves 0.91 to 1.09.
  static let iterations = [
    Iteration(linear: 7.7110, cubic: -22.1138, quintic: 16.2487),
    Iteration(linear: 3.2153, cubic: -2.4112, quintic: 0.5013),
    Iteration(linear: 2.2183, cubic: -1.5940, quintic: 0.4107),
  ]

  /// Keeps the division finite for a matrix of zeros.
  private static let epsilon = 1e-8

  private let squares: [FloatBuffer]

  /// Memory for matrices whose shorter side is at most `side`.
  init(side: Int) {
    squares = (0..<5).map { _ in FloatBuffer(count: side * side) }
  }

  /// Adds `factor` times the matrix made orthogonal to `result`, which has the same shape.
  func add(
    _ matrix: Matrix,
    times factor: Float,
    to result: Matrix
  ) throws(ProviderError) {
    let isTall = matrix.rows > matrix.columns
    let side = min(matrix.rows, matrix.columns)
    let (gram, spare) = (square(0, side), square(1, side))
    var (product, other) = (square(2, side), square(3, side))
    let polynomial = square(4, side)
    if isTall {
      try MatrixProduct.multiply(matrix.transposed, matrix, into: gram)
    } else {
      try MatrixProduct.multiply(matrix, matrix.transposed, into: gram)
    }
    let norm = normalize(gram)
    for (index, iteration) in Self.iterations.enumerated() {
      let isFirst = index == 0
      let isLast = index == Self.iterations.count - 1
      let target = isFirst ? product : polynomial
      try MatrixProduct.multiply(gram, gram, into: spare)
      VectorKernels.best.quadratic(
        target.base,
        gram.base,
        spare.base,
        iteration.linear,
        iteration.cubic,
        iteration.quintic,
        side
      )
      if !isFirst {
        try MatrixProduct.multiply(polynomial, product, into: other)
        swap(&product, &other)
      }
      if !isLast {
        try MatrixProduct.multiply(target, gram, into: spare)
        try MatrixProduct.multiply(spare, target, into: gram)
      }
    }
    if isTall {
      try MatrixProduct.multiply(matrix, product, into: result, alpha: factor / norm, beta: 1)
    } else {
      try MatrixProduct.multiply(product, matrix, into: result, alpha: factor / norm, beta: 1)
    }
  }

  private func square(_ index: Int, _ side: Int) -> Matrix {
    Matrix(squares[index].base, side, side)
  }

  /// Divides a Gram matrix so that its matrix has a Schatten norm of 1, and returns what it was.
  private func normalize(_ gram: Matrix) -> Float {
    let count = gram.rows * gram.columns
    let squares = VectorKernels.best.sum_of_squares(gram.base, count)
    let norm = squares.squareRoot().squareRoot() + Self.epsilon
    VectorKernels.best.scale(gram.base, Float(1 / (norm * norm)), count)
    return Float(norm)
  }
}
