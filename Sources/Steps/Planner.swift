package import Diagnostics
package import Engine
package import Manifest
package import Providers
internal import Report

/// Expands a manifest into the steps that it asks for.
package struct Planner {
  private let providers: [any Provider]

  /// Why no services are among the providers that users say themselves; empty where they are.
  private let serviceProblems: DiagnosticList

  /// Whether the checks say that a provider has no key.
  private let warnsOfKeys: Bool

  /// The sources whose pairs were counted; a file is read once, however many manifests name it.
  private let pairCounts = PairCounts()

  /// The datasets whose documents were counted.
  private let datasetSizes = DatasetSizes()

  /// - Parameters:
  ///   - providers: The providers that a manifest may name.
  ///   - serviceProblems: Why the user's own services are not among them, which is told to manifests
  ///     that name one; empty where they are.
  ///   - warnsOfKeys: Whether the checks say that a provider has no key; what runs asks in time itself.
  package init(
    providers: [any Provider],
    serviceProblems: DiagnosticList = DiagnosticList(),
    warnsOfKeys: Bool = false
  ) {
    self.providers = providers
    format = ManifestFormat(providers)
    self.serviceProblems = serviceProblems
    self.warnsOfKeys = warnsOfKeys
  }

  /// The keys that manifests may have.
  package let format: ManifestFormat

  /// What providers, built-in lists and pairs files forbid in an experiment.
  ///
  /// There are several, since each is asked about the experiments alone that it can tell apart.
  package var checks: [ManifestCheck] {
    PlannerChecks.all.map { check in
      { [providers, serviceProblems, warnsOfKeys, pairCounts] values, diagnostics in
        let checks = PlannerChecks(
          values: values,
          providers: providers,
          serviceProblems: serviceProblems,
          warnsOfKeys: warnsOfKeys,
          pairCounts: pairCounts
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
    var discards = DiscardList()
    var expectations: [PublishedValue] = []
    var places: [PublishedValue: Int] = [:]
    for experiment in manifest.experiments {
      let added = expansion(of: experiment, until: last).append(to: &steps)
      outcome.entries += added.entries
      outcome.comparisons += added.comparisons
      added.discards.forEach { discards.append($0) }
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
    for discard in discards.all { steps.append(discard.id, discard.spec) }
    if last ?? .report == .report {
      steps.append("report") { id in
        ReportStep(
          name: manifest.name,
          description: manifest.description,
          entries: outcome.entries,
          comparisons: outcome.comparisons,
          expectations: expectations
        )
        .spec(id: id)
      }
    }
    do {
      let plan = try Plan.make(steps.all)
      return last.map { plan.until($0.stepKind) } ?? plan
    } catch {
      preconditionFailure("the planner made a graph that is no plan: \(error)")
    }
  }

  /// How many steps the plan of a manifest has whose experiments have all passed `check`; more than
  /// `StepList.mostCounted` are not counted to the end.
  package func stepCount(ofChecked manifest: Manifest) -> StepCount {
    var steps = StepList(isCounting: true)
    var discards = DiscardList()
    for experiment in manifest.experiments where !steps.isFull {
      let added = expansion(of: experiment, until: nil).append(to: &steps)
      added.discards.forEach { discards.append($0) }
    }
    for discard in discards.all { steps.append(discard.id, discard.spec) }
    // The report comes last.
    return StepCount(number: steps.count + 1, isWhole: !steps.isFull)
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

/// The models of a manifest whose weights go, each once: several experiments may ask the same one.
private struct DiscardList {
  private(set) var all: [DiscardStep] = []
  private var places: [StepID: Int] = [:]

  mutating func append(_ step: DiscardStep) {
    if let place = places[step.training] {
      all[place].measured += step.measured.filter { !all[place].measured.contains($0) }
    } else {
      places[step.training] = all.count
      all.append(step)
    }
  }
}

/// How many steps a plan has.
package struct StepCount: Hashable, Sendable, CustomStringConvertible {
  package var number: Int

  /// Whether there are no more than these.
  package var isWhole: Bool

  package var description: String {
    (isWhole ? "" : "more than ") + "\(number) \(number == 1 ? "step" : "steps")"
  }
}

/// Steps in the order in which they were first asked for, each once; made, or only counted.
///
/// Long lists of models and seeds ask for millions of steps, whose names alone take gigabytes, so that
/// counting comes to an end.
struct StepList {
  /// The most steps that are counted.
  static let mostCounted = 200_000

  /// The most bytes of the names of steps that are counted.
  private static let mostCountedBytes = 32 << 20

  /// Whether steps are counted and not made.
  let isCounting: Bool

  private(set) var all: [StepSpec] = []
  private var ids: Set<StepID> = []
  private var byteCount = 0

  init(isCounting: Bool = false) {
    self.isCounting = isCounting
  }

  /// How many steps there are.
  var count: Int { ids.count }

  /// Whether no more steps are counted; all are made.
  var isFull: Bool {
    isCounting && (ids.count >= Self.mostCounted || byteCount >= Self.mostCountedBytes)
  }

  /// Adds a step that is not there yet.
  ///
  /// Equal ids mean equal steps: an id names what differs.
  ///
  /// - Parameters:
  ///   - id: The step's name.
  ///   - make: Makes the step of that name; not called for one that is there.
  mutating func append(_ id: StepID, _ make: (StepID) -> StepSpec) {
    guard ids.insert(id).inserted else { return }
    byteCount += id.rawValue.utf8.count
    if !isCounting { all.append(make(id)) }
  }
}
