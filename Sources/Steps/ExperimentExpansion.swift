internal import Engine
internal import Manifest
internal import Metrics
internal import Providers
internal import Report

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

  /// What is done once experiments have measured all that they measure.
  struct Outcome {
    var entries: [ReportStep.Entry] = []
    var comparisons: [ReportStep.Comparison] = []

    /// The models whose weights go.
    var discards: [DiscardStep] = []
  }

  /// Adds the steps and returns what is done after them.
  func append(to steps: inout StepList) -> Outcome {
    let generate = StepID("generate\(label(.generate))")
    steps.append(generate) { id in
      GenerateStep(
        parameters: DatasetParameters(experiment.dataset),
        pairs: experiment.dataset.pairs
      )
      .spec(id: id)
    }
    let models = experiment.fineTune.models
    var data: [DataLayout: LaidOutData] = [:]
    for layout in models.map({ provider.dataLayout(ofModel: $0) }) where data[layout] == nil {
      data[layout] = laidOut(layout, generate, in: &steps)
    }
    guard last > .upload else { return Outcome() }
    let costs = costs
    let labels = Labels(tuning: label(.fineTune), evaluation: label(.evaluate))
    let section = provider.trainingSection
    let own = section.own.isEmpty ? [:] : section.values(in: experiment.resolved["fine-tune"])
    var outcome = Outcome()
    for model in models {
      guard let data = data[provider.dataLayout(ofModel: model)] else { continue }
      let base = baseModel(model, own, in: &steps)
      guard last > .prepare else { continue }
      for seed in experiment.fineTune.seeds where !steps.isFull {
        let id = StepID("fine-tune/\(model)/seed-\(seed)\(labels.tuning)")
        let fineTune = fineTuneStep(model, seed, own, base, data, costs)
        steps.append(id) { fineTune.spec(id: $0, at: provider, costs) }
        guard last > .fineTune else { continue }
        let evaluations = evaluations(
          of: id,
          fineTune,
          labels,
          generate,
          data,
          costs,
          in: &steps
        )
        outcome.entries += evaluations.map(\.entry)
        outcome.comparisons += comparisons(of: evaluations)
        guard last > .evaluate, provider.keptWeights(of: fineTune.parameters) == .none else {
          continue
        }
        outcome.discards.append(
          DiscardStep(
            provider: fineTune.provider,
            own: own,
            modelCard: StepInput(id, .modelCard),
            modelReceipt: StepInput(id, .modelReceipt),
            measured: evaluations.map(\.entry.aggregates)
          )
        )
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
      let chat = StepID("generate/chat\(label(.upload))")
      steps.append(chat) {
        ChatLayoutStep(documentPrompt: documentPrompt, source: generate).spec(id: $0)
      }
      return LaidOutData(
        training: uploaded(StepInput(chat, .chatTrainingFile), named: "train-chat", in: &steps),
        validation: uploaded(
          StepInput(chat, .chatValidationFile),
          named: "validation-chat",
          in: &steps
        ),
        card: StepInput(chat, .chatCard)
      )
    }
  }

  private func uploaded(
    _ source: StepInput,
    named name: String,
    in steps: inout StepList
  ) -> UploadedInput {
    let upload = StepID("upload/\(name)\(label(.upload))")
    if last > .generate {
      steps.append(upload) { UploadStep(source, to: provider).spec(id: $0, at: provider) }
    }
    return UploadedInput(
      file: source,
      receipt: StepInput(upload, .uploadReceipt, role: .reference)
    )
  }

  /// The untuned model as the steps that need it read it, with the step that makes its files where there is
  /// one; nil at a provider that has its models under their names.
  private func baseModel(
    _ model: String,
    _ own: [String: ParameterValue],
    in steps: inout StepList
  ) -> BaseModelInput? {
    guard
      let service = provider.preparation,
      // What is wrong with it was told by the checks, unless it has changed since.
      let base = try? service.baseModel(model, in: experiment.fineTune.modelFolder, own)
    else { return nil }
    let files = base.files.map(InputFile.init)
    guard let preparation = base.preparation else {
      return BaseModelInput(files: files, byteCount: base.byteCount)
    }
    let id = StepID("prepare/\(model)\(label(.prepare))")
    steps.append(id) {
      PrepareStep(provider: provider.identity.name, model: model, own: own, files: files)
        .spec(id: $0, at: provider, preparation, byteCount: base.byteCount)
    }
    return BaseModelInput(
      made: preparation.makes.map { StepInput(id, ArtifactName(rawValue: $0)) },
      byteCount: base.byteCount
    )
  }

  private func fineTuneStep(
    _ model: String,
    _ seed: Int,
    _ own: [String: ParameterValue],
    _ base: BaseModelInput?,
    _ data: LaidOutData,
    _ costs: StepCosts?
  ) -> FineTuneStep {
    let settings = experiment.fineTune
    return FineTuneStep(
      provider: provider.identity.name,
      parameters: FineTuneParameters(
        model: model,
        epochs: settings.epochs,
        batchSize: settings.batchSize,
        learningRateMultiplier: settings.learningRateMultiplier,
        seed: seed,
        own: own
      ),
      suffix: settings.suffix,
      training: data.training,
      validation: data.validation,
      baseModel: base,
      deadline: settings.deadline.map(Deadline.init),
      rates: costs?.rates(of: model)
    )
  }

  /// What says what the steps cost; nil where they cost nothing.
  private var costs: StepCosts? {
    guard provider.placement == .service, let sizes else { return nil }
    return StepCosts(
      provider: provider,
      prices: experiment.prices,
      size: sizes.size(of: DatasetParameters(experiment.dataset), experiment.dataset.pairs)
    )
  }

  /// What is asked for that compares a model's answers about two splits.
  private func comparisons(
    of evaluations: [(split: Manifest.Split, entry: ReportStep.Entry)]
  ) -> [ReportStep.Comparison] {
    experiment.evaluate.metrics.compactMap { metric in
      guard
        case .difference(let share, let split, let subtracted) = metric.metric.measure,
        let first = evaluations.first(where: { $0.split.rawValue == split })?.entry,
        let other = evaluations.first(where: { $0.split.rawValue == subtracted })
      else { return nil }
      return ReportStep.Comparison(
        metric: metric.rawValue,
        share: share,
        items: StepInput(first.aggregates.step, .itemRecords),
        aggregates: first.aggregates,
        subtracted: StepInput(other.entry.aggregates.step, .itemRecords),
        subtractedSplit: other.split,
        steps: first.steps,
        variant: first.variant
      )
    }
  }

  private func evaluations(
    of id: StepID,
    _ fineTune: FineTuneStep,
    _ labels: Labels,
    _ generate: StepID,
    _ data: LaidOutData,
    _ costs: StepCosts?,
    in steps: inout StepList
  ) -> [(split: Manifest.Split, entry: ReportStep.Entry)] {
    var settings = experiment.evaluate
    settings.metrics.removeAll { $0.metric.isDifference }
    let model = fineTune.parameters.model
    let name = "\(model)/seed-\(fineTune.parameters.seed)"
    return experiment.evaluate.splits.map { split in
      let evaluate = StepID("evaluate/\(name)/\(split.rawValue)\(labels.evaluation)")
      steps.append(evaluate) {
        EvaluateStep(
          provider: provider.identity.name,
          baseModel: model,
          split: split,
          settings: settings,
          rates: fineTune.rates,
          modelCard: StepInput(id, .modelCard),
          modelReceipt: StepInput(id, .modelReceipt, role: .reference),
          modelFiles: provider.modelFiles(of: fineTune.parameters).map {
            StepInput(id, ArtifactName(rawValue: $0))
          },
          base: fineTune.baseModel,
          own: fineTune.parameters.own,
          items: StepInput(generate, split.fileName),
          datasetCard: data.card,
          trainingFile: data.training.file.artifact
        )
        .spec(id: $0, at: provider, costs)
      }
      let entry = ReportStep.Entry(
        aggregates: StepInput(evaluate, .aggregates),
        steps: MeasurementSteps(fineTune: id.rawValue, evaluate: evaluate.rawValue),
        variant: experiment.variant
      )
      return (split, entry)
    }
  }

  private func label(_ kind: Kind) -> String { kind.label(of: experiment.variant) }
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
