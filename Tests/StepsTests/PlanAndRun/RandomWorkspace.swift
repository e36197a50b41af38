import Diagnostics
import Engine
import Foundation
import GRDB
import Providers
import Steps
import Synchronization
import TestSupport
import Testing

/// One workspace in which a random manifest is edited, broken and run again and again.
struct RandomWorkspace {
  /// How often each thing happened that the property is about.
  struct Tally {
    private(set) var counts: [String: Int] = Dictionary(
      uniqueKeysWithValues: [
        "edits", "steps", "plan: reused", "plan: will run", "plan: attaches", "plan: depends",
        "depends and reused", "depends and ran", "same work", "same work elsewhere", "refused",
        "only", "from", "until", "force", "damaged", "records removed", "failed", "skipped",
        "stopped", "nothing to do", "left open",
      ]
      .map { ($0, 0) }
    )

    var edits: Int { counts["edits", default: 0] }

    mutating func note(_ name: String, _ count: Int = 1) { counts[name, default: 0] += count }

    mutating func add(_ other: Tally) {
      for (name, count) in other.counts { note(name, count) }
    }
  }

  private(set) var tally = Tally()
  private let seed: UInt64
  private var random: SplitMix
  private var manifest: RandomManifest
  private let folder: ExperimentFolder
  private let workspace: Workspace
  private var model = WorkModel()

  init(seed: UInt64) throws {
    self.seed = seed
    random = SplitMix(state: seed)
    manifest = RandomManifest(using: &random)
    folder = try ExperimentFolder()
    workspace = try folder.workspace()
  }

  /// Edits the manifest or the workspace, plans and runs, and compares the two.
  mutating func editAndRun() async throws {
    tally.note("edits")
    manifest.edit(using: &random)
    manifest.write(to: folder.folder)
    try breakSomething()
    let (expanded, problems) = folder.plan()
    let whole = try #require(expanded, "\(problems.map(\.message))")
    var plan = choose(from: whole)
    let broken = model.broken(in: workspace)
    var states = try Staleness.states(of: plan, in: workspace)
    if !plan.missing(states).isEmpty {
      tally.note("refused")
      plan = whole
      states = try Staleness.states(of: plan, in: workspace)
    }
    plan = plan.narrowed(by: states)
    states = try Staleness.states(of: plan, in: workspace)
    let canFail = injectFailures()
    let keepsGoing = !random.happens(percent: 15)
    let created = folder.provider.log.withLock(\.created.count)
    let (result, started) = try await run(plan, keepGoing: keepsGoing)
    let verdicts = model.verdicts(on: plan, result, broken: broken)
    let context: Comment = "manifest \(seed), edit \(tally.edits)"
    for (step, planned) in zip(plan.steps, states) {
      guard case .depends(let others) = planned.state else { continue }
      if !step.inputs.contains(where: { others.contains($0.step) }) { tally.note("same work") }
    }
    compare(states, result, verdicts, started, context)
    check(result, plan, verdicts, canFail: canFail, canStop: !keepsGoing, context)
    let attached = states.filter { if case .attaches = $0.state { true } else { false } }.map(\.id)
    let tuned = started.filter { $0.rawValue.hasPrefix("fine-tune/") }
    // A job that goes on is never created a second time.
    #expect(
      folder.provider.log.withLock(\.created.count) - created <= tuned.subtracting(attached).count,
      context
    )
    model.learn(from: result, verdicts)
    guard result.succeeded else { return }
    if started.isEmpty { tally.note("nothing to do") }
    let done = Set(plan.steps.map(\.id))
    for step in try Staleness.states(of: whole.only(done), in: workspace)
    where done.contains(step.id) {
      #expect(step.state.isReused, "\(step.id), \(context)")
    }
  }

  /// The steps that the plan says will run, and the open ones that had to, are the steps that ran.
  private mutating func compare(
    _ states: [PlannedStep],
    _ result: RunResult,
    _ verdicts: [WorkModel.Verdict],
    _ started: Set<StepID>,
    _ context: Comment
  ) {
    var predicted: Set<StepID> = []
    let built = Set(zip(result.steps, verdicts).filter { $0.0.outcome == .built }.map(\.1.work))
    for (planned, (step, verdict)) in zip(states, zip(result.steps, verdicts)) {
      tally.note("steps")
      let isSkipped = step.outcome.name == "skipped"
      switch planned.state {
      case .reused:
        tally.note("plan: reused")
        #expect(step.outcome == .reused || step.outcome.isStopped, "\(step.id), \(context)")
      case .willRun, .attaches:
        if case .attaches = planned.state { tally.note("plan: attaches") }
        tally.note("plan: will run")
        if !isSkipped { predicted.insert(step.id) }
      case .depends(let others):
        tally.note("plan: depends")
        let open = Set(states.filter { !$0.state.isReused }.map(\.id))
        #expect(open.isSuperset(of: others), "\(step.id), \(context)")
        tally.note(step.outcome == .reused ? "depends and reused" : "depends and ran")
        let isDoneElsewhere = step.outcome == .reused && built.contains(verdict.work)
        if isDoneElsewhere { tally.note("same work elsewhere") }
        if verdict.isStale, verdict.isOpen, step.outcome == .reused {
          // Which of two steps with an equal content came first is chance.
          tally.note("left open")
        } else if verdict.isStale, !isSkipped, !isDoneElsewhere {
          predicted.insert(step.id)
        }
      }
    }
    #expect(predicted == started, context)
  }

  /// Each step did what the model says that it had to.
  private mutating func check(
    _ result: RunResult,
    _ plan: Plan,
    _ verdicts: [WorkModel.Verdict],
    canFail: Bool,
    canStop: Bool,
    _ context: Comment
  ) {
    var builders: [String: StepID] = [:]
    for (place, step) in result.steps.enumerated() where step.outcome == .built {
      let other = builders.updateValue(step.id, forKey: verdicts[place].work ?? "")
      // Whoever asks for work to be done again gets it done again, also after another did it.
      let isForced = plan.directives[place] != .makeIfStale
      #expect(other == nil || isForced, "\(step.id) does what \(other ?? "") did, \(context)")
    }
    for (step, verdict) in zip(result.steps, verdicts) {
      let comment: Comment = "\(step.id) \(step.outcome), \(context)"
      switch step.outcome {
      case .reused:
        let isDone = builders[verdict.work ?? ""] != nil
        #expect(verdict.work != nil && (!verdict.isStale || isDone || verdict.isOpen), comment)
      case .built:
        #expect(verdict.isStale && !verdict.isBlocked, comment)
      case .failed:
        tally.note("failed")
        #expect(canFail && verdict.isStale && !verdict.isBlocked, comment)
      case .skipped(.dependencyFailed(let culprit)):
        tally.note("skipped")
        let blamed = result.steps.first { $0.id == culprit }
        #expect(blamed?.outcome.name == "failed", comment)
        #expect(verdict.isBlocked && (verdict.isStale || verdict.work == nil), comment)
      case .skipped(.stopped):
        tally.note("stopped")
        #expect(canStop && canFail, comment)
      case .skipped(.interrupted), .waiting:
        Issue.record(comment)
      }
    }
  }

  private mutating func run(
    _ plan: Plan,
    keepGoing: Bool
  ) async throws -> (RunResult, Set<StepID>) {
    let started = Mutex<Set<StepID>>([])
    let configuration = RunConfiguration(
      jobs: Int.random(in: 1...4, using: &random),
      keepGoing: keepGoing,
      manifestName: "random",
      manifestDigest: "",
      manifestText: "",
      toolVersion: "test",
      executors: [InProcessExecutor(.experiments([folder.provider]))],
      now: { 0 },
      eventHandler: { event in
        guard case .stepStarted = event.kind, let step = event.step else { return }
        started.withLock { _ = $0.insert(step) }
      }
    )
    let result = try await Scheduler.run(plan, in: workspace, configuration: configuration)
    return (result, started.withLock(\.self))
  }

  /// The part of a plan that random options ask for.
  private mutating func choose(from whole: Plan) -> Plan {
    var plan = whole
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<10:
      tally.note("until")
      plan = plan.until((Kind.allCases.randomElement(using: &random) ?? .report).stepKind)
    case 10..<28:
      tally.note("only")
      plan = plan.only(someSteps(of: plan))
    case 28..<40:
      tally.note("from")
      plan = plan.from(someSteps(of: plan))
    default: break
    }
    if random.happens(percent: 25) {
      tally.note("force")
      plan = plan.forcing(someSteps(of: plan))
    }
    return plan
  }

  private mutating func someSteps(of plan: Plan) -> Set<StepID> {
    guard let step = plan.steps.randomElement(using: &random) else { return [] }
    let pattern = random.happens(percent: 40) ? "\(step.kind)*" : step.id.rawValue
    return Set(StepPattern(pattern).matches(in: plan))
  }

  /// Deletes or damages objects and removes records, sometimes.
  private mutating func breakSomething() throws {
    let store = "\(workspace.path)/store-1/objects"
    if random.happens(percent: 30) {
      let objects = try FileManager.default.subpathsOfDirectory(atPath: store)
        .filter { $0.count > 3 }.sorted()
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        guard let object = objects.randomElement(using: &random) else { continue }
        tally.note("damaged")
        let path = "\(store)/\(object)"
        try? FileManager.default.removeItem(atPath: path)
        if Bool.random(using: &random) { try Data("damaged".utf8).write(to: URL(filePath: path)) }
      }
    }
    guard random.happens(percent: 20) else { return }
    let database = try DatabaseQueue(path: "\(workspace.path)/workspace.sqlite")
    let keys = try database.read {
      try String.fetchAll($0, sql: "SELECT key FROM records ORDER BY id")
    }
    guard let key = keys.randomElement(using: &random), let digest = Digest(hexadecimal: key) else {
      return
    }
    tally.note("records removed")
    try database.write {
      try $0.execute(sql: "DELETE FROM records WHERE key = ?", arguments: [key])
    }
    model.forget(digest)
  }

  /// Lets the provider fail in the next run, sometimes, and says whether it may.
  private mutating func injectFailures() -> Bool {
    let lost = ProviderError.unreachable(address: "test", problem: "no route")
    let creations = random.happens(percent: 8) ? [lost] : []
    var waits = random.happens(percent: 20) ? [lost] : []
    if random.happens(percent: 10) { waits.append(.jobFailed("out of luck")) }
    let keptBack = random.happens(percent: 8) ? 1 : 0
    folder.provider.creationFailures.withLock { $0 = creations }
    folder.provider.waitingFailures.withLock { $0 = waits }
    folder.provider.keptBack.withLock { $0 = keptBack }
    return !creations.isEmpty || !waits.isEmpty || keptBack > 0
  }
}

extension StepOutcome {
  fileprivate var isStopped: Bool {
    if case .skipped(.stopped) = self { return true }
    return false
  }
}
