import ArgumentParser
import Engine
import Manifest
import Steps

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Does an experiment: every step that is not done yet.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Do the steps of an experiment that are not done yet, and print its results."
  )

  @OptionGroup var manifest: ManifestOptions
  @OptionGroup var steps: StepOptions
  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  @Option(
    name: .shortAndLong,
    help: "The most steps at once; as many as processor cores if absent."
  )
  var jobs: Int?

  @Flag(
    inversion: .prefixedNo,
    help: "After a failed step, start steps that do not need it; a run without starts no more."
  )
  var keepGoing = true

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("'--jobs' must be from 1 to 1024, found \(jobs)")
    }
  }

  func run() async throws {
    Terminal.survivesClosedPipes()
    let experiment = try PlannedExperiment(manifest, until: steps.until, display)
    var plan = try steps.choose(from: experiment.plan)
    let workspace = try workspace.open(for: experiment.place)
    let recorder = makeRecorder()
    let configuration = configuration(of: experiment, recorder)
    let result: RunResult
    do {
      // A run of all steps finds out about each when its turn comes.
      if plan.hasReuseOnly { plan = try steps.prepare(plan, in: workspace).plan }
      result = try await Self.result(
        of: plan,
        in: workspace,
        configuration,
        recorder
      )
    } catch let error as WorkspaceError {
      Terminal.printFailure("\(error)", hint: error.hint)
      throw ExitStatus.stepFailed.exit
    }
    let summary = RunSummary(
      result,
      of: plan,
      configuration,
      in: workspace
    )
    try summary.print(display, asJSON: format.json)
    if let status = summary.status { throw status.exit }
  }

  private func makeRecorder() -> any RunRecorder {
    if display.quiet { return SilentRecorder() }
    if Terminal.isInteractive { return LiveRecorder(display: display) }
    return LineRecorder(isVerbose: display.verbose)
  }

  private func configuration(
    of experiment: PlannedExperiment,
    _ recorder: any RunRecorder
  ) -> RunConfiguration {
    let text = experiment.manifest.canonicalText
    return RunConfiguration(
      pools: Wiring.pools,
      jobs: jobs ?? Wiring.cores,
      keepGoing: keepGoing,
      manifestName: experiment.manifest.name,
      manifestDigest: Digest(of: text.utf8).hexadecimal,
      manifestText: text,
      toolVersion: ToolVersion.text,
      now: { Date().timeIntervalSince1970 },
      eventHandler: { recorder.record($0) }
    )
  }

  /// Runs a plan, keeps the display moving, and stops in order at the first interrupt.
  private static func result(
    of plan: Plan,
    in workspace: Workspace,
    _ configuration: RunConfiguration,
    _ recorder: any RunRecorder
  ) async throws -> RunResult {
    let interrupts = Interrupts()
    defer { interrupts.stop() }
    let events = interrupts.events
    return try await withThrowingTaskGroup(of: RunResult?.self) { group in
      group.addTask {
        try await Scheduler.run(plan, in: workspace, configuration: configuration)
      }
      group.addTask {
        for await _ in events { break }
        return nil
      }
      group.addTask {
        while (try? await Task.sleep(for: .milliseconds(150))) != nil { recorder.refresh() }
        return nil
      }
      var result: RunResult?
      while let ended = try await group.next() {
        if let ended { result = ended }
        group.cancelAll()
      }
      guard let result else { preconditionFailure("the run ended without a result") }
      return result
    }
  }
}
