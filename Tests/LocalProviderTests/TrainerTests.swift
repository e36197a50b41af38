import Foundation
import Providers
import Testing

@testable import LocalProvider

struct TrainerTests {
  /// A job on a tiny shape, over the twenty pairs.
  private func train(
    epochs: Int,
    batchSize: Int = 4,
    multiplier: Double = 0.4,
    seed: Int = 0,
    pairs: [PairFile.Pair] = twentyPairs,
    validation: [PairFile.Pair]? = nil,
    threads: Int = 2,
    onEvent: (FineTuneEvent) -> Void = { _ in }
  ) throws -> (model: LocalModel, metrics: [FineTuneMetric]) {
    var builder = VocabularyBuilder()
    for pair in pairs {
      builder.add(pair.prompt)
      builder.add(pair.completion)
    }
    let tokenizer = Tokenizer(vocabulary: builder.vocabulary())
    func set(_ pairs: [PairFile.Pair]) -> DocumentSet {
      var set = DocumentSet()
      for pair in pairs {
        set.append(tokenizer.document(prompt: pair.prompt, completion: pair.completion))
      }
      return set
    }
    let parameters = FineTuneParameters(
      model: "ada",
      epochs: epochs,
      batchSize: batchSize,
      learningRateMultiplier: multiplier,
      seed: seed
    )
    let shape = ModelShape(
      width: 16,
      layers: 1,
      heads: 2,
      vocabulary: tokenizer.vocabulary.count
    )
    var metrics: [FineTuneMetric] = []
    let outcome = try withWorkers(threads: threads) { pool in
      let trainer = Trainer(
        shape: shape,
        parameters: parameters,
        training: set(pairs),
        validation: validation.map(set),
        pool: pool,
        flag: CancellationFlag()
      )
      return try trainer.run { event in
        if case .metric(let metric) = event { metrics.append(metric) }
        onEvent(event)
      }
    }
    let model = LocalModel(
      shape: shape,
      parameters: parameters,
      tokenizer: tokenizer,
      weights: outcome.weights
    )
    #expect(outcome.trainedTokens == metrics.last?.tokens)
    return (model, metrics)
  }

  @Test func `twenty pairs are learned by heart`() throws {
    let (model, metrics) = try train(epochs: 20)
    let first = try #require(metrics.first).trainingLoss
    let last = metrics.suffix(5).reduce(0) { $0 + $1.trainingLoss } / 5
    #expect(first > 5)
    #expect(last < 0.5)
    let decoding = Decoding(temperature: 0, maximumTokens: 8, stop: ["\n"])
    let answers = try withWorkers {
      try Decoder(model, decoding, flag: CancellationFlag())
        .completions(of: twentyPairs.map(\.prompt), $0)
    }
    let right = zip(twentyPairs, answers).count { $0.completion == $1.text + "\n" }
    #expect(right == 20)
    #expect(answers.allSatisfy { $0.finishReason == .stop })
  }

  @Test func `the same seed gives the same bytes and another seed others`() throws {
    let one = try train(epochs: 1)
    let same = try train(epochs: 1)
    let other = try train(epochs: 1, seed: 1)
    #expect(ModelFile.bytes(of: one.model) == ModelFile.bytes(of: same.model))
    #expect(one.metrics == same.metrics)
    #expect(ModelFile.bytes(of: one.model) != ModelFile.bytes(of: other.model))
  }

  @Test(arguments: [2, 3, 8])
  func `the number of threads changes nothing`(threads: Int) throws {
    // All pairs several times in each step, so that a step has several shards.
    let many = Array(repeating: twentyPairs, count: 4).flatMap(\.self)
    func train(_ threads: Int) throws -> (model: LocalModel, metrics: [FineTuneMetric]) {
      try self.train(
        epochs: 2,
        batchSize: 40,
        pairs: many,
        validation: Array(twentyPairs.prefix(3)),
        threads: threads
      )
    }
    let alone = try train(1)
    let together = try train(threads)
    #expect(ModelFile.bytes(of: together.model) == ModelFile.bytes(of: alone.model))
    #expect(together.metrics == alone.metrics)
  }

  @Test func `every step is told with its epoch, its rate and the tokens so far`() throws {
    let (_, metrics) = try train(epochs: 2, batchSize: 6, validation: Array(twentyPairs.prefix(3)))
    #expect(metrics.map(\.step) == Array(1...8))
    #expect(metrics.map(\.epoch) == [1, 1, 1, 1, 2, 2, 2, 2])
    #expect(
      metrics.map { $0.validationLoss != nil } == [
        false, false, false, true, false, false, false, true,
      ]
    )
    let schedule = LearningRateSchedule(steps: 8)
    #expect(metrics.map(\.learningRateFactor) == (1...8).map { schedule.factor(atStep: $0) })
    let tokens = metrics.compactMap(\.tokens)
    try #require(tokens.count == 8)
    #expect(zip(tokens, tokens.dropFirst()).allSatisfy { $0 < $1 })
    #expect(tokens[7] == 2 * tokens[3])
  }

  @Test func `measuring a validation file changes nothing that is learned`() throws {
    let with = try train(epochs: 1, validation: Array(twentyPairs.prefix(3)))
    let without = try train(epochs: 1)
    #expect(with.model == without.model)
  }

  @Test func `a step of several rows is the step of one row`() throws {
    // Forty copies of the pairs in one step are more than one row holds. All pairs are in the step
    // equally often, so that its loss is that of the pairs once.
    let many = Array(repeating: twentyPairs, count: 20).flatMap(\.self)
    let large = try train(epochs: 1, batchSize: many.count, pairs: many)
    let small = try train(epochs: 1, batchSize: 20)
    let (one, other) = (large.metrics[0].trainingLoss, small.metrics[0].trainingLoss)
    #expect(abs(one - other) < 1e-5 * other)
    for (x, y) in zip(large.model.weights, small.model.weights) {
      #expect(abs(x - y) < 2e-2)
    }
  }

  @Test func `a loss that is not finite ends the job with the step and a way out`() {
    let error = #expect(throws: ProviderError.self) {
      try train(epochs: 2, multiplier: 1e35)
    }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("the job failed: the loss is no longer a finite number at step "))
    #expect(text.hasSuffix("try a learning-rate-multiplier below 1e+35"))
  }

  @Test func `the last step is always told as progress`() throws {
    var progress: [FineTuneProgress] = []
    _ = try train(epochs: 1) { event in
      if case .progress(let value) = event { progress.append(value) }
    }
    let last = try #require(progress.last)
    #expect(last.step == 5 && last.steps == 5 && last.epochs == 1)
    #expect(last.secondsLeft == 0)
    #expect((last.tokensPerSecond ?? 0) > 0)
  }
}

struct ProgressMeterTests {
  @Test func `steps in quick succession give few reports`() {
    var meter = ProgressMeter(epochs: 1, steps: 1000)
    let reports = (1...999).compactMap { step in
      meter.progress(
        after: FineTuneMetric(step: step, epoch: 1, trainingLoss: 1, tokens: step)
      )
    }
    #expect(reports.first?.step == 1)
    #expect(reports.count < 100)
  }
}
