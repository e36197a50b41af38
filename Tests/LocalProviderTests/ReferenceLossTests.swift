import Foundation
import Providers
import Testing

@testable import LocalProvider

/// The first steps against those of the same model in JAX; `Reference/losses.py` made the numbers.
struct ReferenceLossTests {
  private struct Reference: Decodable {
    struct Shape: Decodable {
      var width: Int
      var layers: Int
      var heads: Int
      var vocabulary: Int
    }

    struct Step: Decodable {
      /// The predictions that count in the step.
      var tokens: Int
      var loss: Double
    }

    var shape: Shape
    var epochs: Int
    var batchSize: Int
    var learningRateMultiplier: Double
    var seed: Int
    var documents: [PairFile.Pair]
    var steps: [Step]
  }

  private func reference() throws -> Reference {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = folder.appendingPathComponent("Reference/losses.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Reference.self, from: Data(contentsOf: file))
  }

  @Test func `every step's loss is that of the reference`() throws {
    let reference = try reference()
    #expect(reference.steps.count == 50)
    let metrics = try metrics(of: reference)
    #expect(metrics.count >= reference.steps.count)
    var tokens = 0
    for (metric, step) in zip(metrics, reference.steps) {
      tokens += step.tokens
      #expect(metric.tokens == tokens, "step \(metric.step)")
      #expect(abs(metric.trainingLoss - step.loss) < 1e-4, "step \(metric.step)")
    }
  }

  /// What a trainer of the reference's shape tells of its steps.
  private func metrics(of reference: Reference) throws -> [FineTuneMetric] {
    var builder = VocabularyBuilder()
    for pair in reference.documents {
      builder.add(pair.prompt)
      builder.add(pair.completion)
    }
    let tokenizer = Tokenizer(vocabulary: builder.vocabulary())
    #expect(tokenizer.vocabulary.count == reference.shape.vocabulary)
    var training = DocumentSet()
    for pair in reference.documents {
      training.append(tokenizer.document(prompt: pair.prompt, completion: pair.completion))
    }
    var metrics: [FineTuneMetric] = []
    try withWorkers { pool in
      let trainer = Trainer(
        shape: ModelShape(
          width: reference.shape.width,
          layers: reference.shape.layers,
          heads: reference.shape.heads,
          vocabulary: tokenizer.vocabulary.count
        ),
        parameters: FineTuneParameters(
          model: "reference",
          epochs: reference.epochs,
          batchSize: reference.batchSize,
          learningRateMultiplier: reference.learningRateMultiplier,
          seed: reference.seed
        ),
        training: training,
        validation: nil,
        pool: pool,
        flag: CancellationFlag()
      )
      _ = try trainer.run { event in
        if case .metric(let metric) = event { metrics.append(metric) }
      }
    }
    return metrics
  }
}
