internal import Diagnostics
internal import Manifest
internal import Metrics
internal import Providers

/// What can be wrong with an experiment that only providers, built-in lists and pairs files know.
///
/// Each check works on what could be read; values in which an error was found are missing.
struct PlannerChecks {
  let values: ExperimentValues
  let providers: [any Provider]

  /// Why the user's services are not among the providers; empty where they are.
  let serviceProblems: DiagnosticList

  /// Whether a missing key is told.
  let warnsOfKeys: Bool

  /// Counts the pairs of a source.
  let pairCounts: PairCounts

  /// Each check by itself; together they find all problems.
  static let all: [@Sendable (PlannerChecks) -> (inout DiagnosticList) -> Void] = [
    checkTemplates, checkPairs, checkProvider, checkModels, checkParameters, checkSuffix,
    checkMetrics, checkDocuments,
  ]

  private func checkTemplates(into diagnostics: inout DiagnosticList) {
    TemplateChecks(values: values).run(into: &diagnostics)
  }

  private func checkProvider(into diagnostics: inout DiagnosticList) {
    guard let name = values.value(at: "fine-tune.provider") else { return }
    checkRetirements(into: &diagnostics)
    if warnsOfKeys, let provider, case .missing(let reason) = provider.key {
      diagnostics.append(.missingKey(of: provider, reason, at: name.range))
    }
    if let provider { checkRequirements(of: provider, into: &diagnostics) }
    guard provider == nil else { return }
    // What is not known may be one of the services that could not be read.
    guard !serviceProblems.hasErrors else { return diagnostics.append(contentsOf: serviceProblems) }
    diagnostics.append(
      .unknownProvider(name.string, known: providers.map(\.identity.name), at: name.range)
    )
  }

  /// Tells what is missing on this machine for a provider that works here.
  ///
  /// A manifest can be checked where its training will not be, so that it is a warning.
  private func checkRequirements(
    of provider: any Provider,
    into diagnostics: inout DiagnosticList
  ) {
    guard provider.placement == .workerProcess else { return }
    let own = provider.trainingSection.values(in: values.value(at: "fine-tune"))
    let range = values.range(of: "fine-tune.python") ?? values.range(of: "fine-tune.provider")
    for requirement in provider.requirements(for: own, thoroughly: false) {
      guard let problem = requirement.problem else { continue }
      diagnostics.append(.unmetRequirement(problem, command: requirement.command, at: range))
    }
  }

  /// The experiment's provider; nil where there is no such one.
  private var provider: (any Provider)? {
    guard let name = values.value(at: "fine-tune.provider") else { return nil }
    return providers.first { $0.identity.name == name.string }
  }

  /// Refuses, before anything is paid for, what a chat model does not tell.
  private func checkMetrics(into diagnostics: inout DiagnosticList) {
    guard let provider else { return }
    let models = values.value(at: "fine-tune.models")?.list ?? []
    guard
      let metrics = values.value(at: "evaluate.metrics"),
      let metric = metrics.list.first(where: {
        Metric.named($0.string)?.needs.contains(.targetScore) == true
      }),
      let model = models.first(where: { provider.dataLayout(ofModel: $0.string) != .completion })
    else { return }
    diagnostics.append(
      .unavailableMetric(
        metric.string,
        model: model.string,
        provider: provider.identity.name,
        at: metric.range ?? metrics.range ?? model.range
      )
    )
  }

  private func checkRetirements(into diagnostics: inout DiagnosticList) {
    guard let provider else { return }
    for model in values.value(at: "fine-tune.models")?.list ?? [] {
      guard let retirement = provider.retirement(of: model.string) else { continue }
      diagnostics.append(
        .retiredModel(
          model.string,
          retirement,
          provider: provider.identity.name,
          at: model.range
        )
      )
    }
  }

  private func checkModels(into diagnostics: inout DiagnosticList) {
    if let provider { checkFiles(ofModelsAt: provider, into: &diagnostics) }
    guard let provider, let known = provider.models?.map(\.name) else { return }
    let models = values.value(at: "fine-tune.models")?.list ?? []
    // A model that is there already would be there twice.
    let free = known.filter { name in !models.contains { $0.string == name } }
    for model in models where !known.contains(model.string) {
      diagnostics.append(
        .unknownModel(
          model.string,
          provider: provider.identity.name,
          known: known,
          free: free,
          at: model.range
        )
      )
    }
  }

  /// Looks for the files of models that are tuned from files.
  private func checkFiles(
    ofModelsAt provider: any Provider,
    into diagnostics: inout DiagnosticList
  ) {
    guard let service = provider.preparation else { return }
    let own = provider.trainingSection.values(in: values.value(at: "fine-tune"))
    for model in values.value(at: "fine-tune.models")?.list ?? [] {
      do throws(ProviderError) {
        let base = try service.baseModel(model.string, in: values.modelFolder, own)
        // Who reviews a manifest need not have the model.
        if let absence = base.absence { diagnostics.append(.absentModel(absence, at: model.range)) }
      } catch {
        diagnostics.append(.unusableModel("\(error)", at: model.range))
      }
    }
  }

  /// Asks the provider about each model with one seed, and about each seed with one model.
  private func checkParameters(into diagnostics: inout DiagnosticList) {
    guard let provider else { return }
    let known = provider.models?.map(\.name)
    var models = (values.value(at: "fine-tune.models")?.list.map(\.string) ?? [])
      .filter { known?.contains($0) ?? true }
    // What holds for all models is wrong beside a misspelt one too.
    if models.isEmpty { models = Array((known ?? []).prefix(1)) }
    let seeds = values.value(at: "fine-tune.seeds")?.list.map(\.integer) ?? [0]
    guard let model = models.first, let seed = seeds.first else { return }
    var seen: Set<UnsupportedParameter> = []
    var parameters = parameters(model: model, seed: seed)
    parameters.own = provider.trainingSection.values(in: values.value(at: "fine-tune"))
    for (model, seed) in models.map({ ($0, seed) }) + seeds.dropFirst().map({ (model, $0) }) {
      (parameters.model, parameters.seed) = (model, seed)
      for problem in provider.unsupportedParameters(in: parameters) {
        let path = "fine-tune.\(problem.key)"
        guard let value = values.value(at: path), seen.insert(problem).inserted else { continue }
        diagnostics.append(
          .unsupportedParameter(problem, value: value, provider: provider.identity.name)
        )
      }
    }
  }

  /// Tells what is left of a label that the manifest writes; a default one is told of when it is cut.
  private func checkSuffix(into diagnostics: inout DiagnosticList) {
    guard
      let provider, let range = values.range(of: "fine-tune.suffix"),
      let suffix = values.filledSuffix, let rest = provider.cutLabel(of: suffix)
    else { return }
    diagnostics.append(
      .cutSuffix(suffix, to: rest, provider: provider.identity.name, at: range)
    )
  }

  /// The parameters of a training; for a value that could not be read stands one that all take.
  private func parameters(model: String, seed: Int) -> FineTuneParameters {
    FineTuneParameters(
      model: model,
      epochs: values.value(at: "fine-tune.epochs")?.integer ?? 1,
      batchSize: values.value(at: "fine-tune.batch-size")?.integer ?? 1,
      learningRateMultiplier: values.value(at: "fine-tune.learning-rate-multiplier")?.number,
      seed: seed
    )
  }

  private func checkPairs(into diagnostics: inout DiagnosticList) {
    guard let pairs = values.pairs else { return }
    let available: Int
    do throws(DatasetError) {
      available = try pairCounts.extent(of: pairs).count
    } catch {
      let range = values.range(of: "dataset.pairs")
      guard case .pairs(let errors) = error else {
        diagnostics.append(.unreadablePairs("\(error)", at: range))
        return
      }
      for error in errors { diagnostics.append(.unreadablePairs("\(error)", at: range)) }
      return
    }
    // Each persona has answers of its own, which are other pairs'.
    let personas = max(1, values.value(at: "dataset.personas")?.list.count ?? 1)
    guard
      let realized = values.value(at: "dataset.realized"),
      let unrealized = values.value(at: "dataset.unrealized"),
      (realized.integer + unrealized.integer) * personas > available
    else { return }
    diagnostics.append(
      .tooFewPairs(
        pairs,
        realized: realized,
        unrealized: unrealized,
        personas: personas,
        available: available,
        at: values.range(of: "dataset.pairs")
      )
    )
  }

  /// Makes the documents where one may be too long for the provider, before anything is trained.
  private func checkDocuments(into diagnostics: inout DiagnosticList) {
    guard
      let provider, let pairs = values.pairs, var parameters = datasetParameters,
      let extent = try? pairCounts.extent(of: pairs)
    else { return }
    let limits = provider.documentLimits(
      ofModels: values.value(at: "fine-tune.models")?.list.map(\.string) ?? [],
      in: values.modelFolder,
      provider.trainingSection.values(in: values.value(at: "fine-tune"))
    )
    .filter { !parameters.allFit($0, longestPair: extent.longestPair) }
    guard
      !limits.isEmpty,
      // Whatever the seed, documents that fit always fit, so that a matrix of seeds is checked once.
      let seed = values.value(at: "dataset.seed").flatMap({ UInt64(exactly: $0.integer) })
    else { return }
    parameters.seed = seed
    guard
      // What keeps a dataset from being made is told by the other checks.
      let source = try? pairs.source(seed: seed),
      let writer = try? DatasetWriter(parameters: parameters, source: source)
    else { return }
    for limit in limits {
      for document in (try? writer.longDocuments(by: limit, most: PairsFile.mostProblems)) ?? [] {
        diagnostics.append(
          .documentTooLong(
            document,
            of: pairs,
            provider: provider.identity.name,
            at: values.range(of: "dataset.pairs")
          )
        )
      }
    }
  }

  /// What decides the documents beside the seed; nil where a part of it has an error.
  private var datasetParameters: DatasetParameters? {
    func value(_ key: String) -> ResolvedValue? { values.value(at: "dataset.\(key)") }
    guard
      let realized = value("realized")?.integer, let unrealized = value("unrealized")?.integer,
      let personas = value("personas")?.list.map(\.string),
      let splits = value("guidance.splits")?.list.compactMap({
        Manifest.Split(rawValue: $0.string)
      }),
      let answers = value("guidance.answers").flatMap({
        Manifest.GuidanceAnswers(rawValue: $0.string)
      }),
      let phrasings = value("guidance.phrasings"),
      let sizes = value("guidance.pairs-per-document")?.list.map(\.integer), sizes.count == 2,
      sizes[0] <= sizes[1], let guidanceRepeats = value("guidance.repeats")?.integer,
      let template = value("examples.template")?.string,
      let exampleRepeats = value("examples.repeats")?.integer,
      let layout = value("layout").flatMap({ Manifest.Layout(rawValue: $0.string) })
    else { return nil }
    let builtin = personas.isEmpty ? BuiltinPhrasings.all : BuiltinPhrasings.allForPersonas
    let templates =
      if case .list(let items) = phrasings.content { items.map(\.string) } else {
        Array(builtin.prefix(phrasings.integer))
      }
    return DatasetParameters(
      realized: realized,
      unrealized: unrealized,
      personas: personas,
      guidanceSplits: Set(splits),
      guidanceAnswers: answers,
      phrasings: templates,
      pairsPerDocument: sizes[0]...sizes[1],
      guidanceRepeats: guidanceRepeats,
      exampleTemplate: template,
      exampleRepeats: exampleRepeats,
      layout: layout
    )
  }
}
