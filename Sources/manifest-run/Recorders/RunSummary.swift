import Engine
import Report
import Steps

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a run says at its end.
struct RunSummary {
  let result: RunResult
  let plan: Plan
  let configuration: RunConfiguration
  let workspace: Workspace

  /// The providers that were asked, and the folder that shown paths begin in.
  let environment: ProgramEnvironment

  /// The exit status that the run's end calls for, or nil where all is done.
  var status: ExitStatus? {
    if result.wasInterrupted { return .interrupted }
    let failures = result.steps.compactMap(\.outcome.failure)
    guard let first = failures.first else { return result.isWaiting ? .stillRunning : nil }
    if case .unreachable = first.cause { return .unreachable }
    if case .budget = first.cause { return .refusedByBudget }
    return .failed
  }

  /// What making each step's artifacts took, in this run or in the one that they are reused from.
  private var seconds: [String: Double] {
    Dictionary(result.steps.map { ($0.id.rawValue, $0.buildSeconds ?? $0.seconds) }) { $1 }
  }

  /// Prints results on standard output and the rest on standard error.
  ///
  /// - Throws: What keeps the report from being read or written, after all is printed.
  func print(_ display: DisplayOptions, asJSON: Bool) throws {
    printFailures()
    do {
      let jobs = try leftJobs()
      let report = try report()
      let spending = try Spending(
        of: result.run,
        keys: result.steps.compactMap { $0.key?.digest },
        in: workspace
      )
      let path = report.map { report in
        Result { () throws(WorkspaceError) in
          try workspace.writeReport(report, seconds, spending, of: result.run)
        }
      }
      printResults(report, at: try? path?.get(), jobs, spending, display, asJSON: asJSON)
      _ = try path?.get()
    } catch let error as WorkspaceError {
      throw CommandFailure("writing the run's report: \(error)", hint: error.hint)
    }
  }

  private func printResults(
    _ report: Report?,
    at path: String?,
    _ jobs: [OpenJob],
    _ spending: Spending,
    _ display: DisplayOptions,
    asJSON: Bool
  ) {
    if asJSON { return Terminal.printResult(document(report, jobs, spending)) }
    if let report {
      let lines = ReportText(
        report: report,
        seconds: seconds,
        listsEach: display.verbose,
        width: environment.terminal.resultWidth
      ).lines
      let text = lines.joined(separator: "\n")
      Terminal.printResult((display.quiet ? "" : "\n") + text + "\n")
    }
    guard !display.quiet else { return }
    if !jobs.isEmpty { Terminal.printMessage("\n" + jobs.leftText) }
    Terminal.printMessage("\n\(sentence)\n")
    if let cost = spending.sentence { Terminal.printMessage("\(cost)\n") }
    if let path {
      Terminal.printMessage("report: \(environment.currentFolder.shown(path))\n")
    }
  }

  /// The report of what was evaluated, or nil where nothing was or none is planned.
  private func report() throws -> Report? {
    let steps = Dictionary(uniqueKeysWithValues: result.steps.map { ($0.id, $0) })
    return try Report.ofPlan(plan) { step, artifact in
      steps[step]?.artifacts[artifact].map { workspace.store.path(of: $0.digest) }
    }?
    .noting(environment.providers)
  }

  /// The jobs of this plan that are left for a later run.
  ///
  /// A step that was not begun has no key yet, and is known by its name.
  private func leftJobs() throws(WorkspaceError) -> [OpenJob] {
    let open = zip(plan.steps, result.steps).filter { step, result in
      step.remoteAccount != nil && !result.outcome.succeeded
    }
    guard !open.isEmpty else { return [] }
    let keys = Set(open.compactMap { $0.1.key?.digest })
    let names = Set(open.filter { $0.1.key == nil }.map(\.0.id))
    let entries = try workspace.openWork().filter { entry in
      keys.contains(entry.key) || names.contains(entry.step)
    }
    return OpenJob.jobs(of: entries, among: environment.services)
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
    let total = Decimals.counted(result.steps.count, "step")
    let end =
      result.wasInterrupted
      ? "; interrupted, run again to go on from here"
      : result.isWaiting ? "; run again to go on from here" : ""
    return "run \(result.run): \(total), \(RunWords.steps(counts)), "
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
