import CKernels
import Foundation
import Testing

@testable import LocalProvider

/// Every set of kernels that this processor can run, against the formulas in double precision.
struct KernelTests {
  /// Lengths around those of the vectors of every set.
  static let counts = [1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 100]

  /// The indices of the sets.
  static let sets = VectorKernels.all.indices

  private func kernels(_ set: Int) -> vector_kernels { VectorKernels.all[set] }

  @Test func `the plainest set comes first and the best one last`() {
    #expect(["SSE2", "plain"].contains(String(cString: VectorKernels.all[0].name)))
    let best = String(cString: VectorKernels.best.name)
    #expect(VectorKernels.all.last.map { String(cString: $0.name) } == best)
  }

  @Test(arguments: sets)
  func `the exponential is right to six digits over its whole range`(set: Int) {
    let inputs = (0...3500).map { Float(-87) + Float($0) * 0.05 }
    let values = FloatBuffer(inputs)
    _ = kernels(set).exponentiate(values.base, 0, inputs.count)
    for (x, value) in zip(inputs, values.values) {
      let expected = exp(Double(x))
      #expect(abs(Double(value) - expected) < 3e-7 * expected, "\(x)")
    }
  }

  @Test(arguments: sets)
  func `the exponential of what is out of range stays finite and near the limit`(set: Int) {
    let values = FloatBuffer([-1000, -.infinity, 1000, .nan])
    _ = kernels(set).exponentiate(values.base, 0, 4)
    #expect(values.base[0] < 2e-38 && values.base[0] >= 0)
    #expect(values.base[1] < 2e-38)
    #expect(values.base[2].isFinite)
    #expect(values.base[3].isNaN)
  }

  @Test(arguments: sets, counts)
  func `exponentials are summed over a row of any length`(set: Int, count: Int) {
    let x = normals(count, seed: count, deviation: 4)
    let expected = x.reduce(0) { $0 + exp(Double($1) - 3) }
    let values = FloatBuffer(x + [42])
    let sum = kernels(set).exponentiate(values.base, 3, count)
    #expect(abs(Double(sum) - expected) < 2e-6 * expected)
    #expect(values.base[count] == 42)
    let only = kernels(set).sum_of_exponentials(x, 3, count)
    #expect(abs(only - expected) < 2e-6 * expected)
    #expect(kernels(set).maximum(x, count) == x.max())
  }

  @Test(arguments: sets, counts)
  func `the unit and its slope are those of the formula`(set: Int, count: Int) {
    let inputs = normals(count, seed: 1, deviation: 3)
    func unit(_ u: Double) -> Double {
      0.5 * u * (1 + tanh((2 / Double.pi).squareRoot() * (u + 0.044715 * u * u * u)))
    }
    let slopes = FloatBuffer(inputs + [42])
    let output = FloatBuffer(Array(repeating: 42, count: count + 1))
    kernels(set).gelu_forward(slopes.base, count, output.base)
    for (i, input) in inputs.enumerated() {
      let u = Double(input)
      let slope = (unit(u + 1e-5) - unit(u - 1e-5)) / 2e-5
      #expect(abs(Double(output.base[i]) - unit(u)) < 2e-6)
      #expect(abs(Double(slopes.base[i]) - slope) < 2e-6)
    }
    #expect(output.base[count] == 42 && slopes.base[count] == 42)
  }

  @Test(arguments: sets, [8, 16, 24, 40])
  func `the norm's gradients are those of finite differences`(set: Int, width: Int) {
    let rows = 3
    let x = normals(rows * width, seed: 1)
    let gain = normals(width, seed: 2)
    let weight = normals(rows * width, seed: 3)
    func value(_ x: [Double], _ gain: [Double]) -> Double {
      (0..<rows).reduce(0) { total, row in
        let part = x[row * width..<(row + 1) * width]
        let scale = 1 / (part.reduce(0) { $0 + $1 * $1 } / Double(width) + 1e-6).squareRoot()
        return total
          + (0..<width).reduce(0) { sum, i in
            sum + x[row * width + i] * scale * gain[i] * Double(weight[row * width + i])
          }
      }
    }
    let (output, inverse) = (FloatBuffer(count: rows * width), FloatBuffer(count: rows))
    kernels(set).norm_forward(x, gain, rows, width, 1e-6, output.base, inverse.base)
    let inputGradient = FloatBuffer(count: rows * width)
    let gainGradient = FloatBuffer(count: width)
    kernels(set).norm_backward(
      weight,
      x,
      inverse.base,
      gain,
      rows,
      width,
      inputGradient.base,
      gainGradient.base
    )
    let (xs, gains) = (x.map(Double.init), gain.map(Double.init))
    let found = zip(output.values, weight).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(found - value(xs, gains)) < 1e-4)
    for i in xs.indices {
      var (above, below) = (xs, xs)
      above[i] += 1e-5
      below[i] -= 1e-5
      let slope = (value(above, gains) - value(below, gains)) / 2e-5
      #expect(abs(Double(inputGradient.base[i]) - slope) < 1e-5)
    }
    for i in gains.indices {
      var (above, below) = (gains, gains)
      above[i] += 1e-5
      below[i] -= 1e-5
      let slope = (value(xs, above) - value(xs, below)) / 2e-5
      #expect(abs(Double(gainGradient.base[i]) - slope) < 1e-5)
    }
  }

  @Test(arguments: sets, counts)
  func `rows are multiplied and added`(set: Int, count: Int) {
    let (x, y) = (normals(count, seed: 1), normals(count, seed: 2))
    func result(_ body: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
      let buffer = FloatBuffer(x + [42])
      body(buffer.base)
      #expect(buffer.base[count] == 42)
      return Array(buffer.values.dropLast())
    }
    let kernels = kernels(set)
    #expect(result { kernels.multiply($0, y, count) } == zip(x, y).map { $0 * $1 })
    #expect(result { kernels.scale($0, 3, count) } == x.map { $0 * 3 })
    #expect(result { kernels.copy_scaled($0, y, 3, count) } == y.map { $0 * 3 })
    for (found, wanted) in zip(
      result { kernels.add_scaled($0, y, 3, count) },
      zip(x, y).map { $0 + $1 * 3 }
    ) {
      #expect(abs(found - wanted) < 1e-6)
    }
  }

  @Test(arguments: sets, [0, 1, 8, 1023, 1024, 1025, 3000])
  func `a sum of squares of any length is right`(set: Int, count: Int) {
    let values = normals(count, seed: 1)
    let expected = values.reduce(0) { $0 + Double($1) * Double($1) }
    let found = kernels(set).sum_of_squares(values, count)
    #expect(abs(found - expected) <= 1e-6 * expected)
  }

  @Test(arguments: sets, [(1, 1), (3, 50), (16, 16), (33, 17)])
  func `a transpose has the rows as its columns`(set: Int, size: (rows: Int, columns: Int)) {
    let (rows, columns) = size
    let x = normals(rows * columns, seed: 1)
    let stride = rows + 2
    let result = FloatBuffer(count: columns * stride)
    kernels(set).transpose(x, rows, columns, result.base, stride)
    for i in 0..<rows {
      for j in 0..<columns {
        #expect(result.base[j * stride + i] == x[i * columns + j])
      }
    }
  }

  @Test(arguments: sets, [1, 5, 16, 20])
  func `a polynomial of a matrix has its diagonal`(set: Int, side: Int) {
    let (x, square) = (normals(side * side, seed: 1), normals(side * side, seed: 2))
    let result = FloatBuffer(count: side * side)
    kernels(set).quadratic(result.base, x, square, 2, 3, 4, side)
    for i in 0..<side * side {
      let expected = 3 * x[i] + 4 * square[i] + (i % (side + 1) == 0 ? 2 : 0)
      #expect(abs(result.base[i] - expected) < 1e-5)
    }
  }

  /// Attention, forwards and back, is compared with double precision in `AttentionTests` through
  /// the best set; here the other sets are compared with it.
  @Test(arguments: sets, [(1, 8), (5, 16), (17, 8), (40, 24), (100, 32)])
  func `attention is the same in every set`(set: Int, size: (places: Int, headWidth: Int)) {
    let (places, width) = size
    func results(_ kernels: vector_kernels) -> [[Float]] {
      var shape = attention_shape(
        places: places,
        head_width: width,
        stride: 3 * width + 5,
        result_stride: width + 3,
        slope: 0.25,
        scale: 0.3
      )
      let input = normals(places * shape.stride, seed: 1)
      let gradient = normals(places * shape.result_stride, seed: 2)
      let result = FloatBuffer(count: places * shape.result_stride)
      let logSums = FloatBuffer(count: places)
      let inputGradient = FloatBuffer(Array(repeating: 42, count: input.count))
      let scratch = FloatBuffer(
        Array(repeating: .nan, count: attention_scratch(places, width))
      )
      let query = FloatBuffer(count: width)
      input.withUnsafeBufferPointer { input in
        guard let base = input.baseAddress else { return }
        kernels.attention_forward(
          &shape,
          base,
          base + width,
          base + 2 * width,
          result.base,
          logSums.base,
          scratch.base
        )
        kernels.attention_backward(
          &shape,
          base,
          base + width,
          base + 2 * width,
          result.base,
          logSums.base,
          gradient,
          inputGradient.base,
          inputGradient.base + width,
          inputGradient.base + 2 * width,
          scratch.base
        )
        kernels.attention_query(
          &shape,
          base + (places - 1) * shape.stride,
          base + width,
          base + 2 * width,
          query.base,
          scratch.base
        )
      }
      let last = Array(result.values[((places - 1) * shape.result_stride)...].prefix(width))
      for (one, other) in zip(query.values, last) { #expect(abs(one - other) < 1e-5) }
      return [result.values, logSums.values, inputGradient.values]
    }
    for (one, other) in zip(results(kernels(set)), results(VectorKernels.best)) {
      for (x, y) in zip(one, other) { #expect(abs(x - y) < 2e-5) }
    }
  }

  @Test(arguments: sets, counts)
  func `the optimisers' moments and parameters are those of the formulas`(set: Int, count: Int) {
    let start = normals(count, seed: 1)
    let gradients = normals(count, seed: 2)
    let parameters = FloatBuffer(start)
    let (first, second) = (FloatBuffer(normals(count, seed: 3)), FloatBuffer(count: count))
    let before = first.values
    kernels(set).adam(
      parameters.base,
      gradients,
      first.base,
      second.base,
      count,
      0.5,
      0.9,
      0.99,
      2,
      3,
      1e-3,
      0.1
    )
    for i in 0..<count {
      let g = Double(gradients[i]) * 0.5
      let m = Double(before[i]) * 0.9 + g * 0.1
      let v = g * g * 0.01
      let expected = Double(start[i]) - 0.1 * m * 2 / ((v * 3).squareRoot() + 1e-3)
      #expect(abs(Double(parameters.base[i]) - expected) < 1e-4)
      #expect(abs(Double(second.base[i]) - v) < 1e-6)
    }
    let (moments, direction) = (FloatBuffer(start), FloatBuffer(count: count))
    kernels(set).momentum(
      moments.base,
      gradients,
      direction.base,
      count,
      0.5,
      0.95,
      0.7,
      0.2
    )
    for i in 0..<count {
      let g = Double(gradients[i]) * 0.5
      let moment = Double(start[i]) * 0.95 + g * 0.05
      #expect(abs(Double(moments.base[i]) - moment) < 1e-6)
      #expect(abs(Double(direction.base[i]) - (moment * 0.7 + g * 0.2)) < 1e-6)
    }
  }
}
