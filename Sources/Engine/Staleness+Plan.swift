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
    return try workspace.database.reading { (records) throws(WorkspaceError) in
      var outputs: [StepID: [ArtifactName: Artifact]] = [:]
      var found: [(state: StepState, key: CacheKey?)] = []
      for (place, step) in plan.steps.enumerated() {
        var (state, key) = try self.state(
          of: step,
          plan.directives[place],
          outputs: outputs,
          records,
          workspace
        )
        if state.mayBeTaken, let offer = key.flatMap({ offers[$0.digest] }) {
          state = .reused(offer)
        }
        if case .reused(let record) = state, !plan.contentDependents[place].isEmpty {
          outputs[step.id] = record.artifactsByName
        }
        found.append((state, key))
      }
      return sharingWork(plan, found)
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
}
