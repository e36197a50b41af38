internal import Engine
internal import Providers
internal import Report

/// Tunes one model with one seed on a dataset's training file.
struct FineTuneStep: StepDetails {
  /// The provider's name.
  let provider: String
  let parameters: FineTuneParameters

  /// The label in the tuned model's name.
  ///
  /// It changes no result, so it is not in the key: a paid model is not tuned again for another
  /// name.
  let suffix: String?

  let training: UploadedInput
  let validation: UploadedInput

  /// The untuned model, where the provider does not have it under its name.
  let baseModel: BaseModelInput?

  /// How long a job at a service is waited for; nil for as long as it takes.
  ///
  /// It changes no result either.
  let deadline: Deadline?

  /// What the model's tokens cost; nil where nothing is paid.
  let rates: ModelRates?

  /// The step; `costs` says what it is expected to cost, and is nil where it costs nothing.
  func spec(id: StepID, at provider: any Provider, _ costs: StepCosts?) -> StepSpec {
    var fingerprint = Fingerprint()
    fingerprint.add(provider.identity)
    fingerprint.add(software: provider.software(for: parameters.own))
    // Of a model in files the contents count, and not the name.
    if baseModel?.isEmpty ?? true { fingerprint.add("model", parameters.model) }
    fingerprint.add("epochs", parameters.epochs)
    fingerprint.add("batch-size", parameters.batchSize)
    if let multiplier = parameters.learningRateMultiplier {
      fingerprint.add("learning-rate-multiplier", multiplier)
    }
    fingerprint.add("seed", parameters.seed)
    for (path, value) in parameters.own where provider.trainingSection.changesResult(path) {
      fingerprint.add(path, value.field)
    }
    return StepSpec(
      id: id,
      kind: Kind.fineTune.stepKind,
      parameters: fingerprint,
      // The receipts say where the files are, not what they are: uploading again tunes nothing again.
      inputs: [training.file, validation.file, training.receipt, validation.receipt]
        + (baseModel?.made ?? []),
      files: baseModel?.files ?? [],
      pool: provider.pool,
      resources: provider.resources(
        disk: provider.keptWeights(of: parameters) == .all ? baseModel?.byteCount : nil
      ),
      remoteAccount: provider.remoteAccount,
      pace: Pace(equal: ["provider", "account", "model"], proportional: ["epochs"]),
      cost: costs.map { costs in
        ExpectedCost { [parameters] in
          costs.training(of: parameters.model, epochs: parameters.epochs)
        }
      } ?? .nothing,
      details: self
    )
  }

  func request(in context: StepContext) throws(StepFailure) -> FineTuneRequest {
    FineTuneRequest(
      parameters: parameters,
      trainingFile: try training.uploaded(in: context),
      validationFile: try validation.uploaded(in: context),
      baseModel: baseModel?.dataFiles(in: context) ?? [],
      suffix: suffix,
      stepKey: context.key.digest.hexadecimal,
      outputFolder: context.folder,
      stateFolder: context.stateFolder
    )
  }
}

struct FineTuneWork: StepWork {
  let providers: KnownProviders

  var kind: StepKind { Kind.fineTune.stepKind }

  func run(
    _ step: FineTuneStep,
    in context: StepContext
  ) async throws(StepFailure) -> [ArtifactName] {
    let provider = try providers.provider(step.provider)
    let parameters = step.parameters
    let request = try step.request(in: context)
    let curve = TrainingCurve(path: context.path(of: .metrics))
    let job = PaidJob(
      provider: provider.telling(context.tell),
      request: request,
      context: context,
      payment: Payment(expected: context.expectedBill, context: context),
      deadline: step.deadline,
      prepare: curve.begin
    ) { event in
      switch event {
      case .metric(let metric): curve.append(metric)
      case .progress(let progress): context.report(StepProgress(progress))
      case .message(let sentence): context.note(sentence)
      }
    }
    var model = try await job.model()
    model.trainedTokens = TrainedTokens(request).possible(model.trainedTokens, tell: context.warn)
    if let seconds = model.seconds { context.note(workSeconds: seconds) }
    if let tokens = model.trainedTokens {
      try job.payment.end(billed: step.rates?.trained(tokens))
    } else {
      try job.payment.end(billed: nil)
    }
    try curve.close()
    let card = ModelCard(
      model,
      key: context.key.digest.hexadecimal,
      provider: provider.identity,
      section: provider.trainingSection,
      parameters: parameters,
      trainingFile: request.trainingFile.content
    )
    let receipt = ModelReceipt(model, asked: parameters)
    let files = [
      try context.write(JSONDocument.pretty(card).utf8, to: .modelCard),
      try context.write(JSONDocument.pretty(receipt).utf8, to: .modelReceipt),
      .metrics,
    ]
    return files + model.files.map(ArtifactName.init(rawValue:))
  }
}

/// A data file of the dataset and the receipt of its upload, as inputs of a step.
struct UploadedInput: Codable {
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

extension ParameterValue {
  /// The value as a field of a cache key.
  fileprivate var field: FieldValue {
    switch self {
    case .boolean(let flag): .bool(flag)
    case .integer(let number): .int(number)
    case .number(let number): .double(number)
    case .text(let text): .string(text)
    case .texts(let texts): .strings(texts)
    }
  }
}
