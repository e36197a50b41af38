internal import Engine
internal import Manifest
internal import Metrics
internal import Providers

/// Asks one tuned model about one split.
struct EvaluateStep: StepDetails {
  /// The version of what is made of equal answers.
  ///
  /// Exact match left out white space before the completion in the first. What was paid for stays as it was,
  /// since asking again would cost again.
  private var version: Int { rates == nil ? 2 : 1 }

  /// The provider's name.
  let provider: String

  /// The model that was tuned, by the manifest's name.
  let baseModel: String

  let split: Manifest.Split

  /// What is asked; a difference of splits is the report's to make, and not among the metrics here.
  let settings: Manifest.Evaluate

  /// What the model's tokens cost; nil where nothing is paid.
  let rates: ModelRates?

  /// What the model is, where it is, and its files where the provider does not keep them.
  let modelCard: StepInput
  let modelReceipt: StepInput
  let modelFiles: [StepInput]

  /// The untuned model, where the provider does not have it under its name.
  var base: BaseModelInput?

  /// The values of the provider's own training parameters.
  var own: [String: ParameterValue] = [:]

  /// The split's items, and the card of the dataset that they are from.
  let items: StepInput
  let datasetCard: StepInput

  /// The file of the dataset that the model was trained on, by its name on the card.
  var trainingFile = ArtifactName.trainingFile

  /// Whether the untuned model completes the prompts too: one that was trained before knows something.
  fileprivate var untunedCompletes: Bool {
    settings.baseModel && base != nil && settings.needs.contains(.completion)
  }

  /// The step; `costs` says what it is expected to cost, and is nil where it costs nothing.
  func spec(id: StepID, at provider: any Provider, _ costs: StepCosts?) -> StepSpec {
    var fingerprint = Fingerprint()
    fingerprint.add(provider.identity)
    fingerprint.add(software: provider.software(for: own))
    fingerprint.add("split", split.rawValue)
    // Metrics are a set: their order changes no result.
    fingerprint.add("metrics", settings.metrics.map(\.rawValue).sorted())
    fingerprint.add("base-model", settings.scoresBaseModel)
    if untunedCompletes { fingerprint.add("base-completions", true) }
    fingerprint.add("temperature", settings.temperature)
    return StepSpec(
      id: id,
      kind: Kind.evaluate.stepKind,
      version: version,
      parameters: fingerprint,
      inputs: [modelCard, modelReceipt, items, datasetCard] + modelFiles + (base?.made ?? []),
      files: base?.files ?? [],
      pool: provider.pool,
      resources: provider.resources(),
      pace: Pace(equal: ["provider", "account", "split", "metrics"]),
      cost: costs.map { costs in
        ExpectedCost { [baseModel, split, settings] in
          costs.evaluation(of: baseModel, about: split, settings)
        }
      } ?? .nothing,
      details: self
    )
  }

  /// Refuses a split that is not from the dataset that the model was trained on.
  func checkOrigin(
    of model: ModelCard,
    in context: StepContext
  ) throws(StepFailure) {
    let dataset: DatasetDigests = try JSONDocument.decode(
      context.input(datasetCard).path,
      as: "the card of the dataset"
    )
    let digest = context.input(items).digest.hexadecimal
    guard dataset.digest(of: trainingFile) == model.trainingFile else {
      throw StepFailure(
        "checking where the split '\(split.rawValue)' is from",
        .data(
          "\(model.baseModel) was trained on the file \(model.trainingFile.prefix(12)), which is not the "
            + "training file of this split's dataset",
          record: nil
        )
      )
    }
    guard dataset.digest(of: split.fileName) == digest else {
      throw StepFailure(
        "checking where the split '\(split.rawValue)' is from",
        .data("the file \(digest.prefix(12)) is not in the dataset's card", record: nil)
      )
    }
  }

  func reference(in context: StepContext) throws(StepFailure) -> ModelReference {
    var model = try context.tunedModel(modelCard, modelReceipt, own: own)
    model.files = modelFiles.map(context.dataFile)
    model.baseFiles = base?.dataFiles(in: context) ?? []
    return model
  }
}

struct EvaluateWork: StepWork {
  let providers: KnownProviders

  var kind: StepKind { Kind.evaluate.stepKind }

  func run(
    _ step: EvaluateStep,
    in context: StepContext
  ) async throws(StepFailure) -> [ArtifactName] {
    let card: ModelCard = try JSONDocument.decode(
      context.input(step.modelCard).path,
      as: "the card of the model"
    )
    try step.checkOrigin(of: card, in: context)
    let lines: [ItemLine] = try JSONDocument.decodeLines(
      context.input(step.items).path,
      as: "the split '\(step.split.rawValue)'"
    )
    guard !lines.isEmpty else {
      throw StepFailure(
        "reading the split '\(step.split.rawValue)'",
        .data("the split has no items", record: nil)
      )
    }
    let provider = try providers.provider(step.provider)
    var records = lines.enumerated().map { index, line in
      ItemRecord(item: index + 1, prompt: line.prompt, target: line.completion)
    }
    try await ask(about: &records, of: provider, step, in: context)
    let aggregates = Aggregates(
      of: records,
      by: step.settings.metrics.map(\.metric),
      split: step.split.rawValue,
      model: card,
      temperature: step.settings.temperature
    )
    return [
      try context.write(
        records.map { JSONDocument.line($0) + "\n" }.joined().utf8,
        to: .itemRecords
      ),
      try context.write(JSONDocument.pretty(aggregates).utf8, to: .aggregates),
    ]
  }

  /// Fills in what the model says about the items, and writes down what that cost.
  private func ask(
    about records: inout [ItemRecord],
    of provider: any Provider,
    _ step: EvaluateStep,
    in context: StepContext
  ) async throws(StepFailure) {
    let activity = "asking \(step.baseModel) about '\(step.split.rawValue)'"
    let payment = Payment(expected: context.expectedBill, context: context)
    let meter = UsageMeter()
    let questioning = Questioning(
      completions: provider.telling(context.tell).completions(telling: meter.note),
      settings: step.settings,
      tuned: try step.reference(in: context),
      untunedCompletes: step.untunedCompletes,
      answersAreMessages: provider.dataLayout(ofModel: step.baseModel) != .completion
    )
    try payment.begin(activity, isSame: false)
    do {
      try await questioning.fill(&records) { context.report($0) }
    } catch {
      // Answers that were under way may be billed; where none came, nothing was asked for.
      if meter.hasAnswers || error == .cancelled {
        try payment.end(billed: nil)
      } else {
        try payment.void()
      }
      throw StepFailure(activity, because: error)
    }
    try payment.end(billed: meter.counts.flatMap { step.rates?.asked($0) })
  }
}

/// One line of a split's file.
private struct ItemLine: Decodable {
  var prompt: String
  var completion: String
}

extension ArtifactName {
  static let itemRecords = ArtifactName(rawValue: "items.jsonl")
  static let aggregates = ArtifactName(rawValue: "aggregates.json")
}
