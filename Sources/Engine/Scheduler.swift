/// Runs plans: starts what is ready while jobs and pools allow, and notes how each step ends.
package enum Scheduler {
  /// What a child task of a run comes back with.
  private enum End: Sendable {
    case checked([(place: Int, result: StepRunner.CheckResult)], unchecked: ArraySlice<Int>)
    case built(Int, StepResult)
  }

  /// Runs the steps of a plan that are stale, in plan order as far as possible, several at once.
  ///
  /// A failed step ends with it those that need it; the others go on. Cancelling the task cancels
  /// the running steps, and the result says which were interrupted. What has ended is on the disk.
  ///
  /// - Throws: `WorkspaceError` where the run cannot be begun or its history cannot be written.
  package static func run(
    _ plan: Plan,
    in workspace: Workspace,
    configuration: RunConfiguration
  ) async throws(WorkspaceError) -> RunResult {
    let elapsed = stopwatch(configuration.clock)
    let plan = plan.placed(by: configuration.executors)
    try ScratchFolder.removeDead(in: workspace)
    try workspace.removeForgottenStepFolders()
    var scratch: ScratchFolder?
    defer { withExtendedLifetime(scratch) {} }
    let gate = try ScratchFolder.gate(of: workspace)
    let run = try begin(configuration, in: workspace) { run in
      scratch = try ScratchFolder.make(for: run, in: workspace)
    }
    _ = consume gate
    let runner = StepRunner(
      workspace: workspace,
      configuration: configuration,
      run: run,
      scratch: ScratchFolder.path(of: run, in: workspace)
    )
    runner.send(.runStarted(run, plan.steps.map(\.id)), nil)
    var ledger = RunLedger(of: run, in: workspace.database)
    let steps = await runSteps(of: plan, runner, &ledger)
    workspace.stats.save(to: workspace.database)
    let result = RunResult(
      run: run,
      steps: steps,
      seconds: elapsed(),
      wasInterrupted: steps.contains { $0.outcome == .skipped(.interrupted) }
    )
    try ledger.end(result.outcome, at: configuration.now())
    runner.send(.runEnded(result), nil)
    return result
  }

  /// The loop: start what may start, wait for one end, note it.
  private static func runSteps(
    of plan: Plan,
    _ runner: StepRunner,
    _ ledger: inout RunLedger
  ) async -> [StepResult] {
    var agenda = Agenda(of: plan, runner.configuration)
    await withTaskGroup(of: End.self) { group in
      while true {
        while !Task.isCancelled, ledger.error == nil, let work = agenda.next() {
          start(work, of: plan, agenda, runner, in: &group)
        }
        guard let end = await group.next() else { return }
        var ended: [Int] = []
        switch end {
        case .checked(let checks, let unchecked):
          for (place, result) in checks {
            switch result {
            case .mustBuild(let check): ended += agenda.mustBuild(place, check)
            case .ended(let result): ended += agenda.ended(place, result, wasBuilding: false)
            }
          }
          agenda.endedChecking(leaving: unchecked)
        case .built(let place, let result):
          ended = agenda.ended(place, result, wasBuilding: true)
        }
        for place in ended { tell(agenda.result(of: place), at: place, runner, &ledger) }
      }
    }
    for place in agenda.skipRest(wasInterrupted: Task.isCancelled) {
      tell(agenda.result(of: place), at: place, runner, &ledger)
    }
    return plan.steps.indices.map(agenda.result(of:))
  }

  private static func start(
    _ work: Agenda.Work,
    of plan: Plan,
    _ agenda: Agenda,
    _ runner: StepRunner,
    in group: inout TaskGroup<End>
  ) {
    switch work {
    case .check(let places):
      let candidates = places.map { place in
        StepRunner.Candidate(
          place: place,
          step: plan.steps[place],
          directive: plan.directives[place],
          outputs: agenda.outputs(for: place)
        )
      }
      group.addTask {
        let results = await runner.check(candidates)
        return .checked(
          Array(zip(places, results)).map { (place: $0, result: $1) },
          unchecked: places[results.count...]
        )
      }
    case .build(let place, let check):
      let (step, directive) = (plan.steps[place], plan.directives[place])
      let outputs = agenda.outputs(for: place)
      group.addTask {
        .built(place, await runner.build(step, directive, at: place, check, outputs: outputs))
      }
    }
  }

  private static func tell(
    _ result: StepResult,
    at place: Int,
    _ runner: StepRunner,
    _ ledger: inout RunLedger
  ) {
    ledger.note(result, at: place)
    runner.send(.stepEnded(result.outcome), result.id, result)
  }

  /// Gives the run its number; whoever sees the run sees by its folder that its owner is alive.
  private static func begin(
    _ configuration: RunConfiguration,
    in workspace: Workspace,
    claim: (RunID) throws -> Void
  ) throws(WorkspaceError) -> RunID {
    try workspace.database.beginRun(
      manifestName: configuration.manifestName,
      manifestDigest: configuration.manifestDigest,
      manifestText: configuration.manifestText,
      toolVersion: configuration.toolVersion,
      provenance: configuration.provenance,
      at: configuration.now(),
      claim: claim
    )
  }
}

extension RunResult {
  /// The run's outcome, as the history keeps it.
  fileprivate var outcome: PastRun.Outcome {
    if wasInterrupted { return .interrupted }
    if isWaiting { return .waiting }
    return succeeded ? .succeeded : .failed
  }
}
