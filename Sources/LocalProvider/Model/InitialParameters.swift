/// The parameters of a model before its first training step.
enum InitialParameters {
  /// The standard deviation of the embedding's floats.
  private static let embeddingDeviation = 0.03

  /// Makes the parameters from the seed alone.
  ///
  /// Gains are 1. A matrix is normal with variance 1 / inputs; the two that write into the sum
  /// that runs through the layers are smaller by `√(2 layers)`, so that its size does not grow
  /// with their number (Radford et al., "Language Models are Unsupervised Multitask Learners",
  /// 2019, section 2.3).
  static func make(_ shape: ModelShape, seed: Int) -> FloatBuffer {
    let layout = ParameterLayout(shape)
    let buffer = FloatBuffer(count: layout.count)
    var generator = RandomGenerator(seed: seed, stream: .initialParameters)
    func fill(_ region: ParameterLayout.Region, deviation: Double) {
      for i in 0..<region.count {
        buffer.base[region.offset + i] = Float(generator.normal() * deviation)
      }
    }
    func fillOnes(_ region: ParameterLayout.Region) {
      (buffer.base + region.offset).update(repeating: 1, count: region.count)
    }
    fill(layout.embedding, deviation: embeddingDeviation)
    fillOnes(layout.outputGain)
    let narrowing = 1 / Double(2 * shape.layers).squareRoot()
    let inward = 1 / Double(shape.width).squareRoot()
    for layer in layout.layers {
      fillOnes(layer.attentionGain)
      fillOnes(layer.hiddenGain)
      fill(layer.queriesKeysValues, deviation: inward)
      fill(layer.attentionOutput, deviation: inward * narrowing)
      fill(layer.up, deviation: inward)
      fill(layer.down, deviation: narrowing / Double(shape.hidden).squareRoot())
    }
    return buffer
  }
}
