internal import Diagnostics
internal import Engine
internal import Manifest
internal import Providers

/// What can be wrong with an experiment that only providers, built-in lists and pairs files know.
struct PlannerChecks {
  let experiment: Manifest.Experiment
  let providers: [any Provider]

  /// Counts the pairs of a source.
  let pairCounts: PairCounts

  /// The experiment's provider, or nil where there is none of that name.
  ///
  /// All problems that are found are added to the diagnostics.
  func provider(into diagnostics: inout DiagnosticList) -> (any Provider)? {
    checkPhrasings(into: &diagnostics)
    checkExampleTemplate(into: &diagnostics)
    if !diagnostics.hasErrors { checkTemplatesTogether(into: &diagnostics) }
    checkPairs(into: &diagnostics)
    let name = experiment.fineTune.provider
    guard let provider = providers.first(where: { $0.identity.name == name }) else {
      diagnostics.append(
        .unknownProvider(
          name,
          known: providers.map(\.identity.name),
          at: range("fine-tune.provider")
        )
      )
      return nil
    }
    checkModels(of: provider, into: &diagnostics)
    return provider
  }

  private func checkModels(of provider: any Provider, into diagnostics: inout DiagnosticList) {
    if let known = provider.models?.map(\.name) {
      let list = experiment.resolved.value(at: "fine-tune.models")
      for (index, model) in experiment.fineTune.models.enumerated() where !known.contains(model) {
        diagnostics.append(
          .unknownModel(
            model,
            provider: provider.identity.name,
            known: known,
            at: list?.item(index)?.range
          )
        )
      }
    }
    let settings = experiment.fineTune
    let names = provider.models?.map(\.name)
    let models = settings.models.filter { names?.contains($0) ?? true }
    for (model, seed) in models.flatMap({ model in settings.seeds.map { (model, $0) } }) {
      let parameters = FineTuneParameters(
        model: model,
        epochs: settings.epochs,
        batchSize: settings.batchSize,
        learningRateMultiplier: settings.learningRateMultiplier,
        seed: seed
      )
      for problem in provider.unsupportedParameters(in: parameters) {
        let diagnostic = Diagnostic.unsupportedParameter(
          problem,
          provider: provider.identity.name,
          at: range("fine-tune.\(problem.key)")
        )
        if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
      }
    }
  }

  private func checkPhrasings(into diagnostics: inout DiagnosticList) {
    let path = "dataset.guidance.phrasings"
    switch experiment.dataset.guidance.phrasings {
    case .builtin(let count):
      guard count > BuiltinPhrasings.all.count else { return }
      diagnostics.append(
        .tooManyPhrasings(count, available: BuiltinPhrasings.all.count, at: range(path))
      )
    case .templates(let templates):
      let list = experiment.resolved.value(at: path)
      for (index, text) in templates.enumerated() {
        _ = template(
          text,
          path: "\(path)[\(index)]",
          hasPersona: !experiment.dataset.personas.isEmpty,
          at: list?.item(index)?.range,
          into: &diagnostics
        )
      }
    }
  }

  private func checkExampleTemplate(into diagnostics: inout DiagnosticList) {
    let path = "dataset.examples.template"
    let text = experiment.dataset.examples.template
    guard
      let template = template(text, path: path, at: range(path), into: &diagnostics)
    else { return }
    if !template.asksFirst {
      diagnostics.append(.answerBeforeQuestion(path, at: range(path)))
    } else if !template.answersOnLineOfItsOwn {
      diagnostics.append(.answerNotAlone(path, at: range(path)))
    }
  }

  private func checkTemplatesTogether(into diagnostics: inout DiagnosticList) {
    do {
      _ = try DatasetTemplates(DatasetParameters(experiment.dataset))
    } catch {
      diagnostics.append(.unusableTemplates(error, at: range("dataset.guidance.phrasings")))
    }
  }

  private func template(
    _ text: String,
    path: String,
    hasPersona: Bool = false,
    at range: SourceRange?,
    into diagnostics: inout DiagnosticList
  ) -> Template? {
    do {
      return try Template(text, hasPersona: hasPersona)
    } catch {
      diagnostics.append(.badTemplate(path, error, at: range))
      return nil
    }
  }

  private func checkPairs(into diagnostics: inout DiagnosticList) {
    let dataset = experiment.dataset
    let answers = max(1, dataset.personas.count)
    let wanted = (dataset.realized + dataset.unrealized) * answers
    let available: Int
    do throws(DatasetError) {
      available = try pairCounts.count(of: dataset.pairs)
    } catch {
      diagnostics.append(.unreadablePairs(error, at: range("dataset.pairs")))
      return
    }
    guard wanted > available else { return }
    diagnostics.append(
      .tooFewPairs(
        dataset,
        available: available,
        at: range("dataset.realized"),
        pairs: range("dataset.pairs")
      )
    )
  }

  private func range(_ path: String) -> SourceRange? {
    experiment.resolved.value(at: path)?.range
  }
}

extension ResolvedValue {
  fileprivate func item(_ index: Int) -> ResolvedValue? {
    guard case .list(let items) = content, items.indices.contains(index) else { return nil }
    return items[index]
  }
}
