import Testing

@testable import LocalProvider

struct MatrixProductTests {
  @Test(arguments: [false, true], [false, true])
  func `a product of matrices inside larger ones is right, transposed or not`(
    isLeftTransposed: Bool,
    isRightTransposed: Bool
  ) throws {
    let (rows, inner, columns) = (5, 7, 3)
    let left = FloatBuffer(normals(100, seed: 1))
    let right = FloatBuffer(normals(100, seed: 2))
    let result = FloatBuffer(normals(100, seed: 3))
    let before = result.values
    func factor(_ buffer: FloatBuffer, _ rows: Int, _ columns: Int, _ isTransposed: Bool)
      -> Matrix
    {
      isTransposed
        ? Matrix(buffer.base, columns, rows, stride: 10).transposed
        : Matrix(buffer.base, rows, columns, stride: 10)
    }
    try MatrixProduct.multiply(
      factor(left, rows, inner, isLeftTransposed),
      factor(right, inner, columns, isRightTransposed),
      into: Matrix(result.base, rows, columns, stride: 10),
      alpha: 2,
      beta: 0.5
    )
    for row in 0..<10 {
      for column in 0..<10 {
        let place = row * 10 + column
        guard row < rows, column < columns else {
          #expect(result.base[place] == before[place])
          continue
        }
        let sum = (0..<inner).reduce(0 as Float) { sum, k in
          let l = left.base[isLeftTransposed ? k * 10 + row : row * 10 + k]
          let r = right.base[isRightTransposed ? column * 10 + k : k * 10 + column]
          return sum + l * r
        }
        #expect(abs(result.base[place] - (2 * sum + 0.5 * before[place])) < 1e-4)
      }
    }
  }
}
