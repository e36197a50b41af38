import ArgumentParser
import Engine
import Steps

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

  func run() async throws {
    let experiment = try PlannedExperiment(manifest, until: steps.until, display)
    let plan = try steps.choose(from: experiment.plan)
    let workspace = try workspace.openForPlan(of: experiment.place)
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
    if tellsByExitCode, forecast.hasWork { throw ExitStatus.somethingToDo.exit }
  }
}

extension Kind: ExpressibleByArgument {}
