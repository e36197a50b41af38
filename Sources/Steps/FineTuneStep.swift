internal import Engine
internal import Providers

/// Tunes one model with one seed on a dataset's training file.
struct FineTuneStep: Step {
  let id: StepID
  let provider: any Provider
  let parameters: FineTuneParameters

  /// The label in the tuned model's name.
  ///
  /// It changes no result, so it is not in the key: a paid model is not tuned again for another
  /// name.
  let suffix: String

  let training: UploadedInput
  let validation: UploadedInput

  /// How long a job at a service is waited for; nil for as long as it takes.
  ///
  /// It changes no result either.
  let deadline: Deadline?

  /// What says what the step costs; nil where it costs nothing.
  let costs: StepCosts?

  var kind: StepKind { Kind.fineTune.stepKind }
  var version: Int { 1 }
  var pool: PoolName { provider.pool }
  var files: [InputFile] { [] }
  var remoteAccount: String? { provider.remoteAccount }

  var pace: Pace {
    Pace(equal: ["provider", "account", "model"], proportional: ["epochs"])
  }

  var inputs: [StepInput] {
    // The receipts say where the files are, not what they are: uploading again tunes nothing again.
    [training.file, validation.file, training.receipt, validation.receipt]
  }

  var expectedBill: Bill? {
    costs?.training(of: parameters.model, epochs: parameters.epochs)
  }

  func describe(into fingerprint: inout Fingerprint) {
    fingerprint.add(provider.identity)
    fingerprint.add("model", parameters.model)
    fingerprint.add("epochs", parameters.epochs)
    fingerprint.add("batch-size", parameters.batchSize)
    fingerprint.add("learning-rate-multiplier", parameters.learningRateMultiplier)
    fingerprint.add("seed", parameters.seed)
  }

  func run(in context: StepContext) async throws(StepFailure) -> [ArtifactName] {
    let request = try request(in: context)
    let curve = TrainingCurve(path: context.path(of: .metrics))
    let job = PaidJob(
      provider: provider.telling(context.tell),
      request: request,
      context: context,
      payment: Payment(expected: expectedBill, context: context),
      deadline: deadline,
      begin: curve.begin
    )
    var model = try await job.result(account: provider.identity.account) { event in
      switch event {
      case .metric(let metric): curve.append(metric)
      case .progress(let progress): context.report(StepProgress(progress))
      case .message(let sentence): context.note(sentence)
      }
    }
    model.trainedTokens = TrainedTokens(request).possible(model.trainedTokens, tell: context.warn)
    if let seconds = model.seconds { context.note(workSeconds: seconds) }
    if let tokens = model.trainedTokens {
      try job.payment.end(billed: costs?.trained(tokens, by: parameters.model))
    } else {
      try job.payment.end(billed: nil)
    }
    try curve.close()
    let card = ModelCard(
      model,
      key: context.key.digest.hexadecimal,
      provider: provider.identity,
      parameters: parameters,
      trainingFile: request.trainingFile.content
    )
    let receipt = ModelReceipt(model, asked: parameters)
    let files = [
      try context.write(JSONDocument.pretty(card).utf8, to: .modelCard),
      try context.write(JSONDocument.pretty(receipt).utf8, to: .modelReceipt),
      .metrics,
    ]
    guard let weights = model.weightsPath else { return files }
    return files + [try context.adopt(weights, as: .weights)]
  }

  private func request(in context: StepContext) throws(StepFailure) -> FineTuneRequest {
    FineTuneRequest(
      parameters: parameters,
      trainingFile: try training.uploaded(in: context),
      validationFile: try validation.uploaded(in: context),
      suffix: suffix,
      stepKey: context.key.digest.hexadecimal,
      outputFolder: context.folder
    )
  }
}

/// A data file of the dataset and the receipt of its upload, as inputs of a step.
struct UploadedInput {
  let file: StepInput
  let receipt: StepInput

  func uploaded(in context: StepContext) throws(StepFailure) -> UploadedFile {
    let decoded: UploadReceipt = try JSONDocument.decode(
      context.input(receipt).path,
      as: "the receipt of an upload"
    )
    return UploadedFile(id: RemoteFileID(rawValue: decoded.id), content: context.dataFile(file))
  }
}

extension ArtifactName {
  static let modelCard = ArtifactName(rawValue: "model.json")
  static let modelReceipt = ArtifactName(rawValue: "model-receipt.json")
  static let metrics = ArtifactName(rawValue: "metrics.jsonl")
  static let weights = ArtifactName(rawValue: "model.weights")
}

extension StepProgress {
  /// A job's progress as one line: `epoch 3/10  step 402/1400  loss 1.8320  21 400 tokens/s`.
  fileprivate init(_ progress: FineTuneProgress) {
    self.init(
      fraction: progress.steps > 0
        ? min(1, max(0, Double(progress.step) / Double(progress.steps))) : nil,
      detail: [
        "epoch \(progress.epoch)/\(progress.epochs)",
        "step \(progress.step)/\(progress.steps)",
        "loss \(Decimals.fixed(progress.loss, 3))",
        progress.tokensPerSecond.map { "\(Decimals.grouped(Int($0))) tokens/s" },
      ].compactMap(\.self).joined(separator: "  "),
      secondsLeft: progress.secondsLeft
    )
  }
}
