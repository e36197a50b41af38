import ArgumentParser
import Engine
import Steps

/// Says which steps would run and why, and runs none.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Say which steps a run would do, and why."
  )

  @OptionGroup var manifest: ManifestOptions
  @OptionGroup var workspace: WorkspaceOptions
  @OptionGroup var cache: CacheOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var format: JSONOption

  @Option(help: "Stop after the steps of this kind.")
  var until: Kind?

  func run() async throws {
    let experiment = try PlannedExperiment(manifest, until: until, display)
    let workspace = try workspace.open(for: experiment.place)
    let states: [PlannedStep]
    do {
      states = try await Staleness.states(
        of: experiment.plan,
        in: workspace,
        asking: cache.open(),
        warn: { Terminal.printWarning($0) }
      )
    } catch {
      Terminal.printFailure("\(error)", hint: error.hint)
      throw ExitStatus.stepFailed.exit
    }
    Terminal.printResult(
      format.json ? JSONDocument.pretty(PlanDocument(states)) : Self.text(states)
    )
  }

  private static func text(_ states: [PlannedStep]) -> String {
    let width = states.map(\.id.rawValue.count).max() ?? 0
    let lines = states.map { step in
      let name = step.id.rawValue + String(repeating: " ", count: width - step.id.rawValue.count)
      return "\(name)  \(step.state.padded)  \(step.state)\n"
    }
    let counts = Dictionary(grouping: states, by: \.state.name).mapValues(\.count)
    let total = StepState.names.compactMap { name in counts[name].map { "\($0) \(name)" } }
    return lines.joined() + "\n" + total.joined(separator: ", ") + "\n"
  }
}

extension Kind: ExpressibleByArgument {}

extension StepState {
  /// The names of the states, in the order in which they are counted.
  static let names = ["reused", "will-run", "depends"]

  var name: String {
    switch self {
    case .reused: "reused"
    case .willRun: "will-run"
    case .depends: "depends"
    }
  }

  /// The shared cache that a reused result comes from.
  fileprivate var origin: RecordOrigin? {
    guard case .reused(let record) = self else { return nil }
    return record.origin
  }

  fileprivate var padded: String {
    name + String(repeating: " ", count: "will-run".count - name.count)
  }
}

/// What `plan --json` prints.
struct PlanDocument: Encodable {
  struct Step: Encodable {
    var id: String
    var kind: String
    var state: String
    var reason: String

    /// Where the outputs come from; absent where this workspace made them.
    var source: ResultSource?
  }

  let formatVersion = 1
  let steps: [Step]

  init(_ states: [PlannedStep]) {
    steps = states.map {
      Step(
        id: $0.id.rawValue,
        kind: $0.kind.rawValue,
        state: $0.state.name,
        reason: "\($0.state)",
        source: $0.state.origin.map(ResultSource.init)
      )
    }
  }

  enum CodingKeys: String, CodingKey {
    case formatVersion = "format_version"
    case steps
  }
}
