/// Decides whether steps must run; the only place that does.
package enum Staleness {
  /// What a step depends on, found out just before it would run.
  struct Check: Sendable {
    /// The key; nil exactly where an input or file is not to be had.
    var key: CacheKey?

    /// Any state but `depends`.
    var state: StepState

    /// What was known of earlier outputs under the key.
    var record: StepRecord?
    var files: [String: ContentFile]
  }

  /// Whether a step must run, once all steps have ended whose content its key counts.
  static func check(
    _ step: StepSpec,
    _ directive: Directive,
    outputs: [StepID: [ArtifactName: Artifact]],
    in workspace: Workspace,
    run: RunID
  ) throws(WorkspaceError) -> Check {
    try workspace.database.reading { (records) throws(WorkspaceError) in
      try check(step, directive, outputs: outputs, records, workspace, run: run)
    }
  }

  /// What has become of a check by the time that nobody else works on its key.
  ///
  /// Only outputs that were made since are reused: what was stale stays so, even where another step
  /// has put back one of its contents, so that a run does what its plan said.
  static func state(
    after check: Check,
    _ key: Digest,
    _ directive: Directive,
    in workspace: Workspace,
    run: RunID
  ) throws(WorkspaceError) -> StepState {
    try workspace.database.reading { (records) throws(WorkspaceError) in
      guard let stored = try records.storedRecord(of: key), stored.record != check.record else {
        return check.state
      }
      return try state(of: stored, directive, in: workspace, run: run)
    }
  }

  /// Whether the outputs that a record names are there and intact.
  static func state(
    of stored: StoredRecord,
    in workspace: Workspace
  ) throws(WorkspaceError) -> StepState {
    for (artifact, stat) in zip(stored.record.artifacts, stored.stats) {
      do {
        switch try workspace.stats.condition(of: artifact, in: workspace.store, stat) {
        case .intact: continue
        case .missing: return .willRun(reason: .artifactMissing(artifact.name))
        case .damaged: return .willRun(reason: .artifactDamaged(artifact.name))
        }
      } catch {
        throw .storage(error)
      }
    }
    return .reused(stored.record)
  }

  private static func state(
    of stored: StoredRecord,
    _ directive: Directive,
    in workspace: Workspace,
    run: RunID?
  ) throws(WorkspaceError) -> StepState {
    let state = try state(of: stored, in: workspace)
    guard state.isReused, !directive.allowsReuse(of: stored.record, in: run) else { return state }
    return .willRun(reason: .forced)
  }

  /// What a step would do, and its key if its inputs and files are to be had.
  static func state(
    of step: StepSpec,
    _ directive: Directive,
    outputs: [StepID: [ArtifactName: Artifact]],
    _ records: RecordReader,
    _ workspace: Workspace
  ) throws(WorkspaceError) -> (StepState, CacheKey?) {
    if case .makeAgain(let steps) = directive, let first = steps.first, first != step.id {
      return (.depends(on: [first]), nil)
    }
    var open: [StepID] = []
    // A report has as many inputs as there are evaluations.
    var known: Set<StepID> = []
    for input in step.inputs where input.role == .content && outputs[input.step] == nil {
      if known.insert(input.step).inserted { open.append(input.step) }
    }
    guard open.isEmpty else {
      if case .makeAgain = directive { return (.willRun(reason: .forced), nil) }
      return (.depends(on: open), nil)
    }
    let check = try check(step, directive, outputs: outputs, records, workspace, run: nil)
    return (check.state, check.key)
  }

  private static func check(
    _ step: StepSpec,
    _ directive: Directive,
    outputs: [StepID: [ArtifactName: Artifact]],
    _ records: RecordReader,
    _ workspace: Workspace,
    run: RunID?
  ) throws(WorkspaceError) -> Check {
    var inputs: [CacheKey.Content] = []
    var makers: [StepID] = []
    for input in step.inputs where input.role == .content {
      guard let artifact = outputs[input.step]?[input.artifact] else {
        let reason = StaleReason.inputNotMade(input.artifact, by: input.step)
        return Check(key: nil, state: .willRun(reason: reason), files: [:])
      }
      inputs.append(.init(name: input.artifact.rawValue, digest: artifact.digest))
      makers.append(input.step)
    }
    var files: [String: ContentFile] = [:]
    for file in step.files {
      do {
        let digest = try workspace.stats.digest(ofFile: file.path, records)
        files[file.name] = ContentFile(path: file.path, digest: digest)
      } catch {
        let reason = StaleReason.fileUnreadable(name: file.name, error)
        return Check(key: nil, state: .willRun(reason: reason), files: [:])
      }
    }
    let key = CacheKey(
      of: step,
      inputs: inputs,
      files: files.map { .init(name: $0.key, digest: $0.value.digest) }
    )
    let stored = try records.storedRecord(of: key.digest)
    var state: StepState
    if let stored {
      state = try self.state(of: stored, directive, in: workspace, run: run)
    } else {
      state = .willRun(reason: try reason(for: key, of: step.id, makers, records))
    }
    if case .willRun(let reason) = state,
      let entry = try pendingWork(of: step, key.digest, reason, records)
    {
      state = .attaches(to: entry, reason: reason)
    }
    return Check(key: key, state: state, record: stored?.record, files: files)
  }

  /// What an earlier run began at a provider for a key, where its result is still to be had.
  private static func pendingWork(
    of step: StepSpec,
    _ key: Digest,
    _ reason: StaleReason,
    _ records: RecordReader
  ) throws(WorkspaceError) -> JournalEntry? {
    guard let account = step.remoteAccount,
      let entry = try records.pendingEntry(key: key, account: account), entry.remoteID != nil
    else { return nil }
    // Work that has ended is what is to be done again.
    return reason == .forced && entry.state == .finished ? nil : entry
  }

  private static func reason(
    for key: CacheKey,
    of step: StepID,
    _ makers: [StepID],
    _ records: RecordReader
  ) throws(WorkspaceError) -> StaleReason {
    guard let last = try records.lastKey(of: step) else { return .neverMade }
    let differences = key.differences(from: last, makers: makers)
    return differences.isEmpty ? .neverMade : .changed(differences)
  }
}

extension StepRecord {
  /// The outputs by name.
  var artifactsByName: [ArtifactName: Artifact] { artifacts.byName }
}

extension [Artifact] {
  /// The outputs by name; a step names each once.
  var byName: [ArtifactName: Artifact] {
    Dictionary(map { ($0.name, $0) }) { first, _ in first }
  }
}
