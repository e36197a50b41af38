private import Dispatch
private import Synchronization

extension Staleness {
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
    let workspace = workspace.heldOpen()
    return try workspace.database.reading { (reader) throws(WorkspaceError) in
      let records = reader.readingAhead(for: plan.steps.count, having: workspace.recordsAhead)
      var outputs: [StepID: [ArtifactName: Artifact]] = [:]
      var found = [(state: StepState, key: CacheKey?)?](repeating: nil, count: plan.steps.count)
      for level in plan.contentLevels {
        let reused = reusedSteps(level, of: plan, outputs: outputs, records.table, workspace)
        for place in level {
          let step = plan.steps[place]
          var (state, key): (StepState, CacheKey?)
          if let known = reused[place] {
            (state, key) = known
          } else {
            let directive = plan.directives[place]
            (state, key) = try self.state(of: step, directive, outputs: outputs, records, workspace)
          }
          if state.mayBeTaken, let offer = key.flatMap({ offers[$0.digest] }) {
            state = .reused(offer)
          }
          if case .reused(let record) = state, !plan.contentDependents[place].isEmpty {
            outputs[step.id] = record.artifactsByName
          }
          found[place] = (state, key)
        }
      }
      return sharingWork(plan, found.compactMap(\.self))
    }
  }

  /// Steps whose states are known, where one that another will have made by then depends on that.
  private static func sharingWork(
    _ plan: Plan,
    _ found: [(state: StepState, key: CacheKey?)]
  ) -> [PlannedStep] {
    var makers: [Digest: StepID] = [:]
    return zip(plan.steps, found).map { step, found in
      var state = found.state
      switch state {
      case .willRun, .attaches:
        guard let key = found.key else { break }
        // A step with the same key will have made it by then, unless it fails.
        if let maker = makers[key.digest] {
          state = .depends(on: [maker])
        } else {
          makers[key.digest] = step.id
        }
      case .reused, .depends:
        break
      }
      return PlannedStep(id: step.id, kind: step.kind, state: state, key: found.key)
    }
  }

  /// How many steps one thread looks at before it takes more.
  private static let stepsAtATime = 64

  /// Those of some steps of which memory and one look at each output say that they are reused.
  ///
  /// All cores look. The steps are named by their places in the plan, and none of them reads
  /// another's content. Who is not among those returned must be looked at closely.
  private static func reusedSteps(
    _ places: [Int],
    of plan: Plan,
    outputs: [StepID: [ArtifactName: Artifact]],
    _ table: RecordTable?,
    _ workspace: Workspace
  ) -> [Int: (StepState, CacheKey?)] {
    guard let table, places.count > stepsAtATime else { return [:] }
    let all = Mutex<[Int: (StepState, CacheKey?)]>([:])
    let partCount = (places.count + stepsAtATime - 1) / stepsAtATime
    DispatchQueue.concurrentPerform(iterations: partCount) { part in
      let start = part * stepsAtATime
      let found = places[start..<min(start + stepsAtATime, places.count)].compactMap { place in
        reused(plan.steps[place], plan.directives[place], outputs: outputs, table, workspace)
          .map { (place, $0) }
      }
      all.withLock { $0.merge(found) { first, _ in first } }
    }
    return all.withLock(\.self)
  }

  private static func reused(
    _ step: any Step,
    _ directive: Directive,
    outputs: [StepID: [ArtifactName: Artifact]],
    _ table: RecordTable,
    _ workspace: Workspace
  ) -> (StepState, CacheKey?)? {
    guard directive == .makeIfStale, step.files.isEmpty else { return nil }
    var inputs: [CacheKey.Content] = []
    for input in step.inputs where input.role == .content {
      guard let artifact = outputs[input.step]?[input.artifact] else { return nil }
      inputs.append(.init(name: input.artifact.rawValue, digest: artifact.digest))
    }
    let key = CacheKey(of: step, inputs: inputs, files: [])
    guard let record = table.record(of: key.digest) else { return nil }
    let isIntact = record.artifacts.allSatisfy { artifact in
      guard let known = table.stat(ofObject: artifact.digest) else { return false }
      return known.digest == artifact.digest && known.identity.size == artifact.byteCount
        && known.identity == workspace.store.identity(of: artifact.digest)
    }
    return isIntact ? (.reused(record), key) : nil
  }
}
