import ArgumentParser
import Engine
import Steps

/// Says why a step would run or be reused, field by field.
struct ExplainCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Compare all that a step depends on with what it was last made of.",
    discussion: """
      STEP is a name that 'plan' shows, such as 'evaluate/curie/seed-0/unrealized'; '*' in it stands \
      for any text and '?' for one character.
      """
  )

  @OptionGroup var manifest: ManifestOptions

  @Argument(help: "The step, or a pattern for several.")
  var step: String

  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var cache: CacheOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  func run(in environment: ProgramEnvironment) async throws {
    let experiment = try PlannedExperiment(manifest, display, in: environment)
    let steps = try experiment.plan.steps(named: [step], for: "explain")
    let workspace = try workspace.openForPlan(of: experiment.place)
    let states = try await cache.states(of: experiment.plan, in: workspace, environment.variables)
    let explanations = try StepExplanation.explanations(
      of: steps,
      in: experiment.plan,
      states,
      workspace
    )
    if format.json {
      return Terminal.printResult([
        "format_version": 1,
        "workspace": workspace.path,
        "steps": explanations.map { $0.document(in: workspace) },
      ])
    }
    let texts = explanations.map {
      ExplanationText(
        explanation: $0,
        workspace: workspace,
        style: display.resultStyle(on: environment.terminal),
        currentFolder: environment.currentFolder
      ).text
    }
    Terminal.printResult(texts.joined(separator: "\n"))
  }
}
