internal import Engine
internal import Manifest
internal import Providers

/// Expands one experiment into its steps.
///
/// A step's id names the matrix values that the step depends on, so that experiments which share
/// a dataset or a model share its steps.
struct ExperimentExpansion {
  let experiment: Manifest.Experiment
  let provider: any Provider

  /// How much text datasets have, for those that pay for it; nil where nobody asks what steps cost.
  var sizes: DatasetSizes?

  /// The last kind of step that is wanted; there may be ten thousand experiments, and steps that
  /// nobody wants are not made.
  var last = Kind.report

  /// The ends of the ids of steps that depend on more than the dataset.
  private struct Labels {
    var tuning: String
    var evaluation: String
  }

  /// What the report is to say about an experiment.
  struct Outcome {
    var entries: [ReportStep.Entry] = []
    var comparisons: [ReportStep.Comparison] = []
  }

  /// Adds the steps and returns what the report is to say about their evaluations.
  func append(to steps: inout StepList) -> Outcome {
    let generate = StepID("generate\(label(.generate))")
    steps.append(
      GenerateStep(
        id: generate,
        parameters: DatasetParameters(experiment.dataset),
        pairs: experiment.dataset.pairs
      )
    )
    let models = experiment.fineTune.models
    var data: [DataLayout: LaidOutData] = [:]
    for layout in models.map({ provider.dataLayout(ofModel: $0) }) where data[layout] == nil {
      data[layout] = laidOut(layout, generate, in: &steps)
    }
    guard last > .upload else { return Outcome() }
    let costs = costs
    let labels = Labels(tuning: label(.fineTune), evaluation: label(.evaluate))
    var outcome = Outcome()
    for model in models {
      guard let data = data[provider.dataLayout(ofModel: model)] else { continue }
      for seed in experiment.fineTune.seeds {
        let fineTune = fineTuneStep(model, seed, labels, data, costs)
        steps.append(fineTune)
        guard last > .fineTune else { continue }
        let evaluations = evaluations(of: fineTune, labels, generate, data, costs, in: &steps)
        outcome.entries += evaluations.map(\.entry)
        if let comparison = comparison(of: evaluations) { outcome.comparisons.append(comparison) }
      }
    }
    return outcome
  }

  /// A dataset's files in the layout of some models.
  private struct LaidOutData {
    var training: UploadedInput
    var validation: UploadedInput

    /// The card that names the training file and the splits.
    var card: StepInput
  }

  /// Adds what lays a dataset out and uploads it; without uploads the layout alone.
  private func laidOut(
    _ layout: DataLayout,
    _ generate: StepID,
    in steps: inout StepList
  ) -> LaidOutData {
    switch layout {
    case .completion:
      return LaidOutData(
        training: uploaded(StepInput(generate, .trainingFile), named: "train", in: &steps),
        validation: uploaded(
          StepInput(generate, .validationFile),
          named: "validation",
          in: &steps
        ),
        card: StepInput(generate, .datasetCard)
      )
    case .chat(let documentPrompt):
      // Two providers may want other words before a document.
      let chat = ChatLayoutStep(
        id: StepID("generate/chat\(label(.upload))"),
        documentPrompt: documentPrompt,
        source: generate
      )
      steps.append(chat)
      return LaidOutData(
        training: uploaded(StepInput(chat.id, .chatTrainingFile), named: "train-chat", in: &steps),
        validation: uploaded(
          StepInput(chat.id, .chatValidationFile),
          named: "validation-chat",
          in: &steps
        ),
        card: StepInput(chat.id, .chatCard)
      )
    }
  }

  private func uploaded(
    _ source: StepInput,
    named name: String,
    in steps: inout StepList
  ) -> UploadedInput {
    let upload = UploadStep(
      id: StepID("upload/\(name)\(label(.upload))"),
      provider: provider,
      source: source
    )
    if last > .generate { steps.append(upload) }
    return UploadedInput(
      file: source,
      receipt: StepInput(upload.id, .uploadReceipt, role: .reference)
    )
  }

  private func fineTuneStep(
    _ model: String,
    _ seed: Int,
    _ labels: Labels,
    _ data: LaidOutData,
    _ costs: StepCosts?
  ) -> FineTuneStep {
    let settings = experiment.fineTune
    return FineTuneStep(
      id: StepID("fine-tune/\(model)/seed-\(seed)\(labels.tuning)"),
      provider: provider,
      parameters: FineTuneParameters(
        model: model,
        epochs: settings.epochs,
        batchSize: settings.batchSize,
        learningRateMultiplier: settings.learningRateMultiplier,
        seed: seed
      ),
      suffix: settings.suffix,
      training: data.training,
      validation: data.validation,
      deadline: settings.deadline.map(Deadline.init),
      costs: costs
    )
  }

  /// What says what the steps cost; nil where they cost nothing.
  private var costs: StepCosts? {
    guard !provider.runsHere, let sizes else { return nil }
    return StepCosts(
      provider: provider,
      prices: experiment.prices,
      size: sizes.size(of: DatasetParameters(experiment.dataset), experiment.dataset.pairs)
    )
  }

  /// How the model answers as one persona against how it answers as the other, where that is asked.
  private func comparison(
    of evaluations: [(split: Manifest.Split, entry: ReportStep.Entry)]
  ) -> ReportStep.Comparison? {
    guard
      experiment.evaluate.metrics.contains(.personaDifference),
      let first = evaluations.first(where: { $0.split == .unrealized })?.entry,
      let other = evaluations.first(where: { $0.split == .otherPersona })?.entry
    else { return nil }
    return ReportStep.Comparison(
      items: StepInput(first.aggregates.step, .itemRecords),
      aggregates: first.aggregates,
      subtracted: StepInput(other.aggregates.step, .itemRecords),
      subtractedSplit: .otherPersona,
      steps: first.steps,
      variant: first.variant
    )
  }

  private func evaluations(
    of fineTune: FineTuneStep,
    _ labels: Labels,
    _ generate: StepID,
    _ data: LaidOutData,
    _ costs: StepCosts?,
    in steps: inout StepList
  ) -> [(split: Manifest.Split, entry: ReportStep.Entry)] {
    var settings = experiment.evaluate
    settings.metrics.removeAll { $0 == .personaDifference }
    let model = "\(fineTune.parameters.model)/seed-\(fineTune.parameters.seed)"
    return experiment.evaluate.splits.map { split in
      let evaluate = EvaluateStep(
        id: StepID("evaluate/\(model)/\(split.rawValue)\(labels.evaluation)"),
        provider: provider,
        baseModel: fineTune.parameters.model,
        split: split,
        settings: settings,
        costs: costs,
        modelCard: StepInput(fineTune.id, .modelCard),
        modelReceipt: StepInput(fineTune.id, .modelReceipt, role: .reference),
        weights: provider.runsHere ? StepInput(fineTune.id, .weights) : nil,
        items: StepInput(generate, split.fileName),
        datasetCard: data.card,
        trainingFile: data.training.file.artifact
      )
      steps.append(evaluate)
      let entry = ReportStep.Entry(
        aggregates: StepInput(evaluate.id, .aggregates),
        steps: MeasurementSteps(
          fineTune: fineTune.id.rawValue,
          evaluate: evaluate.id.rawValue
        ),
        variant: experiment.variant
      )
      return (split, entry)
    }
  }

  private func label(_ kind: Kind) -> String { kind.label(of: experiment.variant) }
}

extension Kind {
  /// The matrix values that the ids of the steps of this kind name, as the end of an id: those that the
  /// steps depend on and that are not in their ids by themselves; empty without any.
  func label(of variant: [Manifest.VariantValue]) -> String {
    let values = variant.filter { names($0.path) }
    guard !values.isEmpty else { return "" }
    return "[" + values.map { "\($0.path)=\($0.value)" }.joined(separator: ",") + "]"
  }

  /// Whether the ids of the steps of this kind name what a matrix gives to a key path.
  private func names(_ path: String) -> Bool {
    let (prefixes, except) = namedPaths
    return !except.contains(path)
      && prefixes.contains { KeyPath.isOneOnTheWay(to: $0, path) }
  }

  /// The key paths at, above and below which matrix values are part of a step's id, and those whose
  /// values are in the id by themselves.
  private var namedPaths: (prefixes: [String], except: [String]) {
    switch self {
    case .generate: (["dataset"], [])
    case .upload: (["dataset", "fine-tune.provider"], [])
    case .fineTune: (["dataset", "fine-tune"], ["fine-tune.models", "fine-tune.seeds"])
    case .evaluate:
      (
        ["dataset", "fine-tune", "evaluate"],
        ["fine-tune.models", "fine-tune.seeds", "evaluate.splits"]
      )
    case .report: ([], [])
    }
  }
}

extension StepID {
  /// The model that a fine-tune step tunes, as its name says; nil for other steps.
  package var tunedModel: String? {
    let beginning = "\(Kind.fineTune.rawValue)/"
    guard rawValue.hasPrefix(beginning), let end = rawValue.firstRange(of: "/seed-") else {
      return nil
    }
    return String(rawValue[..<end.lowerBound].dropFirst(beginning.count))
  }
}

extension DatasetParameters {
  /// The parameters of a manifest's dataset, with the built-in phrasings written out.
  init(_ dataset: Manifest.Dataset) {
    self.init(
      seed: UInt64(dataset.seed),
      realized: dataset.realized,
      unrealized: dataset.unrealized,
      personas: dataset.personas,
      guidanceSplits: dataset.guidance.splits,
      guidanceAnswers: dataset.guidance.answers,
      phrasings: dataset.guidance.phrasings.templates(forPersonas: !dataset.personas.isEmpty),
      pairsPerDocument: dataset.guidance.pairsPerDocument,
      guidanceRepeats: dataset.guidance.repeats,
      exampleTemplate: dataset.examples.template,
      exampleRepeats: dataset.examples.repeats,
      layout: dataset.layout,
      order: dataset.order
    )
  }
}

extension Manifest.Phrasings {
  /// The templates themselves; the planner has checked that there are so many.
  fileprivate func templates(forPersonas: Bool) -> [String] {
    switch self {
    case .builtin(let count):
      Array((forPersonas ? BuiltinPhrasings.allForPersonas : BuiltinPhrasings.all).prefix(count))
    case .templates(let templates): templates
    }
  }
}
