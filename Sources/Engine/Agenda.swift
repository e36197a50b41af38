/// What is left to do in a run: which steps are ready, how much may run at once, who is to blame.
///
/// A step is checked first, which takes a job and the contents that its key counts. Unless it is
/// reused, it is built then, which takes a job, a place in its pool and all that it reads. Nothing is
/// built before everything is checked that can be, so that a run finds what its plan has found.
struct Agenda {
  /// One thing to do for steps that are given by their places in the plan.
  enum Work: Sendable {
    /// To check steps, in this order as far as time allows.
    case check([Int])
    case build(Int, Staleness.Check)
  }

  /// The most steps that are checked in one go.
  private static let largestBatch = 64

  private let plan: Plan
  private let configuration: RunConfiguration

  /// How many of the steps that each step reads the content of have not ended.
  private var unknownContents: [Int]

  /// How many of the steps have not ended that each step waits for before it is built.
  private var unfinished: [Int]
  private var checks = PlaceQueue<Void>()
  private var builds: [PoolName: PlaceQueue<Staleness.Check>] = [:]

  /// The steps that must be built and wait for others.
  private var waiting: [Int: Staleness.Check] = [:]

  /// The steps that build what has a key, as long as they have not ended.
  private var claims: [Digest: Int] = [:]

  /// The steps that wait for another one, which they do not read, since it does the same work.
  private var followers: [Int: [Int]] = [:]

  /// What becomes of steps that must be built: one that they read by reference made nothing.
  private var obstacles: [Int: StepOutcome] = [:]
  private var running = 0
  private var checking = 0
  private var runningInPool: [PoolName: Int] = [:]

  /// Whether all was checked that can be before anything is built.
  private var isSettled = false

  /// The step after which nothing more is started.
  private var stopped: StepID?
  private var results: [StepResult?]

  init(of plan: Plan, _ configuration: RunConfiguration) {
    self.plan = plan
    self.configuration = configuration
    unknownContents = plan.contentDependencyCounts
    unfinished = plan.dependencies.map(\.count)
    results = [StepResult?](repeating: nil, count: plan.steps.count)
    for place in plan.steps.indices.reversed() where unknownContents[place] == 0 {
      checks.insert((), at: place)
    }
    followEquivalents()
  }

  /// The outputs that were made of the steps that a step reads.
  func outputs(for place: Int) -> [StepID: [ArtifactName: Artifact]] {
    var outputs: [StepID: [ArtifactName: Artifact]] = [:]
    for dependency in plan.dependencies[place] {
      guard let result = results[dependency], result.outcome.succeeded else { continue }
      outputs[result.id] = result.artifacts
    }
    return outputs
  }

  /// Takes the first thing in plan order that may start now.
  mutating func next() -> Work? {
    guard running < configuration.jobs, stopped == nil else { return nil }
    var first = checks.first
    if !isSettled, first == nil {
      guard checking == 0 else { return nil }
      settle()
    }
    var firstPool: PoolName?
    if isSettled {
      for (pool, queue) in builds {
        guard let place = queue.first, place < first ?? .max, hasRoom(pool) else { continue }
        (first, firstPool) = (place, pool)
      }
    }
    guard let place = first else { return nil }
    running += 1
    guard let pool = firstPool, let (_, check) = builds[pool]?.removeFirst() else {
      checking += 1
      return .check(firstChecks())
    }
    runningInPool[pool, default: 0] += 1
    return .build(place, check)
  }

  /// Notes that some checking has ended, and which of its steps it did not come to.
  mutating func endedChecking(leaving unchecked: some Sequence<Int>) {
    running -= 1
    checking -= 1
    for place in unchecked where results[place] == nil { checks.insert((), at: place) }
  }

  /// Notes that a step was checked and must be built, and returns the steps that have ended with it,
  /// in plan order: those that will not be made, since something they read was not.
  mutating func mustBuild(_ place: Int, _ check: Staleness.Check) -> [Int] {
    if let obstacle = obstacles[place] {
      end(place, obstacle)
      return [place] + endDependents(of: place, obstacle)
    }
    waiting[place] = check
    if isSettled { claim(place) }
    return []
  }

  /// Notes that a step was checked or built and has ended, and returns the steps that have ended
  /// with it, in plan order: the step itself and, where it failed, all that need it.
  mutating func ended(_ place: Int, _ result: StepResult, wasBuilding: Bool) -> [Int] {
    if wasBuilding {
      running -= 1
      runningInPool[plan.steps[place].pool, default: 1] -= 1
    }
    results[place] = result
    releaseFollowers(of: place)
    switch result.outcome {
    case .built, .reused:
      release(plan.contentDependents[place], readContent: true)
      release(plan.referenceDependents[place], readContent: false)
      return [place]
    case .failed:
      if !configuration.keepGoing { stopped = stopped ?? result.id }
      return [place] + endDependents(of: place, .skipped(.dependencyFailed(result.id)))
    case .skipped:
      return [place] + endDependents(of: place, result.outcome)
    case .waiting:
      return [place] + endDependents(of: place, .waiting(.dependency(result.id)))
    }
  }

  /// Ends all that has not ended, and returns the places in plan order.
  mutating func skipRest(wasInterrupted: Bool) -> [Int] {
    let reason = wasInterrupted ? nil : stopped.map(SkipReason.stopped(after:))
    let rest = plan.steps.indices.filter { results[$0] == nil }
    for place in rest { end(place, .skipped(reason ?? .interrupted)) }
    return rest
  }

  /// The result of a step that has ended.
  func result(of place: Int) -> StepResult {
    guard let result = results[place] else {
      preconditionFailure("step '\(plan.steps[place].id)' has not ended")
    }
    return result
  }

  /// Takes the next checks: this job's share of them, or a single one where a shared cache is asked,
  /// since each of its answers is waited for.
  private mutating func firstChecks() -> [Int] {
    let isQuick = configuration.sharedCache == nil
    let most = isQuick ? min(checks.count / configuration.jobs, Self.largestBatch) : 1
    let count = max(1, most)
    return (0..<count).compactMap { _ in checks.removeFirst()?.place }
  }

  private func hasRoom(_ pool: PoolName) -> Bool {
    runningInPool[pool, default: 0] < configuration.pools[pool, default: .max]
  }

  /// Notes for the readers of a step that it has made its outputs.
  private mutating func release(_ readers: [Int], readContent: Bool) {
    for reader in readers where results[reader] == nil {
      unfinished[reader] -= 1
      if readContent {
        unknownContents[reader] -= 1
        if unknownContents[reader] == 0 { checks.insert((), at: reader) }
      }
      enqueueIfReady(reader)
    }
  }

  /// Begins to build: of several steps with one key the first in plan order is built, as a plan says.
  private mutating func settle() {
    isSettled = true
    for place in waiting.keys.sorted() { claim(place) }
  }

  /// Lets a step that must be built build what has its key, or wait for the one that does.
  private mutating func claim(_ place: Int) {
    if let key = waiting[place]?.key?.digest {
      if let other = claims[key], results[other] == nil, other != place {
        follow(other, place)
      } else {
        claims[key] = place
      }
    }
    enqueueIfReady(place)
  }

  /// Lets each of several equivalent steps that are made again wait for the first of them.
  private mutating func followEquivalents() {
    guard plan.directives.contains(where: { $0.equivalents.count > 1 }) else { return }
    var places: [StepID: Int] = [:]
    for (place, step) in plan.steps.enumerated() { places[step.id] = place }
    for (place, directive) in plan.directives.enumerated() {
      guard let first = directive.equivalents.first.flatMap({ places[$0] }), first < place else {
        continue
      }
      follow(first, place)
    }
  }

  private mutating func follow(_ other: Int, _ place: Int) {
    followers[other, default: []].append(place)
    unfinished[place] += 1
  }

  private mutating func releaseFollowers(of place: Int) {
    for follower in followers.removeValue(forKey: place) ?? [] {
      unfinished[follower] -= 1
      if results[follower] == nil { enqueueIfReady(follower) }
    }
  }

  private mutating func enqueueIfReady(_ place: Int) {
    guard isSettled, unfinished[place] == 0, let check = waiting.removeValue(forKey: place) else {
      return
    }
    builds[plan.steps[place].pool, default: PlaceQueue()].insert(check, at: place)
  }

  /// Ends what cannot be made any more; what may still be reused is left to its check.
  private mutating func endDependents(of place: Int, _ outcome: StepOutcome) -> [Int] {
    var dependents: Set<Int> = []
    var open = [place]
    while let ended = open.popLast() {
      for reader in plan.referenceDependents[ended] where results[reader] == nil {
        obstacles[reader] = obstacles[reader] ?? outcome
      }
      let readers =
        plan.contentDependents[ended]
        + plan.referenceDependents[ended].filter { waiting[$0] != nil }
      for reader in readers where results[reader] == nil {
        end(reader, outcome)
        waiting[reader] = nil
        dependents.insert(reader)
        open.append(reader)
      }
    }
    return dependents.sorted()
  }

  private mutating func end(_ place: Int, _ outcome: StepOutcome) {
    let step = plan.steps[place]
    results[place] = StepResult(id: step.id, kind: step.kind, outcome: outcome)
    releaseFollowers(of: place)
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
