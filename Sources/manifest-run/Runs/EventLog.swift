import Engine
import Synchronization
import System

/// Logs the events of a run in `runs/N/events.jsonl`, one JSON object a line, for other terminals and for
/// later.
///
/// Each line is written before the next event, so that a run that is killed leaves whole lines. Steps that
/// are reused come by the thousand: their lines are buffered until another event, `refresh`, or a full
/// buffer.
///
/// A class, since it owns the open file.
final class EventLog: RunRecorder {
  /// The name of the file in a run's folder.
  static let fileName = "events.jsonl"

  /// The shortest time between two lines on the progress of one step.
  private static let progressPause = Duration.milliseconds(500)

  /// The most bytes in the buffer.
  private static let bufferLimit = 1 << 16

  private struct State {
    var file: FileDescriptor?

    /// Lines that are not written yet.
    var buffer: [UInt8] = []

    /// When the progress of each running step was logged last.
    var lastProgress: [StepID: ContinuousClock.Instant] = [:]

    /// Nothing more is written after the first failure.
    var hasFailed = false
  }

  private let plan: Plan
  private let workspace: Workspace
  private let manifestName: String
  private let secrets: SecretFilter
  private let state = Mutex(State())

  /// - Parameters:
  ///   - plan: What is run.
  ///   - workspace: Where it is run.
  ///   - manifestName: The name of the experiment.
  ///   - secrets: Takes out what must not be kept.
  init(of plan: Plan, in workspace: Workspace, manifestName: String, secrets: SecretFilter) {
    self.plan = plan
    self.workspace = workspace
    self.manifestName = manifestName
    self.secrets = secrets
  }

  func record(_ event: RunEvent) {
    state.withLock { state in
      if case .runStarted(let run, _) = event.kind { open(run, &state) }
      guard state.file != nil, let line = line(event, &state) else { return }
      state.buffer += line
      if case .stepEnded(.reused) = event.kind, state.buffer.count < Self.bufferLimit { return }
      write(&state)
    }
  }

  func refresh() {
    state.withLock { write(&$0) }
  }

  /// The line of an event; nil where it is not kept.
  private func line(_ event: RunEvent, _ state: inout State) -> [UInt8]? {
    switch event.kind {
    case .runStarted(let run, _):
      return line(
        "run-started",
        event,
        [
          "run": .integer(run.rawValue), "manifest": .string(manifestName),
          "steps": .array(zip(plan.steps, plan.dependencies).map(Self.step)),
        ]
      )
    case .stepStarted(let reason):
      return line("step-started", event, ["reason": .string("\(reason)")])
    case .stepProgress(let progress):
      guard isDue(progress, of: event.step, &state) else { return nil }
      return line(
        "progress",
        event,
        [
          "fraction": Self.number(progress.fraction), "detail": .string(progress.detail),
          "seconds_left": Self.number(progress.secondsLeft),
        ]
      )
    case .stepNote(let sentence), .stepWaits(let sentence):
      return line("note", event, ["text": filtered(sentence)])
    case .warning(let sentence):
      return line("warning", event, ["text": filtered(sentence)])
    case .stepEnded(let outcome):
      if let step = event.step { state.lastProgress[step] = nil }
      return ending(outcome, event)
    case .runEnded(let result):
      return line(
        "run-ended",
        event,
        ["outcome": .string(result.status.rawValue), "seconds": Self.number(result.seconds)]
      )
    }
  }

  private func ending(_ outcome: StepOutcome, _ event: RunEvent) -> [UInt8] {
    var seconds: Double?
    var (reason, hint): (JSON?, JSON?)
    switch outcome {
    case .built: seconds = event.result?.seconds
    case .reused: break
    case .failed(let failure):
      seconds = event.result?.seconds
      (reason, hint) = (filtered("\(failure)"), failure.hint.map(filtered))
    case .skipped(let why): reason = .string("\(why)")
    case .waiting(let why): reason = filtered("\(why)")
    }
    return line(
      "step-ended",
      event,
      [
        "outcome": .string(outcome.name), "seconds": Self.number(seconds), "reason": reason,
        "hint": hint,
      ]
    )
  }

  /// A line: when, what and of which step, and what else is told; what is nil is left out.
  private func line(
    _ name: String,
    _ event: RunEvent,
    _ rest: KeyValuePairs<String, JSON?>
  ) -> [UInt8] {
    var members: [(key: String, value: JSON)] = [
      ("at", Self.number(event.instant) ?? 0), ("event", .string(name)),
    ]
    if let step = event.step { members.append(("step", .string(step.rawValue))) }
    for case (let key, let value?) in rest { members.append((key, value)) }
    return JSON.object(members).bytes + [UInt8(ascii: "\n")]
  }

  /// A step of the plan, with the places of those that it reads.
  private static func step(_ step: StepSpec, _ reads: [Int]) -> JSON {
    let names: [(key: String, value: JSON)] = [
      ("id", .string(step.id.rawValue)), ("kind", .string(step.kind.rawValue)),
    ]
    return .object(reads.isEmpty ? names : names + [("reads", .array(reads.map(JSON.integer)))])
  }

  /// A number with thousandths at most; nil for one that JSON has no form for.
  private static func number(_ value: Double?) -> JSON? {
    value.flatMap { $0.isFinite ? .number(($0 * 1000).rounded() / 1000) : nil }
  }

  private func filtered(_ sentence: String) -> JSON { .string(secrets.filtered(sentence)) }

  /// Whether a step's progress is kept: the first, the last, and some of those between.
  private func isDue(_ progress: StepProgress, of step: StepID?, _ state: inout State) -> Bool {
    guard let step else { return false }
    let now = ContinuousClock.now
    if let last = state.lastProgress[step], now - last < Self.progressPause,
      progress.fraction.map({ $0 < 1 }) ?? true
    {
      return false
    }
    state.lastProgress[step] = now
    return true
  }

  private func open(_ run: RunID, _ state: inout State) {
    do {
      let path = "\(try workspace.newRunFolder(run))/\(Self.fileName)"
      state.file = try FileDescriptor(path, for: .replacing)
    } catch let error as FileSystemError {
      fail("\(error.code)", &state)
    } catch {
      fail("\(error)", &state)
    }
  }

  private func write(_ state: inout State) {
    do {
      try state.file?.write(state.buffer)
    } catch {
      fail("\(error.code)", &state)
    }
    state.buffer = []
  }

  /// Gives the file up, since a run is worth more than what is told about it.
  private func fail(_ problem: String, _ state: inout State) {
    state.file = nil
    guard !state.hasFailed else { return }
    state.hasFailed = true
    Terminal.printMessage("warning: the events of this run are not kept from here on: \(problem)\n")
  }
}

extension RunResult {
  /// How the run ended, in the words of the history.
  var status: RunStatus {
    if wasInterrupted { return .interrupted }
    return succeeded ? .done : isWaiting ? .waiting : .failed
  }
}
