import Engine
import Steps

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a run says at its end.
struct RunSummary {
  let result: RunResult
  let manifestDigest: String
  let workspace: Workspace

  init(_ result: RunResult, manifestDigest: String, workspace: Workspace) {
    self.result = result
    self.manifestDigest = manifestDigest
    self.workspace = workspace
  }

  /// The exit status that the run's end calls for, or nil where all is done.
  var status: ExitStatus? {
    if result.wasInterrupted { return .interrupted }
    let failures = result.steps.compactMap(\.outcome.failure)
    guard let first = failures.first else { return nil }
    if case .unreachable = first.cause { return .unreachable }
    return .stepFailed
  }

  /// Prints results on standard output and the rest on standard error.
  ///
  /// - Throws: `StepFailure` where the report of the run cannot be read.
  func print(_ display: DisplayOptions) throws {
    let report = try report()
    let files = try report.map { try RunReportFiles($0, in: result, workspace: workspace) }
    printFailures()
    if display.json {
      let document = RunDocument(
        result,
        manifestDigest: manifestDigest,
        workspace: workspace.path,
        report: report
      )
      Terminal.printResult(JSONDocument.pretty(document))
      return
    }
    if let report {
      let table = ReportTable(report, seconds: result.seconds(of:))
      let lines = TextTable(table).lines + [""] + table.notes
      Terminal.printResult((display.quiet ? "" : "\n") + lines.joined(separator: "\n") + "\n")
    }
    guard !display.quiet else { return }
    Terminal.printMessage("\n\(sentence)\n")
    if let files { Terminal.printMessage("report: \(files.markdown)\n") }
  }

  /// The report, or nil where the run did not come so far.
  private func report() throws -> Report? {
    guard
      let step = result.steps.first(where: { $0.kind == Kind.report.stepKind }),
      let artifact = step.artifacts[.reportJSON]
    else { return nil }
    return try JSONDocument.decode(
      workspace.store.path(of: artifact.digest),
      as: "the report of the run"
    )
  }

  private func printFailures() {
    for step in result.steps {
      guard let failure = step.outcome.failure else { continue }
      Terminal.printFailure("\(step.id): \(failure)", hint: failure.hint)
    }
  }

  /// One sentence on how the run ended: `run 3: 11 steps, 2 built, 9 reused, in 41 s`.
  private var sentence: String {
    let counts = Dictionary(grouping: result.steps, by: \.outcome.name).mapValues(\.count)
    let parts = ["built", "reused", "failed", "skipped"].compactMap { name in
      counts[name].map { "\($0) \(name)" }
    }
    let total = "\(result.steps.count) \(result.steps.count == 1 ? "step" : "steps")"
    let end = result.wasInterrupted ? "; interrupted, run again to go on from here" : ""
    return "run \(result.run): \(total), \(parts.joined(separator: ", ")), "
      + "in \(Decimals.duration(result.seconds))\(end)"
  }
}

extension StepOutcome {
  /// Why the step failed, or nil where it did not.
  var failure: StepFailure? {
    guard case .failed(let failure) = self else { return nil }
    return failure
  }
}

extension RunResult {
  /// What making a step's artifacts took, in this run or in the one that they are reused from.
  func seconds(of step: String) -> Double? {
    steps.first { $0.id.rawValue == step }.flatMap { $0.buildSeconds ?? $0.seconds }
  }
}
