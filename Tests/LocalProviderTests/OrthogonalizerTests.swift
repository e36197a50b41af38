import Testing

@testable import LocalProvider

struct OrthogonalizerTests {
  /// The orthogonal matrix by many exact Newton iterations `X ← 1.5 X - 0.5 X Xᵀ X`, in double
  /// precision, of rows that are no more than the columns.
  private func orthogonal(_ matrix: [[Double]]) -> [[Double]] {
    func product(_ x: [[Double]], _ y: [[Double]]) -> [[Double]] {
      x.map { row in
        y[0].indices.map { column in
          zip(row, y).reduce(0) { $0 + $1.0 * $1.1[column] }
        }
      }
    }
    func transpose(_ x: [[Double]]) -> [[Double]] { x[0].indices.map { i in x.map { $0[i] } } }
    let norm = matrix.joined().reduce(0) { $0 + $1 * $1 }.squareRoot()
    var x = matrix.map { $0.map { $0 / norm } }
    for _ in 0..<60 {
      let cubic = product(product(x, transpose(x)), x)
      x = zip(x, cubic).map { zip($0, $1).map { 1.5 * $0 - 0.5 * $1 } }
    }
    return x
  }

  private func result(_ values: [Float], rows: Int, columns: Int) throws -> [Float] {
    let matrix = FloatBuffer(values)
    let result = FloatBuffer(count: rows * columns)
    try Orthogonalizer(side: 40).add(
      Matrix(matrix.base, rows, columns),
      times: 1,
      to: Matrix(result.base, rows, columns)
    )
    return result.values
  }

  @Test(arguments: [(1, 1), (1, 9), (16, 24), (16, 64), (33, 40)])
  func `a matrix's directions stay and its sizes come near to 1`(rows: Int, columns: Int) throws {
    let values = normals(rows * columns, seed: rows)
    let matrix = (0..<rows).map { row in
      values[row * columns..<(row + 1) * columns].map(Double.init)
    }
    let expected = orthogonal(matrix).flatMap(\.self)
    let found = try result(values, rows: rows, columns: columns)
    // Every singular value is off by less than a tenth, so the whole is.
    let difference = zip(found, expected).reduce(0) {
      $0 + ($1.1 - Double($1.0)) * ($1.1 - Double($1.0))
    }
    #expect(difference.squareRoot() < 0.1 * Double(rows).squareRoot())
    let inward = zip(found, expected).reduce(0) { $0 + $1.1 * Double($1.0) }
    #expect(abs(inward / Double(rows) - 1) < 0.1)
  }

  @Test func `a tall matrix gives the transpose of what its transpose gives`() throws {
    let (rows, columns) = (24, 8)
    let values = normals(rows * columns, seed: 5)
    let turned = (0..<columns).flatMap { column in (0..<rows).map { values[$0 * columns + column] }
    }
    let tall = try result(values, rows: rows, columns: columns)
    let wide = try result(turned, rows: columns, columns: rows)
    for row in 0..<rows {
      for column in 0..<columns {
        #expect(abs(tall[row * columns + column] - wide[column * rows + row]) < 1e-5)
      }
    }
  }

  @Test(arguments: [1e-4, 1, 1e6] as [Float])
  func `the size of a matrix does not matter`(factor: Float) throws {
    let values = normals(64, seed: 2)
    let one = try result(values, rows: 4, columns: 16)
    let other = try result(values.map { $0 * factor }, rows: 4, columns: 16)
    for (x, y) in zip(one, other) { #expect(abs(x - y) < 1e-3) }
  }

  @Test func `a matrix of zeros adds nothing`() throws {
    #expect(
      try result(Array(repeating: 0, count: 32), rows: 4, columns: 8)
        == Array(repeating: 0, count: 32)
    )
  }
}
