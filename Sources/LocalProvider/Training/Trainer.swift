import CKernels
import Providers

/// Trains one model from its first weights to its last.
///
/// It cannot be copied, and training uses it up: its memory is that of one model in the making.
struct Trainer: ~Copyable {
  /// The shape of the model.
  let shape: ModelShape

  /// How it is trained.
  let parameters: FineTuneParameters

  /// What it learns from.
  let training: DocumentSet

  /// What its loss is measured on after each epoch.
  let validation: DocumentSet?

  private let weights: FloatBuffer
  private let transposed: TransposedParameters
  private let gradient: StepGradient
  private let validationLosses: DoubleBuffer
  private let pool: WorkerPool
  private let optimizer: Optimizer
  private let schedule: LearningRateSchedule

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
    validation: DocumentSet?,
    pool: WorkerPool,
    flag: CancellationFlag
  ) {
    self.shape = shape
    self.parameters = parameters
    self.training = training
    self.validation = validation
    self.pool = pool
    let layout = ParameterLayout(shape)
    let weights = InitialParameters.make(shape, seed: parameters.seed)
    let transposed = TransposedParameters(
      of: [layout.embedding] + layout.layers.flatMap(\.matrices)
    )
    transposed.update(from: weights.base)
    self.weights = weights
    self.transposed = transposed
    let longest = max(training.longest, validation?.longest ?? 0)
    gradient = StepGradient(
      layout: layout,
      places: training.largestTotal(ofDocuments: parameters.batchSize),
      batchSize: parameters.batchSize,
      longest: longest,
      threads: pool.size
    ) { capacity in
      PassContext(
        layout: layout,
        weights: weights,
        transposed: transposed,
        activations: Activations(shape, capacity: capacity, longest: longest, forTraining: true),
        flag: flag
      )
    }
    validationLosses = DoubleBuffer(count: validation?.documents.count ?? 0)
    optimizer = Optimizer(
      layout,
      learningRateMultiplier: parameters.rateFactor,
      workers: pool.size
    )
    let stepsPerEpoch =
      (training.documents.count + parameters.batchSize - 1) / parameters.batchSize
    schedule = LearningRateSchedule(steps: stepsPerEpoch * parameters.epochs)
  }

  /// Takes all steps; each epoch is one pass over the documents in an order of its own.
  ///
  /// - Throws: `ProviderError.jobFailed` where the loss or the gradient is no longer finite;
  ///   `ProviderError.cancelled`.
  consuming func run(onEvent: (FineTuneEvent) -> Void) throws(ProviderError) -> Outcome {
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
        let loss = try self.loss(ofStep: step, batch, counted: counted, factor: factor)
        tokens += counted
        let isLast = start + parameters.batchSize >= order.count
        let metric = FineTuneMetric(
          step: step,
          epoch: epoch,
          trainingLoss: loss,
          validationLoss: isLast ? try validationLoss(afterStep: step) : nil,
          learningRateFactor: factor,
          tokens: tokens
        )
        onEvent(.metric(metric))
        if let progress = meter.progress(after: metric) { onEvent(.progress(progress)) }
      }
    }
    // The loss of a step is measured before it, so that nothing else looks at the last one's result.
    guard VectorKernels.best.sum_of_squares(weights.base, weights.count).isFinite else {
      throw failure(atStep: step)
    }
    return Outcome(weights: weights.values, trainedTokens: tokens)
  }

  /// Takes one step and returns the mean loss of its documents before the step.
  private func loss(
    ofStep step: Int,
    _ batch: ArraySlice<Int>,
    counted: Int,
    factor: Double
  ) throws(ProviderError) -> Double {
    let (total, norm) = try gradient.compute(
      batch,
      of: training,
      weight: 1 / Float(counted),
      pool
    )
    let loss = total / Double(counted)
    guard loss.isFinite, norm.isFinite else { throw failure(atStep: step) }
    try optimizer.step(
      parameters: weights.base,
      gradients: gradient.sum,
      gradientNorm: norm,
      factor: factor,
      pool,
      // Here and not after the step: the part is still in the thread's cache.
      whenChanged: { [weights, transposed] in transposed.update($0, from: weights.base) }
    )
    return loss
  }

  private func failure(atStep step: Int) -> ProviderError {
    .jobFailed(
      "the loss is no longer a finite number at step \(step) of \(schedule.steps); try a"
        + " learning-rate-multiplier below \(parameters.rateFactor)"
    )
  }

  /// The mean loss over the validation documents, or nil if there are none.
  private func validationLoss(afterStep step: Int) throws(ProviderError) -> Double? {
    guard let validation else { return nil }
    let rows = validation.rows(
      of: Array(validation.documents.indices),
      capacity: gradient.capacity
    )
    try pool.perform(rows.count) { row, worker throws(ProviderError) in
      validationLosses.base[row] = try gradient.passes[worker].loss(of: rows[row], in: validation)
    }
    let total = validationLosses.values.prefix(rows.count).reduce(0, +)
    guard total.isFinite else { throw failure(atStep: step) }
    return total / Double(validation.countedTokens)
  }
}
