import ArgumentParser
import Engine
import Steps
import Synchronization

#if canImport(CAllocator)
private import CAllocator
#endif

/// Says which steps would run and why, and runs none.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Say which steps a run would do, and why.",
    discussion: """
      'run' with the same options does what 'plan' says. A step that 'depends' is known only when \
      the steps before it have run: it is reused where what they make comes out equal.
      """
  )

  @OptionGroup var manifest: ManifestOptions
  @OptionGroup var steps: StepOptions
  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var cache: CacheOptions
  @OptionGroup var budget: BudgetOption
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  @Flag(
    name: .customLong("detailed-exitcode"),
    help: "End with status 0 where there is nothing to do and with 2 where there is something."
  )
  var tellsByExitCode = false

  // On the main thread, since the C library grows the memory of others by single pages.
  @MainActor
  func run() async throws {
    #if canImport(CAllocator)
    callocator_grow_in_large_pieces()
    #endif
    // Meanwhile another thread opens the workspace and reads it; what is wrong with the manifest is
    // told first.
    let path = workspace.path(for: ManifestPlace(of: manifest.manifest))
    let stepCount = Mutex<Int?>(nil)
    async let opened = WorkspaceOptions.openForPlan(at: path)
      .map { $0.readingAhead { stepCount.withLock(\.self) } }
    let experiment = try PlannedExperiment(manifest, until: steps.until, display)
    let plan = try steps.choose(from: experiment.plan)
    stepCount.withLock { $0 = plan.steps.count }
    let found = await opened
    let workspace = try WorkspaceOptions.failing { try found.get() }
    let forecast: PlanForecast
    do {
      let prepared = try await steps.prepare(plan, in: workspace, asking: cache.open())
      let keys = KeyNeeds(of: prepared.plan, among: Wiring.services)
      KeyCheck.warn(of: keys.providers(asked: prepared.plan, prepared.states))
      forecast = try PlanForecast(
        prepared.states,
        of: prepared.plan,
        in: workspace,
        budget: budget.amount(for: experiment.manifest)
      )
    } catch let error as WorkspaceError {
      Terminal.printFailure("\(error)", hint: error.hint)
      throw ExitStatus.stepFailed.exit
    }
    Terminal.printResult(
      format.json ? JSONDocument.pretty(PlanDocument(forecast)) : forecast.text
    )
    // Here and not by returning: to free a large plan piece by piece takes a tenth of the time.
    let somethingToDo = tellsByExitCode && forecast.hasWork
    Self.exit(withError: somethingToDo ? ExitStatus.somethingToDo.exit : nil)
  }
}

extension Kind: ExpressibleByArgument {}
