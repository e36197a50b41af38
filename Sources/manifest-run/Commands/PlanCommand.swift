import ArgumentParser
import Engine
import Providers
import Steps

/// Says which steps would run and why, and runs none.
struct PlanCommand: ProgramCommand {
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

  @Flag(name: .customLong("each"), help: "Give each step of a matrix's experiments a line.")
  var listsEach = false

  func run(in environment: ProgramEnvironment) async throws {
    let experiment = try PlannedExperiment(manifest, until: steps.until, display, in: environment)
    let plan = try steps.choose(from: experiment.plan)
    let workspace = try workspace.openForPlan(of: experiment.place)
    let cache = cache.open(environment.variables)
    let prepared = try await steps.prepare(plan, in: workspace, asking: cache)
    let keys = KeyNeeds(of: prepared.plan, among: environment.services)
    for service in keys.providers(asked: prepared.plan, prepared.states) {
      guard case .missing(let reason) = service.key else { continue }
      Terminal.printWarning(KeyNeeds.sentence(service, reason))
    }
    let forecast = try PlanForecast(
      prepared.states,
      of: prepared.plan,
      in: workspace,
      budget: budget.amount(for: experiment.manifest)
    )
    if format.json {
      Terminal.printResult(forecast.document)
    } else {
      Terminal.printResult(forecast.text(folding: !listsEach))
    }
    if tellsByExitCode, forecast.hasWork { throw ExitStatus.somethingToDo.exit }
  }
}

extension Kind: ExpressibleByArgument {}
