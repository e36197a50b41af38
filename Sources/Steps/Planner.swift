package import Diagnostics
package import Engine
package import Manifest
package import Providers

/// Expands a manifest into the steps that it asks for.
package struct Planner {
  private let providers: [any Provider]
  private let scratchFolder: String

  /// - Parameters:
  ///   - providers: The providers that a manifest may name.
  ///   - scratchFolder: Where a large pairs file's index is kept while its rows are counted.
  package init(providers: [any Provider], scratchFolder: String) {
    self.providers = providers
    self.scratchFolder = scratchFolder
  }

  /// The plan of a manifest; nil where an error was added to the diagnostics.
  ///
  /// Experiments of a matrix share the steps that they have in common.
  package func plan(_ manifest: Manifest, into diagnostics: inout DiagnosticList) -> Plan? {
    var steps = StepList()
    var outcome = ExperimentExpansion.Outcome()
    var expectations: [PublishedValue] = []
    let pairCounts = PairCounts(scratchFolder: scratchFolder)
    for experiment in manifest.experiments {
      var problems = DiagnosticList()
      let checks = PlannerChecks(
        experiment: experiment,
        providers: providers,
        pairCounts: pairCounts
      )
      if let provider = checks.provider(into: &problems), !problems.hasErrors {
        let expansion = ExperimentExpansion(experiment: experiment, provider: provider)
        let added = expansion.append(to: &steps)
        outcome.entries += added.entries
        outcome.comparisons += added.comparisons
        expectations += experiment.publishedValues.filter { !expectations.contains($0) }
      }
      for problem in problems where !diagnostics.contains(problem) {
        diagnostics.append(problem)
      }
    }
    guard !diagnostics.hasErrors else { return nil }
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
    do {
      return try Plan.make(steps.all)
    } catch {
      preconditionFailure("the planner made a graph that is no plan: \(error)")
    }
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
  mutating func append(_ step: any Step) {
    guard ids.insert(step.id).inserted else { return }
    all.append(step)
  }
}
