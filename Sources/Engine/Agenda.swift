/// What is left to do in a run: which steps are ready, how much may run at once, who is to blame.
///
/// A step is first checked, which needs a job, and then, unless it is reused, built, which needs a
/// job and a place in its pool. So a full pool never delays what can be reused.
struct Agenda {
  /// One thing to do for a step, given by its place in the plan.
  enum Work: Sendable {
    case check(Int)
    case build(Int, Staleness.Check)

    var place: Int {
      switch self {
      case .check(let place), .build(let place, _): place
      }
    }
  }

  private let plan: Plan
  private let configuration: RunConfiguration

  /// How many of the steps that each step reads have not ended.
  private var unfinished: [Int]
  private var checks = PlaceQueue<Void>()
  private var builds: [PoolName: PlaceQueue<Staleness.Check>] = [:]
  private var running = 0
  private var runningInPool: [PoolName: Int] = [:]

  /// The step after which nothing more is started.
  private var stopped: StepID?
  private var results: [StepResult?]

  init(of plan: Plan, _ configuration: RunConfiguration) {
    self.plan = plan
    self.configuration = configuration
    unfinished = plan.dependencies.map(\.count)
    results = [StepResult?](repeating: nil, count: plan.steps.count)
    for place in plan.steps.indices.reversed() where unfinished[place] == 0 {
      checks.insert((), at: place)
    }
  }

  /// The outputs of the steps that a step reads; all of them were made.
  func outputs(for place: Int) -> [StepID: [ArtifactName: Artifact]] {
    var outputs: [StepID: [ArtifactName: Artifact]] = [:]
    for dependency in plan.dependencies[place] {
      outputs[plan.steps[dependency].id] = results[dependency]?.artifacts
    }
    return outputs
  }

  /// Takes the first thing in plan order that may start now.
  mutating func next() -> Work? {
    guard running < configuration.jobs, stopped == nil else { return nil }
    var first = checks.first
    var firstPool: PoolName?
    for (pool, queue) in builds {
      guard let place = queue.first, place < first ?? .max, hasRoom(pool) else { continue }
      (first, firstPool) = (place, pool)
    }
    guard let place = first else { return nil }
    running += 1
    guard let pool = firstPool, let (_, check) = builds[pool]?.removeFirst() else {
      _ = checks.removeFirst()
      return .check(place)
    }
    runningInPool[pool, default: 0] += 1
    return .build(place, check)
  }

  /// Notes that a check has ended and that the step must be built.
  mutating func mustBuild(_ place: Int, _ check: Staleness.Check) {
    running -= 1
    builds[plan.steps[place].pool, default: PlaceQueue()].insert(check, at: place)
  }

  /// Notes that work on a step has ended, and returns the steps that have ended with it, in plan
  /// order: the step itself and, where it failed, all that need it.
  mutating func ended(_ place: Int, _ result: StepResult, wasBuilding: Bool) -> [Int] {
    running -= 1
    if wasBuilding { runningInPool[plan.steps[place].pool, default: 1] -= 1 }
    results[place] = result
    switch result.outcome {
    case .built, .reused:
      for dependent in plan.dependents[place] {
        unfinished[dependent] -= 1
        if unfinished[dependent] == 0, results[dependent] == nil {
          checks.insert((), at: dependent)
        }
      }
      return [place]
    case .failed:
      if !configuration.keepGoing { stopped = stopped ?? result.id }
      return [place] + skipDependents(of: place, because: .dependencyFailed(result.id))
    case .skipped(let reason):
      return [place] + skipDependents(of: place, because: reason)
    }
  }

  /// Ends all that has not ended, and returns the places in plan order.
  mutating func skipRest(wasInterrupted: Bool) -> [Int] {
    let reason = wasInterrupted ? nil : stopped.map(SkipReason.stopped(after:))
    let rest = plan.steps.indices.filter { results[$0] == nil }
    for place in rest { skip(place, because: reason ?? .interrupted) }
    return rest
  }

  /// The result of a step that has ended.
  func result(of place: Int) -> StepResult {
    guard let result = results[place] else {
      preconditionFailure("step '\(plan.steps[place].id)' has not ended")
    }
    return result
  }

  private func hasRoom(_ pool: PoolName) -> Bool {
    runningInPool[pool, default: 0] < configuration.pools[pool, default: .max]
  }

  private mutating func skipDependents(of place: Int, because reason: SkipReason) -> [Int] {
    var skipped: Set<Int> = []
    var open = plan.dependents[place]
    while let next = open.popLast() {
      guard results[next] == nil else { continue }
      skip(next, because: reason)
      skipped.insert(next)
      open += plan.dependents[next]
    }
    return skipped.sorted()
  }

  private mutating func skip(_ place: Int, because reason: SkipReason) {
    let step = plan.steps[place]
    results[place] = StepResult(id: step.id, kind: step.kind, outcome: .skipped(reason))
  }
}

/// Places of a plan with a value each, taken out in plan order.
private struct PlaceQueue<Value> {
  // Descending, so that the first in plan order is removed from the end.
  private var entries: [(place: Int, value: Value)] = []

  var first: Int? { entries.last?.place }

  mutating func insert(_ value: Value, at place: Int) {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].place > place { low = middle + 1 } else { high = middle }
    }
    entries.insert((place, value), at: low)
  }

  mutating func removeFirst() -> (place: Int, value: Value)? { entries.popLast() }
}
