package import Engine
internal import Manifest

/// Puts all evaluations of a manifest into one report.
struct ReportStep: Step {
  /// One evaluation and what the report says about where it is from.
  struct Entry {
    var aggregates: StepInput
    var steps: MeasurementSteps
    var variant: [Manifest.VariantValue]
  }

  let id: StepID
  let name: String
  let description: String?
  let entries: [Entry]
  let expectations: [PublishedValue]

  var kind: StepKind { Kind.report.stepKind }
  var version: Int { 1 }
  var pool: PoolName { .files }
  var inputs: [StepInput] { entries.map(\.aggregates) }
  var files: [InputFile] { [] }

  func describe(into fingerprint: inout Fingerprint) {
    fingerprint.add("name", name)
    fingerprint.add("description", description ?? "")
    fingerprint.add(
      "evaluations",
      entries.map { entry in
        let variant = entry.variant.map { "\($0.path)=\($0.value)" }.joined(separator: ",")
        return "\(entry.steps.fineTune) \(entry.steps.evaluate) \(variant)"
      }
    )
    fingerprint.add("expect", expectations.map { JSONDocument.line($0) })
  }

  func run(in context: StepContext) async throws(StepFailure) -> [ArtifactName] {
    let report = try report { context.input($0).path }
    return [
      try context.write(JSONDocument.pretty(report).utf8, to: .reportJSON),
      try context.write(MarkdownReport(report).text.utf8, to: .reportMarkdown),
    ]
  }

  /// The report of the evaluations that have aggregates.
  fileprivate func report(
    path: (StepInput) -> String?
  ) throws(StepFailure) -> Report {
    var report = Report(name: name, description: description, expectations: expectations)
    for entry in entries {
      guard let path = path(entry.aggregates) else {
        report.missing = (report.missing ?? []) + [entry.steps.evaluate]
        continue
      }
      let aggregates: Aggregates = try JSONDocument.decode(
        path,
        as: "the aggregates of \(entry.steps.evaluate)"
      )
      report.results += aggregates.measurements(entry)
      report.comparison = report.comparison ?? aggregates.exactMatch?.comparison
    }
    return report
  }
}

extension Report {
  /// The report of a plan, of those evaluations that there are.
  ///
  /// - Parameters:
  ///   - plan: The plan; one without a report step has no report.
  ///   - path: Where an artifact of a step is, or nil where it was not made.
  /// - Returns: The report, or nil where no evaluation was made.
  /// - Throws: `StepFailure` where an artifact cannot be read.
  package static func ofPlan(
    _ plan: Plan,
    path: (StepID, ArtifactName) -> String?
  ) throws(StepFailure) -> Report? {
    guard let step = plan.steps.lazy.compactMap({ $0 as? ReportStep }).first else { return nil }
    let report = try step.report { path($0.step, $0.artifact) }
    return report.results.isEmpty ? nil : report
  }
}

extension Aggregates {
  fileprivate func measurements(_ entry: ReportStep.Entry) -> [Measurement] {
    let variant = Dictionary(
      entry.variant.map { ($0.path, $0.value) },
      uniquingKeysWith: { _, last in last }
    )
    func measurement(_ metric: Manifest.Metric, _ value: Double, n: Int) -> Measurement {
      Measurement(
        model: model.baseModel,
        provider: model.provider,
        parameters: model.parameters,
        seed: model.seed,
        variant: variant,
        split: split,
        metric: metric.rawValue,
        value: value,
        n: n,
        steps: entry.steps
      )
    }
    var measurements: [Measurement] = []
    if let share = exactMatch {
      var result = measurement(.exactMatch, share.value, n: share.n)
      result.correct = share.correct
      result.interval = share.interval
      measurements.append(result)
    }
    if let likelihood = logProbability {
      var result = measurement(.logProbability, likelihood.mean, n: likelihood.n)
      result.baseValue = likelihood.baseMean
      measurements.append(result)
    }
    return measurements
  }
}

extension ArtifactName {
  package static let reportJSON = ArtifactName(rawValue: "report.json")
  package static let reportMarkdown = ArtifactName(rawValue: "report.md")
}
