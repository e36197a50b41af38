package import Engine
internal import Manifest
internal import Metrics
package import Providers
package import Report
internal import Statistics

/// Puts all evaluations of a manifest into one report.
struct ReportStep: StepDetails {
  /// The version of what the report says of equal evaluations.
  private static let version = 3

  /// One evaluation and what the report says about where it is from.
  struct Entry: Codable {
    var aggregates: StepInput
    var steps: MeasurementSteps
    var variant: [Manifest.VariantValue]

    /// What was asked about each question.
    var items: StepInput { StepInput(aggregates.step, .itemRecords) }
  }

  /// Two evaluations of one model that are compared question by question.
  struct Comparison: Codable {
    /// The metric that this gives, and the one that says which answers are right.
    var metric: String
    var share: String

    /// The items of the first split, its aggregates, and those of the split that is subtracted.
    var items: StepInput
    var aggregates: StepInput
    var subtracted: StepInput
    var subtractedSplit: Manifest.Split
    var steps: MeasurementSteps
    var variant: [Manifest.VariantValue]
  }

  let name: String
  let description: String?
  let entries: [Entry]
  let comparisons: [Comparison]
  let expectations: [PublishedValue]

  func spec(id: StepID) -> StepSpec {
    StepSpec(
      id: id,
      kind: Kind.report.stepKind,
      version: Self.version,
      parameters: fingerprint,
      inputs: inputs,
      pool: .files,
      details: self
    )
  }

  private var inputs: [StepInput] {
    let compared = comparisons.flatMap { [$0.items, $0.subtracted] }
    let ranked = hasMatrix ? entries.map(\.items).filter { !compared.contains($0) } : []
    return entries.map(\.aggregates) + compared + ranked
  }

  /// Whether there are experiments of which one may have done best.
  private var hasMatrix: Bool { entries.contains { !$0.variant.isEmpty } }

  private var fingerprint: Fingerprint {
    var fingerprint = Fingerprint()
    fingerprint.add("name", name)
    fingerprint.add("description", description ?? "")
    fingerprint.add(
      "evaluations",
      entries.map { entry in
        let variant = entry.variant.map { "\($0.path)=\($0.value)" }.joined(separator: ",")
        return "\(entry.steps.fineTune) \(entry.steps.evaluate) \(variant)"
      }
    )
    if !comparisons.isEmpty {
      fingerprint.add(
        "comparisons",
        comparisons.map { "\($0.items.step) \($0.subtracted.step)" }
      )
    }
    fingerprint.add("expect", expectations.map { JSONDocument.line($0) })
    return fingerprint
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
    for comparison in comparisons {
      let paths = [comparison.items, comparison.aggregates, comparison.subtracted].map(path)
      // An evaluation that there is none of is among the missing ones by now.
      guard let items = paths[0], let aggregates = paths[1], let subtracted = paths[2] else {
        continue
      }
      let first: Aggregates = try JSONDocument.decode(
        aggregates,
        as: "the aggregates of \(comparison.steps.evaluate)"
      )
      let counts = try comparison.counts(items, subtracted)
      report.results.append(comparison.measurement(counts, of: first))
    }
    if hasMatrix {
      report.leaders = try Leader.all(of: report.results) { (measurement) throws(StepFailure) in
        try records(of: measurement, path)
      }
    }
    return report
  }

  /// What was asked about each question for a measurement; empty where that is not here.
  private func records(
    of measurement: Measurement,
    _ path: (StepInput) -> String?
  ) throws(StepFailure) -> [ItemRecord] {
    let step = StepID(measurement.steps.evaluate)
    guard let path = path(StepInput(step, .itemRecords)) else { return [] }
    return try JSONDocument.decodeLines(path, as: "the answers of '\(step)'")
  }
}

struct ReportWork: StepWork {
  let providers: KnownProviders

  var kind: StepKind { Kind.report.stepKind }

  func run(
    _ step: ReportStep,
    in context: StepContext
  ) async throws(StepFailure) -> [ArtifactName] {
    let report = try step.report { context.input($0).path }
    return [
      try context.write(JSONDocument.pretty(report).utf8, to: .reportJSON),
      try context.write(
        MarkdownReport(report.noting(providers.all)).text.utf8,
        to: .reportMarkdown
      ),
    ]
  }
}

extension ReportStep.Comparison {
  /// How often the items of two files were right, the items being the same questions.
  fileprivate func counts(
    _ items: String,
    _ subtracted: String
  ) throws(StepFailure) -> PairedDifference.Counts {
    let first: [ItemRecord] = try JSONDocument.decodeLines(
      items,
      as: "the items of the first split"
    )
    let second: [ItemRecord] = try JSONDocument.decodeLines(
      subtracted,
      as: "the items of '\(subtractedSplit.rawValue)'"
    )
    guard !first.isEmpty, first.map(\.item.prompt) == second.map(\.item.prompt) else {
      throw StepFailure(
        "comparing the split '\(subtractedSplit.rawValue)'",
        .data("the two splits do not ask the same questions in the same order", record: nil)
      )
    }
    var counts = PairedDifference.Counts(both: 0, firstAlone: 0, secondAlone: 0, neither: 0)
    for (one, other) in zip(first, second) {
      switch (one.verdicts[share] ?? false, other.verdicts[share] ?? false) {
      case (true, true): counts.both += 1
      case (true, false): counts.firstAlone += 1
      case (false, true): counts.secondAlone += 1
      case (false, false): counts.neither += 1
      }
    }
    return counts
  }

  fileprivate func measurement(
    _ counts: PairedDifference.Counts,
    of aggregates: Aggregates
  ) -> Measurement {
    let difference = PairedDifference(counts)
    var result = aggregates.measurement(
      metric,
      difference.value,
      n: counts.n,
      from: steps,
      variant: variant
    )
    result.interval = [difference.lower, difference.upper]
    result.subtracted = subtractedSplit.rawValue
    result.counts = counts
    return result
  }
}

extension Report {
  /// The report with what its providers say of their results.
  package func noting(_ providers: [any Provider]) -> Report {
    let names = Set(results.map(\.provider))
    var report = self
    report.providerNotes = providers.filter { names.contains($0.identity.name) }
      .compactMap(\.reportNote)
    return report
  }

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
    guard let step = plan.steps.lazy.compactMap({ $0.details as? ReportStep }).first else {
      return nil
    }
    let report = try step.report { path($0.step, $0.artifact) }
    return report.results.isEmpty ? nil : report
  }
}

extension Aggregates {
  /// A value that was measured on the split.
  fileprivate func measurement(
    _ metric: String,
    _ value: Double,
    n: Int,
    from steps: MeasurementSteps,
    variant: [Manifest.VariantValue]
  ) -> Measurement {
    Measurement(
      model: model.baseModel,
      provider: model.provider,
      parameters: model.parameters,
      seed: model.seed,
      variant: variant.valuesByPath,
      split: split,
      metric: metric,
      value: value,
      n: n,
      steps: steps
    )
  }

  fileprivate func measurements(_ entry: ReportStep.Entry) -> [Measurement] {
    Metric.all.compactMap { metric in
      guard let aggregate = values[metric.name], let value = aggregate.value else { return nil }
      var result = measurement(
        metric.name,
        value,
        n: aggregate.n,
        from: entry.steps,
        variant: entry.variant
      )
      result.correct = aggregate.correct
      result.interval = aggregate.interval
      result.baseValue = aggregate.baseValue
      return result
    }
  }
}

extension ArtifactName {
  package static let reportJSON = ArtifactName(rawValue: "report.json")
  package static let reportMarkdown = ArtifactName(rawValue: "report.md")
}
