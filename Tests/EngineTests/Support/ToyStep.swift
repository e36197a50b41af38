import Synchronization

import Engine
import EngineTestSupport
import TestSupport

/// A step that writes `out`: its parameters and the content of all that it reads.
struct ToyStep: TestStep {
  typealias Work = ToyDetails.Work

  var id: StepID
  var kind: StepKind = "toy"
  var version = 1
  var pool: PoolName = "toys"
  var inputs: [StepInput] = []
  var files: [InputFile] = []
  var parameters: [String: FieldValue] = [:]
  var remoteAccount: String?
  var pace = Pace()
  var expectedBill: Bill?

  /// What is done before `out` is written, also in other processes.
  var script: [ToyDetails.Action] = []

  /// What is done in place of all that, in this process.
  var work: Work?

  init(
    _ id: StepID,
    kind: StepKind = "toy",
    reads: [StepID] = [],
    _ parameters: [String: FieldValue] = [:],
    files: [InputFile] = [],
    pool: PoolName = "toys",
    script: [ToyDetails.Action] = [],
    work: Work? = nil
  ) {
    self.id = id
    self.kind = kind
    self.pool = pool
    self.inputs = reads.map { StepInput($0, "out") }
    self.files = files
    self.parameters = parameters
    self.script = script
    self.work = work
  }

  var details: (any StepDetails)? {
    work.map { ToyDetails(work: $0) } ?? ToyDetails(script: script)
  }

  func describe(into fingerprint: inout Fingerprint) {
    for (name, value) in parameters { fingerprint.add(name, value) }
  }
}

/// Waits until something is so; a time limit or a cancellation ends the waiting.
func wait(until condition: () -> Bool) async throws(StepFailure) {
  while !condition() {
    do {
      try await Task.sleep(for: .milliseconds(2))
    } catch {
      throw StepFailure("waiting in a test", .cancelled)
    }
  }
}

extension EventLog {
  /// Waits until a run has told a line.
  ///
  /// A run that ends without telling it is a failure that says what it told.
  func wait(for line: String) async throws {
    while !lines.contains(line) {
      guard !lines.contains(where: { $0.hasPrefix("run ended") }) else {
        throw TestFailure("no line '\(line)' in:\n\(lines.joined(separator: "\n"))")
      }
      try await Task.sleep(for: .milliseconds(2))
    }
  }
}

/// Collects what a run tells, one line for each event.
final class EventLog: Sendable {
  private let state = Mutex<[String]>([])
  private let results = Mutex<[String]>([])

  var lines: [String] { state.withLock { $0 } }

  /// The names of the steps that have ended, by the results that were told, in order.
  var ended: [String] { results.withLock { $0 } }

  /// The names of the steps that were started, in order.
  var started: [String] {
    lines.filter { $0.contains(" started: ") }.compactMap { $0.split(separator: " ").first }
      .map { String($0) }
  }

  func add(_ line: String) { state.withLock { $0.append(line) } }

  func add(_ event: RunEvent) {
    let step = event.step?.rawValue ?? "run"
    if let result = event.result { results.withLock { $0.append(result.id.rawValue) } }
    switch event.kind {
    case .runStarted(let run, let steps): add("run \(run): \(steps.count) steps")
    case .stepStarted(let reason): add("\(step) started: \(reason)")
    case .stepProgress(let progress): add("\(step) \(progress.detail)")
    case .stepNote(let note): add("\(step) note: \(note)")
    case .stepWaits(let sentence): add("\(step) waits: \(sentence)")
    case .warning(let sentence): add("\(step) warning: \(sentence)")
    case .stepEnded(.failed(let failure)): add("\(step) failed: \(failure)")
    case .stepEnded(.skipped(let reason)): add("\(step) skipped: \(reason)")
    case .stepEnded(let outcome): add("\(step) \(outcome.name)")
    case .runEnded(let result): add("run ended: \(result.succeeded ? "succeeded" : "failed")")
    }
  }
}

/// Runs plans of toy steps in one workspace.
struct Toys {
  let workspace: Workspace

  /// What does steps before this process is asked.
  var executors: [any StepExecutor]

  init(at path: String, executors: [any StepExecutor] = []) throws {
    workspace = try Workspace.open(at: path)
    self.executors = executors
  }

  /// Runs steps one after the other and returns what was told.
  @discardableResult
  func run(_ steps: [ToyStep]) async throws -> [String] {
    let log = EventLog()
    _ = try await run(steps, log)
    return log.lines.filter { !$0.hasPrefix("run ") }
  }

  @discardableResult
  func run(
    _ steps: [ToyStep],
    _ log: EventLog,
    jobs: Int = 1,
    pools: [PoolName: Int] = [:],
    keepGoing: Bool = true,
    waits: Bool = true,
    cache: SharedCache? = nil,
    asking: (Plan) -> Plan = { $0 }
  ) async throws -> RunResult {
    let plan = asking(try Plan.make(steps))
    let configuration = RunConfiguration(
      pools: pools,
      jobs: jobs,
      keepGoing: keepGoing,
      waitsForRemoteWork: waits,
      manifestName: "toys",
      manifestDigest: "none",
      manifestText: "manifest: 1",
      toolVersion: "1.2.3",
      sharedCache: cache,
      executors: executors + .inProcess(plan),
      now: { 1_000_000 },
      eventHandler: { log.add($0) }
    )
    return try await Scheduler.run(plan, in: workspace, configuration: configuration)
  }

  /// What the plan says, one line for each step.
  func states(_ steps: [ToyStep], asking: (Plan) -> Plan = { $0 }) throws -> [String] {
    try Staleness.states(
      of: asking(try Plan.make(steps)).placed(by: executors + .inProcess(try Plan.make(steps))),
      in: workspace
    ).map { planned in
      "\(planned.id): \(planned.state)"
    }
  }

  /// The path of a step's `out` in the store.
  func outputPath(of step: StepID) throws -> String {
    guard
      let key = try workspace.lastKey(of: step),
      let record = try workspace.record(of: key.digest),
      let artifact = record.artifacts.first
    else { return "" }
    return workspace.store.path(of: artifact.digest)
  }

  func output(of step: StepID) throws -> String { try Files.read(try outputPath(of: step)) }
}
