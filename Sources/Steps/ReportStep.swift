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
    var results: [Measurement] = []
    var comparison: String?
    for entry in entries {
      let aggregates: Aggregates = try JSONDocument.decode(
        context.input(entry.aggregates).path,
        as: "the aggregates of \(entry.steps.evaluate)"
      )
      results += aggregates.measurements(entry)
      comparison = comparison ?? aggregates.exactMatch?.comparison
    }
    let report = Report(
      name: name,
      description: description,
      results: results,
      expectations: expectations,
      comparison: comparison
    )
    return [
      try context.write(JSONDocument.pretty(report).utf8, to: .reportJSON),
      try context.write(MarkdownReport(report).text.utf8, to: .reportMarkdown),
    ]
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
