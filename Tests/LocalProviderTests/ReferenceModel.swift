import Foundation

@testable import LocalProvider

/// The model written down once more, slowly and in double precision, to compare with.
struct ReferenceModel {
  let shape: ModelShape
  let layout: ParameterLayout

  init(_ shape: ModelShape) {
    self.shape = shape
    layout = ParameterLayout(shape)
  }

  private typealias Rows = [[Double]]

  /// The sum of the cross-entropies of a document's predictions that count.
  func loss(_ parameters: [Double], _ document: (tokens: [Int32], promptCount: Int)) -> Double {
    let inputs = document.tokens.dropLast().map(Int.init)
    let rows = output(parameters, inputs)
    let embedding = matrix(layout.embedding, parameters)
    var total = 0.0
    for (place, row) in rows.enumerated() where place + 1 >= document.promptCount {
      let logits = embedding.map { dot($0, row) }
      let largest = logits.max() ?? 0
      let sum = logits.reduce(0) { $0 + exp($1 - largest) }
      total += log(sum) + largest - logits[Int(document.tokens[place + 1])]
    }
    return total
  }

  private func output(_ parameters: [Double], _ tokens: [Int]) -> Rows {
    let embedding = matrix(layout.embedding, parameters)
    var x = tokens.map { embedding[$0] }
    for layer in layout.layers {
      let wide = product(
        normalized(x, layer.attentionGain, parameters),
        matrix(layer.queriesKeysValues, parameters)
      )
      x = sum(x, product(attention(wide), matrix(layer.attentionOutput, parameters)))
      let hidden = product(
        normalized(x, layer.hiddenGain, parameters),
        matrix(layer.up, parameters)
      )
      let units = hidden.map { $0.map(gelu) }
      x = sum(x, product(units, matrix(layer.down, parameters)))
    }
    return normalized(x, layout.outputGain, parameters)
  }

  private func attention(_ wide: Rows) -> Rows {
    let width = shape.headWidth
    return wide.indices.map { i in
      (0..<shape.heads).flatMap { head -> [Double] in
        func part(_ place: Int, _ index: Int) -> ArraySlice<Double> {
          let start = index * shape.width + head * width
          return wide[place][start..<start + width]
        }
        let slope = pow(2, -3 * Double(head + 1) / Double(shape.heads))
        let weights = (0...i).map { j in
          exp(dot(part(i, 0), part(j, 1)) / Double(width).squareRoot() - slope * Double(i - j))
        }
        let total = weights.reduce(0, +)
        return (0..<width).map { column in
          (0...i).reduce(0) { sum, j in
            sum + weights[j] / total * part(j, 2)[part(j, 2).startIndex + column]
          }
        }
      }
    }
  }

  private func normalized(
    _ x: Rows,
    _ gain: ParameterLayout.Region,
    _ parameters: [Double]
  ) -> Rows {
    let gains = parameters[gain.offset..<gain.offset + gain.count]
    return x.map { row in
      let scale = 1 / (dot(row, row) / Double(row.count) + 1e-6).squareRoot()
      return zip(row, gains).map { $0 * scale * $1 }
    }
  }

  private func gelu(_ u: Double) -> Double {
    0.5 * u * (1 + tanh((2 / Double.pi).squareRoot() * (u + 0.044715 * u * u * u)))
  }

  private func matrix(_ region: ParameterLayout.Region, _ parameters: [Double]) -> Rows {
    (0..<region.rows).map { row in
      let start = region.offset + row * region.columns
      return Array(parameters[start..<start + region.columns])
    }
  }

  private func product(_ x: Rows, _ y: Rows) -> Rows {
    x.map { row in
      var result = [Double](repeating: 0, count: y[0].count)
      for (factor, other) in zip(row, y) {
        for column in result.indices { result[column] += factor * other[column] }
      }
      return result
    }
  }

  private func sum(_ x: Rows, _ y: Rows) -> Rows {
    zip(x, y).map { zip($0, $1).map(+) }
  }

  private func dot(
    _ x: some Collection<Double>,
    _ y: some Collection<Double>
  ) -> Double {
    zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
