/// How a plan is run, and what is remembered of the run.
package struct RunConfiguration: Sendable {
  /// How many steps of a pool run at once, each at least 1; a pool that is not named has no limit.
  package var pools: [PoolName: Int]

  /// How many steps run at once, at least 1.
  package var jobs: Int

  /// Whether steps that do not depend on a failed one are still started.
  package var keepGoing: Bool

  /// Whether steps wait for the end of work that goes on at a provider without this process.
  package var waitsForRemoteWork: Bool
  /// The most that the steps may cost, with what was paid for them before, in the currency of their
  /// bills; nil where there is no limit.
  package var spendingLimit: Double?
  package var manifestName: String
  package var manifestDigest: String

  /// The resolved manifest.
  package var manifestText: String
  package var toolVersion: String

  /// Where the run comes from; nil where nobody asked.
  package var provenance: RunProvenance?

  /// Where steps are looked for that the workspace has not, and published.
  package var sharedCache: SharedCache?

  /// What does the steps: for each the first that takes it.
  package var executors: [any StepExecutor]

  /// Measures durations and waits.
  package var clock: any Clock<Duration>

  /// The seconds since 1970.
  package var now: @Sendable () -> Double

  /// Receives all that happens, also from several steps at the same time.
  package var eventHandler: @Sendable (RunEvent) -> Void

  package init(
    pools: [PoolName: Int] = [:],
    jobs: Int,
    keepGoing: Bool = true,
    waitsForRemoteWork: Bool = true,
    spendingLimit: Double? = nil,
    manifestName: String,
    manifestDigest: String,
    manifestText: String,
    toolVersion: String,
    provenance: RunProvenance? = nil,
    sharedCache: SharedCache? = nil,
    executors: [any StepExecutor],
    clock: any Clock<Duration> = ContinuousClock(),
    now: @escaping @Sendable () -> Double,
    eventHandler: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) {
    precondition(jobs > 0, "a run needs at least one job")
    precondition(pools.values.allSatisfy { $0 > 0 }, "a pool needs room for at least one step")
    self.pools = pools
    self.jobs = jobs
    self.keepGoing = keepGoing
    self.waitsForRemoteWork = waitsForRemoteWork
    self.spendingLimit = spendingLimit
    self.manifestName = manifestName
    self.manifestDigest = manifestDigest
    self.manifestText = manifestText
    self.toolVersion = toolVersion
    self.provenance = provenance
    self.sharedCache = sharedCache
    self.executors = executors
    self.clock = clock
    self.now = now
    self.eventHandler = eventHandler
  }
}
