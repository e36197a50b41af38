import Engine
import Report
import Steps
import System

/// Which runs are listed.
struct RunFilter {
  var manifests: [String] = []
  var models: [String] = []

  /// The first instant at which a run may have begun.
  var since: Double?

  /// The instant from which on a run is left out.
  var until: Double?
  var statuses: [RunStatus] = []
  var conditions: [MetricCondition] = []
  var limit = Int.max
}

/// A run with what is shown of it in a list.
struct ListedRun {
  var run: PastRun
  var status: RunStatus
  var manifestPath: String?

  /// What it measured, as far as it was recorded.
  var results: [Measurement]

  /// The results that meet the conditions of the list; all without conditions.
  var matching: [Measurement]

  /// What steps took that results come from, in seconds by their names, as far as it was recorded.
  var seconds: [String: Double]

  /// How many of its steps ended in each way.
  var counts: [String: Int]

  /// Whether it came to its end and made nothing.
  var didNothing: Bool { status == .done && counts["reused"] == counts.values.reduce(0, +) }
}

extension PastRun {
  /// What the run took or, where it goes on, takes until now; nil where it was killed.
  func seconds(_ status: RunStatus, now: Double = Instant.now) -> Double? {
    ended.map { $0 - started } ?? (status == .running ? now - started : nil)
  }
}

extension RunFilter {
  /// The runs of a workspace that pass, newest first.
  ///
  /// It checks cheap conditions first, so that it checks costly ones of few runs.
  func runs(of workspace: Workspace) throws(WorkspaceError) -> [ListedRun] {
    var listed: [ListedRun] = []
    var recorded = RecordedResults(in: workspace)
    for run in try workspace.runs() where isInTime(run) {
      guard listed.count < limit else { break }
      let path = try workspace.provenance(of: run.id)?.manifestPath
      guard isNamed(run, path) else { continue }
      let status = try workspace.status(of: run)
      guard statuses.isEmpty || statuses.contains(status) else { continue }
      let report = try recorded.report(of: run)
      let results = report?.report.results ?? []
      guard try hasModel(run, results, workspace) else { continue }
      let matching = conditions.map { condition in results.filter(condition.isMet) }
      guard matching.allSatisfy({ !$0.isEmpty }) else { continue }
      listed.append(
        ListedRun(
          run: run,
          status: status,
          manifestPath: path,
          results: results,
          matching: conditions.isEmpty ? results : Self.unique(matching.flatMap { $0 }),
          seconds: report?.seconds ?? [:],
          counts: try Self.counts(of: run, status, workspace)
        )
      )
    }
    return listed
  }

  /// How many steps ended in each way; of a run without an end its events know best.
  private static func counts(
    of run: PastRun,
    _ status: RunStatus,
    _ workspace: Workspace
  ) throws(WorkspaceError) -> [String: Int] {
    if status == .running || status == .killed,
      let progress = RunProgress.read(run.id, in: workspace)
    {
      return progress.counts
    }
    return try workspace.outcomeCounts(of: run.id)
  }

  private func isInTime(_ run: PastRun) -> Bool {
    run.started >= since ?? -.infinity && run.started < until ?? .infinity
  }

  /// Whether the manifest's name, path or file name is one of those asked for.
  private func isNamed(_ run: PastRun, _ path: String?) -> Bool {
    guard !manifests.isEmpty else { return true }
    let names =
      [run.manifestName] + (path.map { [$0, String($0.split(separator: "/").last ?? "")] } ?? [])
    return manifests.contains { pattern in names.contains { Glob.matches(pattern, $0) } }
  }

  /// Whether one of the models was asked or at least tuned.
  private func hasModel(
    _ run: PastRun,
    _ results: [Measurement],
    _ workspace: Workspace
  ) throws(WorkspaceError) -> Bool {
    func isAskedFor(_ model: String) -> Bool { models.contains { Glob.matches($0, model) } }
    if models.isEmpty || results.contains(where: { isAskedFor($0.model) }) { return true }
    return try workspace.steps(of: run.id).contains { $0.step.tunedModel.map(isAskedFor) ?? false }
  }

  private static func unique(_ results: [Measurement]) -> [Measurement] {
    var seen: Set<Measurement> = []
    return results.filter { seen.insert($0).inserted }
  }
}
