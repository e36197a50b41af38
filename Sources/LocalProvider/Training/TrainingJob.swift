import Providers

/// The whole of one job: from files to a trained model.
struct TrainingJob: Sendable {
  /// The size of the model.
  let size: ModelSize

  /// How it is trained.
  let parameters: FineTuneParameters

  /// What it learns from.
  let training: PairFile

  /// What its loss is measured on after each epoch.
  let validation: PairFile?

  /// Reads the files, trains with a pool whose first thread calls, and returns the model.
  func run(
    pool: WorkerPool,
    flag: CancellationFlag,
    onEvent: (FineTuneEvent) -> Void
  ) throws(ProviderError) -> (model: LocalModel, trainedTokens: Int) {
    let tokenizer = Tokenizer(vocabulary: try vocabulary(flag))
    let shape = size.shape(vocabulary: tokenizer.vocabulary.count)
    let trainer = Trainer(
      shape: shape,
      parameters: parameters,
      training: try DocumentSet(training, tokenizer, flag: flag),
      validation: try validation.map { file throws(ProviderError) in
        try DocumentSet(file, tokenizer, flag: flag)
      },
      pool: pool,
      flag: flag
    )
    let outcome = try trainer.run(onEvent: onEvent)
    let model = LocalModel(
      shape: shape,
      parameters: parameters,
      tokenizer: tokenizer,
      weights: outcome.weights
    )
    return (model, outcome.trainedTokens)
  }

  /// The vocabulary of the training file's prompts and completions.
  private func vocabulary(_ flag: CancellationFlag) throws(ProviderError) -> Vocabulary {
    var builder = VocabularyBuilder()
    try training.forEachPair { pair, _ throws(ProviderError) in
      try flag.check()
      builder.add(pair.prompt)
      builder.add(pair.completion)
    }
    return builder.vocabulary()
  }
}
