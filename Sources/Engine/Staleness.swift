/// Decides whether steps must run; the only place that does.
package enum Staleness {
  /// What one step would do, for each step of a plan in its order; nothing is changed.
  ///
  /// The contents of all files and of all outputs that would be reused are checked; what has not
  /// changed since it was hashed last, by all that the file system says, is not read again.
  ///
  /// - Parameters:
  ///   - plan: The steps.
  ///   - workspace: What has results.
  ///   - offers: Records that could be taken from elsewhere, by their keys.
  /// - Returns: The states in the order of the plan.
  /// - Throws: `WorkspaceError` where the workspace cannot be read.
  package static func states(
    of plan: Plan,
    in workspace: Workspace,
    offers: [Digest: StepRecord] = [:]
  ) throws(WorkspaceError) -> [PlannedStep] {
    defer { workspace.stats.save(to: workspace.database) }
    return try workspace.database.reading { (records) throws(WorkspaceError) in
      var outputs: [StepID: [ArtifactName: Artifact]] = [:]
      var makers: [Digest: StepID] = [:]
      var planned: [PlannedStep] = []
      planned.reserveCapacity(plan.steps.count)
      for step in plan.steps {
        var (state, key) = try state(of: step, outputs: outputs, records, workspace)
        if case .willRun = state, let offer = key.flatMap({ offers[$0.digest] }) {
          state = .reused(offer)
        }
        switch state {
        case .reused(let record):
          outputs[step.id] = record.artifactsByName
        case .willRun:
          guard let key else { break }
          // A step with the same key will have made it by then, unless it fails.
          if let maker = makers[key.digest] {
            state = .depends(on: [maker])
          } else {
            makers[key.digest] = step.id
          }
        case .depends:
          break
        }
        planned.append(PlannedStep(id: step.id, kind: step.kind, state: state, key: key))
      }
      return planned
    }
  }

  /// What a step depends on, found out just before it would run.
  struct Check: Sendable {
    /// The key; nil exactly where an input or file is not to be had.
    var key: CacheKey?

    /// Either `reused` or `willRun`.
    var state: StepState
    var files: [String: ContentFile]
  }

  /// Whether a step must run, once all steps that it reads have ended.
  static func check(
    _ step: any Step,
    outputs: [StepID: [ArtifactName: Artifact]],
    in workspace: Workspace
  ) throws(WorkspaceError) -> Check {
    try workspace.database.reading { (records) throws(WorkspaceError) in
      try check(step, outputs: outputs, records, workspace)
    }
  }

  /// Whether the outputs that a record names are there and intact.
  static func state(
    of record: StepRecord,
    in workspace: Workspace,
    _ records: RecordReader
  ) throws(WorkspaceError) -> StepState {
    for artifact in record.artifacts {
      do {
        switch try workspace.stats.condition(of: artifact, in: workspace.store, records) {
        case .intact: continue
        case .missing: return .willRun(reason: .artifactMissing(artifact.name))
        case .damaged: return .willRun(reason: .artifactDamaged(artifact.name))
        }
      } catch {
        throw .storage(error)
      }
    }
    return .reused(record)
  }

  private static func state(
    of step: any Step,
    outputs: [StepID: [ArtifactName: Artifact]],
    _ records: RecordReader,
    _ workspace: Workspace
  ) throws(WorkspaceError) -> (StepState, CacheKey?) {
    var open: [StepID] = []
    for input in step.inputs where input.role == .content && outputs[input.step] == nil {
      if !open.contains(input.step) { open.append(input.step) }
    }
    guard open.isEmpty else { return (.depends(on: open), nil) }
    let check = try check(step, outputs: outputs, records, workspace)
    return (check.state, check.key)
  }

  private static func check(
    _ step: any Step,
    outputs: [StepID: [ArtifactName: Artifact]],
    _ records: RecordReader,
    _ workspace: Workspace
  ) throws(WorkspaceError) -> Check {
    var inputs: [CacheKey.Content] = []
    for input in step.inputs {
      // Outputs of a step that is open are not known yet, and needed only by reference here.
      guard let artifacts = outputs[input.step] else { continue }
      guard let artifact = artifacts[input.artifact] else {
        let reason = StaleReason.inputNotMade(input.artifact, by: input.step)
        return Check(key: nil, state: .willRun(reason: reason), files: [:])
      }
      guard input.role == .content else { continue }
      inputs.append(.init(name: input.artifact.rawValue, digest: artifact.digest))
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
    let state: StepState
    if let record = try records.record(of: key.digest) {
      state = try self.state(of: record, in: workspace, records)
    } else {
      state = .willRun(reason: try reason(for: key, of: step.id, records))
    }
    return Check(key: key, state: state, files: files)
  }

  private static func reason(
    for key: CacheKey,
    of step: StepID,
    _ records: RecordReader
  ) throws(WorkspaceError) -> StaleReason {
    guard let last = try records.lastKey(of: step) else { return .neverMade }
    let differences = key.differences(from: last)
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
