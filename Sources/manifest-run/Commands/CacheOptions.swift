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
  var mode = CacheMode.readWrite

  /// The cache that was asked for; nil for none, and, after a warning, for one that cannot be used.
  func open() -> SharedCache? {
    guard let place = cache ?? Terminal.variable("MANIFEST_RUN_CACHE"), !place.isEmpty else {
      return nil
    }
    do {
      let store = try Wiring.sharedStore(at: place, isWritable: mode == .readWrite)
      return SharedCache(store, mode: mode == .readWrite ? .readWrite : .readOnly)
    } catch {
      Terminal.printWarning("the cache is not used: \(error.problem)")
      return nil
    }
  }

  /// What the steps of a plan would do, where the cache that was asked for may have their results.
  ///
  /// - Throws: The exit status of a failure, after it was printed.
  func states(of plan: Plan, in workspace: Workspace) async throws -> [PlannedStep] {
    try await Self.states(of: plan, in: workspace, asking: open())
  }

  /// What the steps of a plan would do, where an opened cache may have their results.
  ///
  /// - Throws: The exit status of a failure, after it was printed.
  static func states(
    of plan: Plan,
    in workspace: Workspace,
    asking cache: SharedCache?
  ) async throws -> [PlannedStep] {
    do {
      return try await Staleness.states(
        of: plan,
        in: workspace,
        asking: cache,
        warn: { Terminal.printWarning($0) }
      )
    } catch {
      Terminal.printFailure("\(error)", hint: error.hint)
      throw ExitStatus.stepFailed.exit
    }
  }
}

/// What may be done with a shared cache.
enum CacheMode: String, CaseIterable, ExpressibleByArgument {
  case readOnly = "read-only"
  case readWrite = "read-write"
}
