import Providers

/// Trains one model from its first weights to its last on the calling thread.
///
/// It cannot be copied, and training uses it up: its memory is that of one model in the making.
struct Trainer: ~Copyable {
  /// The places for which there is memory; a step with more takes several passes.
  ///
  /// A document of more places raises it.
  static let usualCapacity = 2048

  /// The shape of the model.
  let shape: ModelShape

  /// How it is trained.
  let parameters: FineTuneParameters

  /// What it learns from.
  let training: DocumentSet

  /// What its loss is measured on after each epoch.
  let validation: DocumentSet?

  private let layout: ParameterLayout
  private let weights: FloatBuffer
  private let gradients: FloatBuffer
  private let activations: Activations
  private let optimizer: Optimizer
  private let schedule: LearningRateSchedule
  private let capacity: Int
  private let stepsPerEpoch: Int

  /// What a training ended with.
  struct Outcome: Sendable {
    /// The parameters in the order of `ParameterLayout`.
    var weights: [Float]

    /// The predictions that counted, all epochs together.
    var trainedTokens: Int
  }

  /// Makes the weights and all memory that training needs.
  init(
    shape: ModelShape,
    parameters: FineTuneParameters,
    training: DocumentSet,
    validation: DocumentSet?
  ) {
    self.shape = shape
    self.parameters = parameters
    self.training = training
    self.validation = validation
    layout = ParameterLayout(shape)
    weights = InitialParameters.make(shape, seed: parameters.seed)
    gradients = FloatBuffer(count: layout.count)
    let longest = max(training.longest, validation?.longest ?? 0)
    let most = training.largestTotal(ofDocuments: parameters.batchSize)
    capacity = max(longest, min(most, Self.usualCapacity))
    activations = Activations(shape, capacity: capacity, longest: longest, forTraining: true)
    optimizer = Optimizer(layout, learningRateMultiplier: parameters.learningRateMultiplier)
    stepsPerEpoch = (training.documents.count + parameters.batchSize - 1) / parameters.batchSize
    schedule = LearningRateSchedule(steps: stepsPerEpoch * parameters.epochs)
  }

  /// Takes all steps; each epoch is one pass over the documents in an order of its own.
  ///
  /// - Throws: `ProviderError.jobFailed` where the loss or the gradient is no longer finite;
  ///   `ProviderError.cancelled`.
  consuming func run(
    flag: CancellationFlag,
    onEvent: (FineTuneEvent) -> Void
  ) throws(ProviderError) -> Outcome {
    var generator = RandomGenerator(seed: parameters.seed, stream: .documentOrder)
    var meter = ProgressMeter(epochs: parameters.epochs, steps: schedule.steps)
    var step = 0
    var tokens = 0
    for epoch in 1...parameters.epochs {
      let order = generator.permutation(of: training.documents.count)
      for start in stride(from: 0, to: order.count, by: parameters.batchSize) {
        step += 1
        let batch = order[start..<min(start + parameters.batchSize, order.count)]
        let counted = batch.reduce(0) { $0 + training.documents[$1].countedTokens }
        let factor = schedule.factor(atStep: step)
        let loss = try self.loss(ofStep: step, batch, counted: counted, factor: factor, flag)
        tokens += counted
        let isLast = start + parameters.batchSize >= order.count
        let metric = FineTuneMetric(
          step: step,
          epoch: epoch,
          trainingLoss: loss,
          validationLoss: isLast ? try validationLoss(afterStep: step, flag) : nil,
          learningRateFactor: factor,
          tokens: tokens
        )
        onEvent(.metric(metric))
        if let progress = meter.progress(after: metric) { onEvent(.progress(progress)) }
      }
    }
    // The loss of a step is measured before it, so that nothing else looks at the last one's result.
    guard VectorArithmetic.sumOfSquares(weights.base, count: layout.count).isFinite else {
      throw failure(atStep: step)
    }
    return Outcome(weights: weights.values, trainedTokens: tokens)
  }

  /// Takes one step and returns the mean loss of its documents before the step.
  private func loss(
    ofStep step: Int,
    _ batch: ArraySlice<Int>,
    counted: Int,
    factor: Double,
    _ flag: CancellationFlag
  ) throws(ProviderError) -> Double {
    gradients.clear()
    var total = 0.0
    try forEachRow(of: training, batch, flag) { row, context throws(ProviderError) in
      try ForwardPass(context).run(row)
      let backward = BackwardPass(context, gradients: gradients)
      total += try backward.run(row, weight: 1 / Float(counted))
    }
    let loss = total / Double(counted)
    guard loss.isFinite else { throw failure(atStep: step) }
    let wasFinite = try optimizer.step(
      parameters: weights.base,
      gradients: gradients.base,
      factor: factor
    )
    guard wasFinite else { throw failure(atStep: step) }
    return loss
  }

  private func failure(atStep step: Int) -> ProviderError {
    .jobFailed(
      "the loss is no longer a finite number at step \(step) of \(schedule.steps); try a"
        + " learning-rate-multiplier below \(parameters.learningRateMultiplier)"
    )
  }

  /// The mean loss over the validation documents, or nil if there are none.
  private func validationLoss(
    afterStep step: Int,
    _ flag: CancellationFlag
  ) throws(ProviderError) -> Double? {
    guard let validation else { return nil }
    var total = 0.0
    let all = Array(validation.documents.indices)
    try forEachRow(of: validation, all[...], flag) { row, context throws(ProviderError) in
      try ForwardPass(context).run(row)
      total += try OutputLoss(context).value(row)
    }
    guard total.isFinite else { throw failure(atStep: step) }
    return total / Double(validation.countedTokens)
  }

  private func forEachRow(
    of set: DocumentSet,
    _ indices: ArraySlice<Int>,
    _ flag: CancellationFlag,
    _ body: (TokenSequences, PassContext) throws(ProviderError) -> Void
  ) throws(ProviderError) {
    let context = PassContext(
      layout: layout,
      weights: weights,
      activations: activations,
      flag: flag
    )
    var row = TokenSequences()
    for part in set.rows(of: indices, capacity: capacity) {
      set.fill(&row, with: part)
      try body(row, context)
    }
  }
}
