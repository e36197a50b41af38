private import Synchronization
internal import System

/// One attempt to make the outputs of a step, by the owner of the lock on its key.
struct Attempt: Sendable {
  let runner: StepRunner
  let step: StepSpec

  /// The step's place in the plan.
  let place: Int
  let key: CacheKey
  let reason: StaleReason
  let files: [String: ContentFile]

  /// The outputs of the steps that it reads.
  let outputs: [StepID: [ArtifactName: Artifact]]

  /// Runs the step, moves its outputs into the store and only then records them.
  func make() async throws(StepFailure) -> StepResult {
    let elapsed = stopwatch(runner.configuration.clock)
    let (artifacts, workSeconds) = try await artifacts()
    let seconds = elapsed()
    // A step that collects what an earlier run began took longer than this run has seen.
    let buildSeconds = max(seconds, workSeconds)
    let result = StepResult(
      id: step.id,
      kind: step.kind,
      outcome: .built,
      seconds: seconds,
      buildSeconds: buildSeconds,
      key: key,
      artifacts: artifacts.byName,
      reason: reason
    )
    let record = StepRecord(
      key: key.digest,
      step: step.id,
      kind: step.kind,
      artifacts: artifacts,
      seconds: buildSeconds,
      toolVersion: runner.configuration.toolVersion,
      madeAt: runner.configuration.now(),
      run: runner.run
    )
    do {
      let row = RunStepRow(place: place, step: PastStep(result))
      try runner.workspace.database.save(record, clearKey: key, row: row)
    } catch {
      throw StepFailure("recording the result", error)
    }
    // What is left of it is removed by the next run.
    try? FileSystem.removeTree(runner.workspace.pathOfStepFolder(key.digest))
    return result
  }

  /// Runs the step in a folder of its own and moves what it leaves there into the store.
  private func artifacts() async throws(StepFailure) -> ([Artifact], workSeconds: Double) {
    let folder = "\(runner.scratch)/\(place)"
    try StepFailure.writing("starting the step") { () throws(FileSystemError) in
      // Something is there only if the workspace lost its database, so that numbers begin anew.
      try FileSystem.removeTree(folder)
      try FileSystem.makeFolder(folder)
    }
    // What is left there is removed with the run's folder where it cannot be removed now.
    defer { try? FileSystem.removeTree(folder) }
    let (outputs, workSeconds) = try await outputs(folder)
    try checkFilesAreUnchanged()
    let artifacts = try runner.workspace.store.adopt(outputs.names, from: outputs.folder)
    return (artifacts, workSeconds)
  }

  /// Has the step done by the executor that takes it, with an empty folder at hand, and returns what it
  /// made.
  private func outputs(
    _ scratch: String
  ) async throws(StepFailure) -> (StepExecution.Outputs, workSeconds: Double) {
    let configuration = runner.configuration
    let workDuration = WorkDuration()
    let ledger = StepLedger(
      database: runner.workspace.database,
      step: step.id,
      key: key.digest,
      run: runner.run,
      limit: runner.limit,
      clock: configuration.now,
      listener: { [runner, id = step.id] news in
        switch news {
        case .progress(let progress): runner.send(.stepProgress(progress), id)
        case .note(let sentence): runner.send(.stepNote(sentence), id)
        case .waits(let sentence): runner.send(.stepWaits(sentence), id)
        case .warning(let sentence): runner.send(.warning(sentence), id)
        case .workTook(let seconds): workDuration.note(seconds)
        }
      }
    )
    let execution = StepExecution(
      executor: configuration.executors.executor(of: step),
      order: order,
      owner: ledger
    )
    guard let account = execution.executor.account else {
      return (try await execution.outputs(in: scratch), workDuration.seconds)
    }
    let queued = QueuedStep(
      execution: execution,
      account: account,
      folder: runner.workspace.pathOfStepFolder(key.digest)
    )
    let outputs = try await queued.result()
    // The step's folder keeps what was made until it is recorded: a killed run loses nothing of it.
    try StepFailure.writing("keeping the artifacts") { () throws(FileSystemError) in
      for name in outputs.names {
        let source = "\(outputs.folder)/\(name)"
        let file = try FileDescriptor(source, for: .readingUnfollowed)
        try FileSystem.copy(file, toNew: "\(scratch)/\(name)")
      }
    }
    return ((outputs.names, scratch), workDuration.seconds)
  }

  private var order: StepOrder {
    StepOrder(
      step: step,
      key: key,
      inputs: step.inputs.compactMap { input in
        outputs[input.step]?[input.artifact].map { artifact in
          StepOrder.Input(
            input,
            ArtifactFile(
              path: runner.workspace.store.path(of: artifact.digest),
              digest: artifact.digest,
              byteCount: artifact.byteCount
            )
          )
        }
      },
      files: files,
      waitsForRemoteWork: runner.configuration.waitsForRemoteWork,
      stateFolder: "\(runner.workspace.path)/state"
    )
  }

  /// Refuses outputs that may come from other content than the key says.
  private func checkFilesAreUnchanged() throws(StepFailure) {
    for (name, file) in files.sorted(by: { $0.key < $1.key }) {
      let digest = try StepFailure.writing("reading '\(name)' again") {
        () throws(FileSystemError) in
        try runner.workspace.stats.digest(ofFile: file.path, nil)
      }
      guard digest == file.digest else {
        throw StepFailure(
          "reading '\(name)'",
          .data("the file changed while the step ran", record: nil),
          hint: "run again"
        )
      }
    }
  }
}

/// How long the work took that a step began elsewhere.
private final class WorkDuration: Sendable {
  private let longest = Mutex(0.0)

  /// In seconds; 0 where nothing was noted.
  var seconds: Double { longest.withLock(\.self) }

  func note(_ seconds: Double) {
    longest.withLock { $0 = max($0, seconds) }
  }
}
