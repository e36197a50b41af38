import Diagnostics
import Engine
import Report
import Steps
import System

/// What a plan says, with the time and the cost that are expected of what would run.
struct PlanForecast {
  let states: [PlannedStep]
  let durations: [StepID: DurationEstimate]
  let costs: CostForecast

  /// About what the steps that are not reused leave on the disk, in bytes.
  let disk: Int

  /// How many bytes are free where the workspace is; nil where that is not known.
  let freeDisk: Int?

  /// The most that may be paid; nil where that is not limited.
  let budget: Double?

  /// - Throws: `WorkspaceError` where earlier runs cannot be read.
  init(
    _ states: [PlannedStep],
    of plan: Plan,
    in workspace: Workspace,
    budget: Double? = nil
  ) throws(WorkspaceError) {
    self.states = states
    self.budget = budget
    durations = try DurationEstimate.estimates(of: states, in: plan, workspace)
    costs = try CostForecast(states, of: plan, in: workspace)
    disk = zip(plan.steps, states).reduce(0) { sum, pair in
      sum + (pair.1.state.isReused ? 0 : pair.0.resources.disk ?? 0)
    }
    freeDisk = disk > 0 ? FileSystem.freeBytes(at: workspace.path) : nil
  }

  /// Whether a run would do anything, or might.
  var hasWork: Bool { states.contains { !$0.state.isReused } }

  /// The work of the steps that will run, in seconds.
  var seconds: Double { seconds { $0.staleReason != nil } }

  /// The work of these and of the steps that depend on others, in seconds.
  var secondsAtMost: Double { seconds { !$0.isReused } }

  /// How many steps that are not reused have no estimate.
  var withoutEstimate: Int {
    states.count { !$0.state.isReused && durations[$0.id] == nil }
  }

  /// A line for each step or, folded, for the same steps of a matrix's experiments; a count of the states, and what is
  /// expected.
  func text(folding: Bool) -> String {
    let columns = TextColumns(rightAligned: [2, 3], rows: rows(folding: folding))
    let counts = states.reduce(into: [:]) { $0[$1.state.name, default: 0] += 1 }
    let total = StepState.names.compactMap { name in counts[name].map { "\($0) \(name)" } }
    let lines =
      columns.lines + ["", total.joined(separator: ", ")] + expectations
      + room + costs.lines(budget: budget)
    return lines.joined(separator: "\n") + "\n"
  }

  /// What is expected in words; nothing where nothing is known.
  private var expectations: [String] {
    guard !durations.isEmpty else { return [] }
    let (sure, most) = (Self.duration(seconds), Self.duration(secondsAtMost))
    let known =
      seconds == 0
      ? "up to \(most) of work"
      : "about \(sure) of work" + (most == sure ? "" : ", \(most) with the steps that depend")
    let rest =
      withoutEstimate == 0
      ? "" : "; nothing is known of \(Decimals.counted(withoutEstimate, "step"))"
    return ["expected: \(known), by earlier runs\(rest)"]
  }

  /// The room on the disk in words; nothing where little is needed.
  private var room: [String] {
    guard disk > 0 else { return [] }
    let need = "disk: models of about \(Decimals.bytes(disk))"
    guard let freeDisk else { return [need] }
    let free = "the \(Decimals.bytes(freeDisk)) that are free"
    return [disk > freeDisk ? "\(need), which is more than \(free)" : "\(need), of \(free)"]
  }

  static func duration(_ seconds: Double) -> String {
    Decimals.duration(seconds > 0 ? max(seconds, 0.1) : 0)
  }

  private func seconds(where isCounted: (StepState) -> Bool) -> Double {
    states.filter { isCounted($0.state) }
      .reduce(0) { $0 + (durations[$1.id]?.seconds ?? 0) }
  }
}
