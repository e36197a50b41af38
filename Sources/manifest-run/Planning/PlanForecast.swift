import Diagnostics
import Engine
import Steps

/// What a plan says, with the time and the cost that are expected of what would run.
struct PlanForecast {
  let states: [PlannedStep]
  let durations: [StepID: DurationEstimate]
  let costs: [StepID: Cost]

  /// - Throws: `WorkspaceError` where earlier runs cannot be read.
  init(_ states: [PlannedStep], of plan: Plan, in workspace: Workspace) throws(WorkspaceError) {
    self.states = states
    durations = try DurationEstimate.estimates(of: states, in: plan, workspace)
    var costs: [StepID: Cost] = [:]
    for (step, planned) in zip(plan.steps, states) where !planned.state.isReused {
      costs[step.id] = step.expectedCost
    }
    self.costs = costs
  }

  /// Whether a run would do anything, or might.
  var hasWork: Bool { states.contains { !$0.state.isReused } }

  /// The work of the steps that will run, in seconds.
  var seconds: Double { seconds { $0.staleReason != nil } }

  /// The same with the steps that depend on others.
  var secondsAtMost: Double { seconds { !$0.isReused } }

  /// How many steps that are not reused have no estimate.
  var withoutEstimate: Int {
    states.count { !$0.state.isReused && durations[$0.id] == nil }
  }

  /// What the steps that will run cost, by currency.
  var cost: [String: Double] { cost { $0.staleReason != nil } }

  /// The same with the steps that depend on others.
  var costAtMost: [String: Double] { cost { !$0.isReused } }

  /// A line for each step, a count of the states, and what is expected.
  var text: String {
    var columns = TextColumns(rightAligned: [2, 3])
    columns.rows = states.map { step in
      [
        TerminalText.escaped(step.id.rawValue),
        step.state.name,
        durations[step.id].map { "~" + Self.duration($0.seconds) } ?? "",
        costs[step.id].map(Self.amount) ?? "",
        TerminalText.escaped("\(step.state)"),
      ]
    }
    let counts = states.reduce(into: [:]) { $0[$1.state.name, default: 0] += 1 }
    let total = StepState.names.compactMap { name in counts[name].map { "\($0) \(name)" } }
    let lines = columns.lines + ["", total.joined(separator: ", ")] + expectations
    return lines.joined(separator: "\n") + "\n"
  }

  /// What is expected in words; nothing where nothing is known.
  private var expectations: [String] {
    guard !durations.isEmpty else { return costLine }
    let (sure, most) = (Self.duration(seconds), Self.duration(secondsAtMost))
    let known =
      seconds == 0
      ? "up to \(most) of work"
      : "about \(sure) of work" + (most == sure ? "" : ", \(most) with the steps that depend")
    let rest =
      withoutEstimate == 0
      ? ""
      : "; nothing is known of \(withoutEstimate) \(withoutEstimate == 1 ? "step" : "steps")"
    return ["expected: \(known), by earlier runs\(rest)"] + costLine
  }

  private var costLine: [String] {
    guard !costs.isEmpty else { return [] }
    let most = costAtMost.sorted { $0.key < $1.key }.map { Self.amount(Cost($0.value, $0.key)) }
    return ["expected cost: up to \(most.joined(separator: " and "))"]
  }

  private static func duration(_ seconds: Double) -> String {
    Decimals.duration(seconds > 0 ? max(seconds, 0.1) : 0)
  }

  private static func amount(_ cost: Cost) -> String {
    "\(Decimals.fixed(cost.amount, 2)) \(cost.currency)"
  }

  private func seconds(where isCounted: (StepState) -> Bool) -> Double {
    states.filter { isCounted($0.state) }
      .reduce(0) { $0 + (durations[$1.id]?.seconds ?? 0) }
  }

  private func cost(where isCounted: (StepState) -> Bool) -> [String: Double] {
    states.filter { isCounted($0.state) }.compactMap { costs[$0.id] }
      .reduce(into: [:]) { $0[$1.currency, default: 0] += $1.amount }
  }
}
