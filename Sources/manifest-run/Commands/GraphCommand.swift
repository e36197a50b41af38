import ArgumentParser
import Engine
import Manifest
import Steps

/// Draws the steps of a manifest and what they read of each other.
struct GraphCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "dag",
    abstract: "Draw the steps of an experiment, what they read of each other, and their states.",
    discussion: """
      What follows from other lines is not drawn. Where there are more than \(StepGraph.mostNodes) \
      steps, those that differ only in what the matrix gives to them are put together, then those that \
      differ in their seeds, then all of a kind; '--all' draws each of them.
      """
  )

  /// What is printed.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    /// A tree, below each step those that it reads.
    case text

    /// The language of Graphviz.
    case dot

    /// A flowchart for web pages of repositories.
    case mermaid
  }

  @OptionGroup var manifest: ManifestOptions
  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var cache: CacheOptions
  @OptionGroup var display: DisplayOptions

  @Option(help: "Print a tree, DOT for Graphviz, or Mermaid.")
  var format = Format.text

  @Flag(help: "Print one JSON object on standard output: each step with all that it reads.")
  var json = false

  @Flag(help: "Draw every step, however many there are.")
  var all = false

  @Option(help: "Stop after the steps of this kind.")
  var until: Kind?

  func validate() throws {
    if json && format != .text {
      throw ValidationError("'--json' and '--format' exclude each other; leave one out")
    }
  }

  func run(in environment: ProgramEnvironment) async throws {
    let experiment = try PlannedExperiment(manifest, until: until, display, in: environment)
    let plan = experiment.plan
    let workspace = try self.workspace.openForPlan(of: experiment.place)
    let states = try await cache.states(of: plan, in: workspace, environment.variables)
    guard !json else {
      return Terminal.printResult([
        "format_version": 1,
        "steps": zip(states, plan.dependencies).map { step, reads -> JSONObject in
          [
            "id": step.id,
            "kind": step.kind,
            "state": step.state.name,
            "reason": "\(step.state)",
            "reads": reads.map { states[$0].id },
          ]
        },
      ])
    }
    let graph = StepGraph(
      of: plan,
      states,
      title: experiment.manifest.name,
      mostNodes: all ? .max : StepGraph.mostNodes
    )
    switch format {
    case .text:
      let style = display.resultStyle(on: environment.terminal)
      Terminal.printResult(GraphTree(graph: graph, style: style).text)
    case .dot: Terminal.printResult(GraphvizText.text(graph))
    case .mermaid: Terminal.printResult(MermaidText.text(graph))
    }
  }
}
