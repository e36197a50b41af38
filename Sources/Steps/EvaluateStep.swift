internal import Engine
internal import Manifest
internal import Providers

/// Asks one tuned model about one split.
struct EvaluateStep: Step {
  let id: StepID
  let provider: any Provider

  /// The model that was tuned, by the manifest's name.
  let baseModel: String

  let split: Manifest.Split

  /// What is asked; a difference of splits is the report's to make, and not among the metrics here.
  let settings: Manifest.Evaluate

  /// What says what the step costs; nil where it costs nothing.
  let costs: StepCosts?

  /// What the model is, where it is, and its file where the provider keeps it here.
  let modelCard: StepInput
  let modelReceipt: StepInput
  let weights: StepInput?

  /// The split's items, and the card of the dataset that they are from.
  let items: StepInput
  let datasetCard: StepInput

  /// The file of the dataset that the model was trained on, by its name on the card.
  var trainingFile = ArtifactName.trainingFile

  var kind: StepKind { Kind.evaluate.stepKind }
  var version: Int { 1 }
  var pool: PoolName { provider.pool }
  var files: [InputFile] { [] }
  var pace: Pace { Pace(equal: ["provider", "account", "split", "metrics"]) }

  var inputs: [StepInput] {
    [modelCard, modelReceipt, items, datasetCard] + (weights.map { [$0] } ?? [])
  }

  var expectedBill: Bill? {
    costs?.evaluation(of: baseModel, about: split, settings)
  }

  func describe(into fingerprint: inout Fingerprint) {
    fingerprint.add(provider.identity)
    fingerprint.add("split", split.rawValue)
    // Metrics are a set: their order changes no result.
    fingerprint.add("metrics", settings.metrics.map(\.rawValue).sorted())
    fingerprint.add("base-model", settings.scoresBaseModel)
    fingerprint.add("temperature", settings.temperature)
  }

  func run(in context: StepContext) async throws(StepFailure) -> [ArtifactName] {
    let card: ModelCard = try JSONDocument.decode(
      context.input(modelCard).path,
      as: "the card of the model"
    )
    try checkOrigin(of: card, in: context)
    let lines: [ItemLine] = try JSONDocument.decodeLines(
      context.input(items).path,
      as: "the split '\(split.rawValue)'"
    )
    guard !lines.isEmpty else {
      throw StepFailure(
        "reading the split '\(split.rawValue)'",
        .data("the split has no items", record: nil)
      )
    }
    var records = lines.enumerated().map { index, line in
      ItemRecord(item: index + 1, prompt: line.prompt, target: line.completion)
    }
    try await ask(about: &records, in: context)
    let aggregates = Aggregates(
      of: records,
      split: split.rawValue,
      model: card,
      temperature: settings.temperature
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
    in context: StepContext
  ) async throws(StepFailure) {
    let activity = "asking \(baseModel) about '\(split.rawValue)'"
    let payment = Payment(expected: expectedBill, context: context)
    let meter = UsageMeter()
    let questioning = Questioning(
      completions: provider.telling(context.tell).completions(telling: meter.note),
      settings: settings,
      tuned: try reference(in: context)
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
    try payment.end(billed: meter.counts.flatMap { costs?.asked($0, of: baseModel) })
  }

  /// Refuses a split that is not from the dataset that the model was trained on.
  private func checkOrigin(
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

  private func reference(in context: StepContext) throws(StepFailure) -> ModelReference {
    let receipt: ModelReceipt = try JSONDocument.decode(
      context.input(modelReceipt).path,
      as: "the receipt of the model"
    )
    return ModelReference(
      id: receipt.id,
      baseModel: receipt.baseModel,
      stage: .tuned,
      weights: weights.map { context.dataFile($0) }
    )
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
