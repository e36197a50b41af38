extension Staleness {
  /// What one step would do, for each step of a plan, where a shared cache may have what the
  /// workspace has not; nothing is changed and nothing is fetched.
  ///
  /// The cache is asked in waves: what it has decides the keys of the steps after it.
  ///
  /// - Parameters:
  ///   - plan: The steps.
  ///   - workspace: What has results of its own.
  ///   - cache: What is asked for the rest.
  ///   - warn: Gets a sentence for each thing that went wrong with the cache.
  /// - Returns: The states in the order of the plan.
  /// - Throws: `WorkspaceError` where the workspace cannot be read.
  package static func states(
    of plan: Plan,
    in workspace: Workspace,
    asking cache: SharedCache?,
    warn: @escaping @Sendable (String) -> Void
  ) async throws(WorkspaceError) -> [PlannedStep] {
    var offers: [Digest: StepRecord] = [:]
    var asked: Set<Digest> = []
    while true {
      let states = try states(of: plan, in: workspace, offers: offers)
      guard let cache, cache.isUsed else { return states }
      let open = states.compactMap { step -> Digest? in
        guard step.state.mayBeTaken, let key = step.key?.digest else { return nil }
        return asked.insert(key).inserted ? key : nil
      }
      guard !open.isEmpty else { return states }
      let found = await cache.offers(of: open, warn: warn)
      guard !found.isEmpty else { return states }
      offers.merge(found) { $1 }
    }
  }
}
