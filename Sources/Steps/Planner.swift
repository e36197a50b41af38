package import Diagnostics
package import Engine
package import Manifest
package import Providers

/// Expands a manifest into the steps that it asks for.
package struct Planner {
  private let providers: [any Provider]

  /// Why no services are among the providers that users say themselves; empty where they are.
  private let serviceProblems: DiagnosticList

  /// Whether the checks say that a provider has no key.
  private let warnsOfKeys: Bool

  /// The sources whose pairs were counted; a file is read once, however many manifests name it.
  private let pairCounts: PairCounts

  /// The templates that were read.
  private let templates = KnownTemplates()

  /// The datasets whose documents were counted.
  private let datasetSizes: DatasetSizes

  /// - Parameters:
  ///   - providers: The providers that a manifest may name.
  ///   - serviceProblems: Why the user's own services are not among them, which is told to manifests
  ///     that name one; empty where they are.
  ///   - warnsOfKeys: Whether the checks say that a provider has no key; what runs asks in time itself.
  ///   - scratchFolder: Where a large pairs file's index is kept while its rows are counted.
  package init(
    providers: [any Provider],
    serviceProblems: DiagnosticList = DiagnosticList(),
    warnsOfKeys: Bool = false,
    scratchFolder: String
  ) {
    self.providers = providers
    self.serviceProblems = serviceProblems
    self.warnsOfKeys = warnsOfKeys
    pairCounts = PairCounts(scratchFolder: scratchFolder)
    datasetSizes = DatasetSizes(scratchFolder: scratchFolder)
  }

  /// What providers, built-in lists and pairs files forbid in an experiment.
  ///
  /// There are several, since each is asked about the experiments alone that it can tell apart.
  package var checks: [ManifestCheck] {
    PlannerChecks.all.map { check in
      { [providers, serviceProblems, warnsOfKeys, pairCounts, templates] values, diagnostics in
        let checks = PlannerChecks(
          values: values,
          providers: providers,
          serviceProblems: serviceProblems,
          warnsOfKeys: warnsOfKeys,
          pairCounts: pairCounts,
          templates: templates
        )
        check(checks)(&diagnostics)
      }
    }
  }

  /// Adds what providers, built-in lists and pairs files forbid in an experiment.
  package func check(_ values: ExperimentValues, into diagnostics: inout DiagnosticList) {
    for check in checks { check(values, &diagnostics) }
  }

  /// The plan of a manifest that was loaded without `check`; nil where an error was added.
  package func plan(_ manifest: Manifest, into diagnostics: inout DiagnosticList) -> Plan? {
    var seen: Set<Diagnostic> = []
    var problems = DiagnosticList()
    for experiment in manifest.experiments {
      var found = DiagnosticList()
      check(experiment.values, into: &found)
      for problem in found where seen.insert(problem).inserted { problems.append(problem) }
    }
    diagnostics.append(contentsOf: problems)
    return problems.hasErrors ? nil : plan(ofChecked: manifest)
  }

  /// The plan of a manifest whose experiments have all passed `check`.
  ///
  /// Experiments of a matrix share the steps that they have in common.
  ///
  /// - Parameters:
  ///   - manifest: The manifest.
  ///   - last: Only the steps of this kind are wanted, and what they depend on; all where it is nil.
  /// - Returns: The plan.
  package func plan(ofChecked manifest: Manifest, until last: Kind? = nil) -> Plan {
    var steps = StepList()
    var outcome = ExperimentExpansion.Outcome()
    var expectations: [PublishedValue] = []
    var places: [PublishedValue: Int] = [:]
    for experiment in manifest.experiments {
      let added = expansion(of: experiment, until: last).append(to: &steps)
      outcome.entries += added.entries
      outcome.comparisons += added.comparisons
      for value in experiment.publishedValues {
        let place = places[value] ?? expectations.count
        if place == expectations.count {
          places[value] = place
          expectations.append(value)
        }
        guard !experiment.hasPublishedData else { continue }
        expectations[place].otherData =
          (expectations[place].otherData ?? []) + [experiment.variant.valuesByPath]
      }
    }
    if last ?? .report == .report {
      steps.append(
        ReportStep(
          id: "report",
          name: manifest.name,
          description: manifest.description,
          entries: outcome.entries,
          comparisons: outcome.comparisons,
          expectations: expectations
        )
      )
    }
    do {
      let plan = try Plan.make(steps.all)
      return last.map { plan.until($0.stepKind) } ?? plan
    } catch {
      preconditionFailure("the planner made a graph that is no plan: \(error)")
    }
  }

  /// How many steps the plan of a manifest has whose experiments have all passed `check`.
  ///
  /// Long lists of models and seeds make a plan of a gigabyte; its number of steps does not take that.
  package func stepCount(ofChecked manifest: Manifest) -> Int {
    let tally = StepTally(experiments: manifest.experiments) { experiment, model in
      provider(of: experiment).dataLayout(ofModel: model)
    }
    return Kind.allCases.reduce(0) { $0 + tally.count(of: $1) }
  }

  private func expansion(
    of experiment: Manifest.Experiment,
    until last: Kind?
  ) -> ExperimentExpansion {
    ExperimentExpansion(
      experiment: experiment,
      provider: provider(of: experiment),
      sizes: datasetSizes,
      last: last ?? .report
    )
  }

  private func provider(of experiment: Manifest.Experiment) -> any Provider {
    let name = experiment.fineTune.provider
    guard let provider = providers.first(where: { $0.identity.name == name }) else {
      preconditionFailure("the provider '\(name)' was not checked")
    }
    return provider
  }
}

extension Manifest.Experiment {
  /// The published values of what this experiment measures.
  fileprivate var publishedValues: [PublishedValue] {
    expect.filter {
      fineTune.models.contains($0.model) && evaluate.splits.contains($0.split)
        && evaluate.metrics.contains($0.metric)
    }
    .map(PublishedValue.init)
  }
}

/// Steps in the order in which they were first asked for, each once.
struct StepList {
  private(set) var all: [any Step] = []
  private var ids: Set<StepID> = []

  /// Adds a step that is not there yet.
  ///
  /// Equal ids mean equal steps: an id names what differs.
  mutating func append(_ step: some Step) {
    guard ids.insert(step.id).inserted else { return }
    all.append(step)
  }
}
