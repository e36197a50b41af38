import ArgumentParser
import Engine

/// Where finished steps are shared with others.
struct CacheOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Look for finished steps in this folder or at this URL, and publish them there; else where "
        + "MANIFEST_RUN_CACHE says. An empty text uses none.",
      valueName: "path|url"
    ),
    completion: .directory
  )
  var cache: String?

  @Option(
    name: .customLong("cache-mode"),
    help: "Whether results are published in the cache too."
  )
  var mode = SharedCache.Mode.readWrite

  /// The cache that was asked for; nil for none, and, after a warning, for one that cannot be used.
  ///
  /// - Parameter variables: The environment variables.
  /// - Returns: The opened cache.
  func open(_ variables: [String: String]) -> SharedCache? {
    guard let place = cache ?? variables["MANIFEST_RUN_CACHE"], !place.isEmpty else { return nil }
    do {
      let store = try Wiring.sharedStore(
        at: place,
        isWritable: mode == .readWrite,
        authorization: variables["MANIFEST_RUN_CACHE_AUTHORIZATION"]
      )
      return SharedCache(store, mode: mode)
    } catch {
      Terminal.printWarning("the cache is not used: \(error.problem)")
      return nil
    }
  }

  /// What the steps of a plan would do, where the cache that was asked for may have their results.
  ///
  /// - Parameters:
  ///   - plan: The steps.
  ///   - workspace: Where results are kept.
  ///   - variables: The environment variables, which may name the cache.
  /// - Returns: The state of each step, in the order of the plan.
  /// - Throws: `WorkspaceError` where the workspace cannot be read.
  func states(
    of plan: Plan,
    in workspace: Workspace,
    _ variables: [String: String]
  ) async throws(WorkspaceError) -> [PlannedStep] {
    try await Self.states(of: plan, in: workspace, asking: open(variables))
  }

  /// What the steps of a plan would do, where an opened cache may have their results.
  static func states(
    of plan: Plan,
    in workspace: Workspace,
    asking cache: SharedCache?
  ) async throws(WorkspaceError) -> [PlannedStep] {
    try await Staleness.states(
      of: plan,
      in: workspace,
      asking: cache,
      warn: { Terminal.printWarning($0) }
    )
  }
}

extension SharedCache.Mode: ExpressibleByArgument {}
