import Engine
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Keeps what happens in a run in `runs/N/events.jsonl`, one JSON object a line, for those who look
/// at the run from elsewhere or later.
///
/// Each line is with the system before the next thing happens, so that a run that is killed leaves
/// whole lines. Steps that are reused come by the thousand, and their lines wait for the next other
/// event, for `refresh`, or until there are many.
///
/// A class, since it owns the open file.
final class EventLog: RunRecorder {
  /// The name of the file in a run's folder.
  static let fileName = "events.jsonl"

  /// How often the progress of a step is kept at most.
  private static let progressPause = Duration.milliseconds(500)

  /// The most bytes that wait.
  private static let mostWaiting = 1 << 16

  private struct State {
    var descriptor: Int32 = -1
    var waiting: [UInt8] = []

    /// When the progress of each running step was kept last.
    var told: [StepID: ContinuousClock.Instant] = [:]

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

  deinit {
    state.withLock { if $0.descriptor >= 0 { close($0.descriptor) } }
  }

  func record(_ event: RunEvent) {
    state.withLock { state in
      if case .runStarted(let run, _) = event.kind { open(run, &state) }
      guard state.descriptor >= 0, let line = line(event, &state) else { return }
      state.waiting += line.bytes
      if case .stepEnded(.reused) = event.kind, state.waiting.count < Self.mostWaiting { return }
      write(&state)
    }
  }

  func refresh() {
    state.withLock { state in
      if state.descriptor >= 0 { write(&state) }
    }
  }

  private func line(_ event: RunEvent, _ state: inout State) -> EventLine? {
    switch event.kind {
    case .runStarted(let run, _):
      var line = EventLine("run-started", at: event.instant)
      line.add("run", run.rawValue)
      line.add("manifest", manifestName)
      line.add("steps", plan)
      return line
    case .stepStarted(let reason):
      var line = step("step-started", event)
      line.add("reason", "\(reason)")
      return line
    case .stepProgress(let progress):
      guard isDue(progress, of: event.step, &state) else { return nil }
      var line = step("progress", event)
      line.add("fraction", progress.fraction)
      line.add("detail", progress.detail)
      line.add("seconds_left", progress.secondsLeft)
      return line
    case .stepNote(let sentence), .stepWaits(let sentence):
      var line = step("note", event)
      line.add("text", secrets.filtered(sentence))
      return line
    case .warning(let sentence):
      var line = step("warning", event)
      line.add("text", secrets.filtered(sentence))
      return line
    case .stepEnded(let outcome):
      if let step = event.step { state.told[step] = nil }
      return ending(outcome, event)
    case .runEnded(let result):
      var line = EventLine("run-ended", at: event.instant)
      line.add("outcome", result.status.rawValue)
      line.add("seconds", result.seconds)
      return line
    }
  }

  private func ending(_ outcome: StepOutcome, _ event: RunEvent) -> EventLine {
    var line = step("step-ended", event)
    line.add("outcome", outcome.name)
    switch outcome {
    case .built: line.add("seconds", event.result?.seconds)
    case .reused: break
    case .failed(let failure):
      line.add("seconds", event.result?.seconds)
      line.add("reason", secrets.filtered("\(failure)"))
      line.add("hint", failure.hint.map(secrets.filtered))
    case .skipped(let reason): line.add("reason", "\(reason)")
    case .waiting(let reason): line.add("reason", secrets.filtered("\(reason)"))
    }
    return line
  }

  private func step(_ name: String, _ event: RunEvent) -> EventLine {
    var line = EventLine(name, at: event.instant)
    line.add("step", event.step?.rawValue)
    return line
  }

  /// Whether a step's progress is kept: the first, the last, and some of those between.
  private func isDue(_ progress: StepProgress, of step: StepID?, _ state: inout State) -> Bool {
    guard let step else { return false }
    let now = ContinuousClock.now
    if let last = state.told[step], now - last < Self.progressPause,
      progress.fraction.map({ $0 < 1 }) ?? true
    {
      return false
    }
    state.told[step] = now
    return true
  }

  private func open(_ run: RunID, _ state: inout State) {
    do {
      let path = "\(try workspace.newRunFolder(run))/\(Self.fileName)"
      let flags = O_WRONLY | O_CREAT | O_APPEND | O_TRUNC | O_CLOEXEC
      state.descriptor = Self.openFile(path, flags)
      if state.descriptor < 0 { fail(String(cString: strerror(errno)), &state) }
    } catch {
      fail("\(error)", &state)
    }
  }

  private static func openFile(_ path: String, _ flags: Int32) -> Int32 {
    #if canImport(Glibc)
    Glibc.open(path, flags, 0o644)
    #else
    Darwin.open(path, flags, 0o644)
    #endif
  }

  private func write(_ state: inout State) {
    var rest = state.waiting[...]
    state.waiting = []
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Self.writeBytes(state.descriptor, $0) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return fail(String(cString: strerror(errno)), &state) }
      rest = rest.dropFirst(count)
    }
  }

  private static func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
    Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #else
    Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  /// Gives the file up, since a run is worth more than what is told about it.
  private func fail(_ problem: String, _ state: inout State) {
    if state.descriptor >= 0 { close(state.descriptor) }
    state.descriptor = -1
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
