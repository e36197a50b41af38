import ArgumentParser
import Engine
import Steps

/// Says why a step would run or be reused, field by field.
struct ExplainCommand: AsyncParsableCommand {
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

  func run() async throws {
    let experiment = try PlannedExperiment(manifest, until: nil, display)
    let steps = try StepChoice("explain", in: experiment.plan).steps(of: [step])
    let workspace = try workspace.openForPlan(of: experiment.place)
    let states = try await cache.states(of: experiment.plan, in: workspace)
    let explanations = try WorkspaceOptions.failing {
      try StepExplanation.explanations(of: steps, in: experiment.plan, states, workspace)
    }
    if format.json {
      Terminal.printResult(JSONDocument.pretty(ExplainDocument(explanations, in: workspace)))
      return
    }
    let texts = explanations.map {
      ExplanationText($0, in: workspace, style: display.resultStyle).text
    }
    Terminal.printResult(texts.joined(separator: "\n"))
  }
}
