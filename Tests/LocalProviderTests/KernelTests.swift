import Foundation
import Testing

@testable import LocalProvider

struct KernelTests {
  @Test func `the exponential is right to seven digits over its whole range`() {
    for step in 0...3500 {
      let x = Float(-87) + Float(step) * 0.05
      let expected = exp(Double(x))
      #expect(abs(Double(Exponential.of(x)) - expected) < 3e-7 * expected, "\(x)")
    }
  }

  @Test func `the exponential of what is out of range stays finite and near the limit`() {
    #expect(Exponential.of(-1000) < 2e-38 && Exponential.of(-1000) >= 0)
    #expect(Exponential.of(-Float.infinity) < 2e-38)
    #expect(Exponential.of(1000).isFinite)
    #expect(Exponential.of(.nan).isNaN)
  }

  @Test func `the unit and its slope are those of the formula`() {
    let inputs = normals(64, seed: 1, deviation: 3)
    func unit(_ u: Double) -> Double {
      0.5 * u * (1 + tanh((2 / Double.pi).squareRoot() * (u + 0.044715 * u * u * u)))
    }
    let slopes = FloatBuffer(inputs)
    let output = FloatBuffer(count: inputs.count)
    GELU.forward(slopes.base, count: inputs.count, output: output.base)
    for (i, input) in inputs.enumerated() {
      let u = Double(input)
      let slope = (unit(u + 1e-5) - unit(u - 1e-5)) / 2e-5
      #expect(abs(Double(output.base[i]) - unit(u)) < 2e-6)
      #expect(abs(Double(slopes.base[i]) - slope) < 2e-6)
    }
  }

  @Test func `the norm's gradients are those of finite differences`() {
    let (rows, width) = (3, 16)
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
    let inputs = FloatBuffer(x)
    let (output, inverse) = (FloatBuffer(count: rows * width), FloatBuffer(count: rows))
    RootMeanSquareNorm.forward(
      inputs.base,
      gain: gain,
      rows: rows,
      width: width,
      output: output.base,
      inverse: inverse.base
    )
    let inputGradient = FloatBuffer(count: rows * width)
    let gainGradient = FloatBuffer(count: width)
    RootMeanSquareNorm.backward(
      outputGradient: weight,
      inputs.base,
      inverse: inverse.base,
      gain: gain,
      rows: rows,
      width: width,
      inputGradient: inputGradient.base,
      gainGradient: gainGradient.base
    )
    let (xs, gains) = (x.map(Double.init), gain.map(Double.init))
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

  @Test(arguments: [1, 7, 8, 9, 30])
  func `the cross-entropy and its gradient are those of the formula`(count: Int) {
    let logits = normals(count, seed: count, deviation: 4)
    let target = count / 2
    let row = FloatBuffer(logits)
    let value = SoftmaxRows.crossEntropy(row.base, count: count, target: target, weight: 0.5)
    let total = logits.reduce(0) { $0 + exp(Double($1)) }
    #expect(abs(value - (log(total) - Double(logits[target]))) < 1e-5)
    for i in 0..<count {
      let slope = 0.5 * (exp(Double(logits[i])) / total - (i == target ? 1 : 0))
      #expect(abs(Double(row.base[i]) - slope) < 1e-6)
    }
    let logProbability = SoftmaxRows.logProbability(
      logits,
      count: count,
      of: target
    )
    #expect(abs(logProbability + value) < 1e-5)
  }

  @Test(arguments: [1, 5, 8, 21])
  func `a query's scores become probabilities of the keys up to it`(visible: Int) {
    let count = 24
    let scores = normals(count, seed: visible)
    let row = FloatBuffer(scores)
    let logSum = AttentionRow.softmax(row.base, visible: visible, count: count, slope: 0.5)
    let weights = (0..<visible).map { exp(Double(scores[$0]) - 0.5 * Double(visible - 1 - $0)) }
    let total = weights.reduce(0, +)
    #expect(abs(Double(logSum) - log(total)) < 1e-5)
    for i in 0..<count {
      let expected = i < visible ? weights[i] / total : 0
      #expect(abs(Double(row.base[i]) - expected) < 1e-6)
    }
  }

  @Test func `the largest of a row is the first of equals, and there is none beside a NaN`() {
    #expect(VectorArithmetic.indexOfLargest([1, 5, 5, 2], count: 4) == 1)
    #expect(VectorArithmetic.indexOfLargest([1, .nan, 5, 2], count: 4) == nil)
  }

  @Test(arguments: [0, 1, 8, 1023, 1024, 1025, 3000])
  func `a sum of squares of any length is right`(count: Int) {
    let values = normals(count, seed: 1)
    let expected = values.reduce(0) { $0 + Double($1) * Double($1) }
    let found = VectorArithmetic.sumOfSquares(values, count: count)
    #expect(abs(found - expected) <= 1e-6 * expected)
  }
}
