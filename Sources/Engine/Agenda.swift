/// What is left to do in a run: which steps are ready, how much may run at once, who is to blame.
///
/// A step is first checked, which needs a job, and then, unless it is reused, built, which needs a
/// job and a place in its pool. So a full pool never delays what can be reused.
struct Agenda {
  /// One thing to do for steps that are given by their places in the plan.
  enum Work: Sendable {
    /// To check steps in this order, up to the first one that must be built.
    case check([Int])
    case build(Int, Staleness.Check)
  }

  /// The most steps that are checked in one go.
  private static let largestBatch = 64

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
      return .check(firstChecks())
    }
    runningInPool[pool, default: 0] += 1
    return .build(place, check)
  }

  /// Notes that some checking has ended, and which of its steps it did not come to.
  mutating func endedChecking(leaving unchecked: some Sequence<Int>) {
    running -= 1
    for place in unchecked where results[place] == nil { checks.insert((), at: place) }
  }

  /// Notes that a step was checked and must be built.
  mutating func mustBuild(_ place: Int, _ check: Staleness.Check) {
    builds[plan.steps[place].pool, default: PlaceQueue()].insert(check, at: place)
  }

  /// Notes that a step was checked or built and has ended, and returns the steps that have ended with it, in plan
  /// order: the step itself and, where it failed, all that need it.
  mutating func ended(_ place: Int, _ result: StepResult, wasBuilding: Bool) -> [Int] {
    if wasBuilding {
      running -= 1
      runningInPool[plan.steps[place].pool, default: 1] -= 1
    }
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

  /// Takes as many checks as leave the other jobs as many.
  private mutating func firstChecks() -> [Int] {
    let count = max(1, min(checks.count / configuration.jobs, Self.largestBatch))
    return (0..<count).compactMap { _ in checks.removeFirst()?.place }
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
  var count: Int { entries.count }

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
