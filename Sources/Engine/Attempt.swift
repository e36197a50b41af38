/// One attempt to make the outputs of a step, by the owner of the lock on its key.
struct Attempt: Sendable {
  let runner: StepRunner
  let step: any Step

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
    return result
  }

  /// Runs the step in a folder of its own and moves what it leaves there into the store.
  private func artifacts() async throws(StepFailure) -> ([Artifact], workSeconds: Double) {
    let folder = "\(runner.scratch)/\(place)"
    do {
      // Something is there only if the workspace lost its database, so that numbers begin anew.
      try FileSystem.removeTree(folder)
      try FileSystem.makeFolder(folder)
    } catch {
      throw StepFailure(writing: "starting the step", error)
    }
    // What is left there is removed with the run's folder where it cannot be removed now.
    defer { try? FileSystem.removeTree(folder) }
    let id = step.id
    let context = StepContext(
      step: id,
      key: key,
      folder: folder,
      journal: runner.workspace.journal.entries(
        of: id,
        key: key.digest,
        now: runner.configuration.now
      ),
      waitsForRemoteWork: runner.configuration.waitsForRemoteWork,
      expenses: StepExpenses(
        database: runner.workspace.database,
        run: runner.run,
        step: id,
        key: key.digest,
        limit: runner.limit,
        now: runner.configuration.now
      ),
      inputs: inputs(),
      files: files,
      send: { [runner] in runner.send($0, id) }
    )
    let names = try await step.run(in: context)
    try checkFilesAreUnchanged()
    let artifacts = try runner.workspace.store.adopt(names, from: folder)
    return (artifacts, context.workDuration.seconds)
  }

  private func inputs() -> [StepInput: ArtifactFile] {
    var files: [StepInput: ArtifactFile] = [:]
    for input in step.inputs {
      guard let artifact = outputs[input.step]?[input.artifact] else { continue }
      files[input] = ArtifactFile(
        path: runner.workspace.store.path(of: artifact.digest),
        digest: artifact.digest,
        byteCount: artifact.byteCount
      )
    }
    return files
  }

  /// Refuses outputs that may come from other content than the key says.
  private func checkFilesAreUnchanged() throws(StepFailure) {
    for (name, file) in files.sorted(by: { $0.key < $1.key }) {
      let digest: Digest
      do {
        digest = try runner.workspace.stats.digest(ofFile: file.path, nil)
      } catch {
        throw StepFailure(writing: "reading '\(name)' again", error)
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
