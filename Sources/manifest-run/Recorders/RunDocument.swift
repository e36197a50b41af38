import Engine
import Report
import Steps

extension RunSummary {
  /// What `run --json` prints.
  func document(_ report: Report?, _ jobs: [OpenJob], _ spending: Spending) -> JSONObject {
    [
      "format_version": 1,
      "run": result.run,
      "name": configuration.manifestName,
      "manifest_digest": configuration.manifestDigest,
      "workspace": workspace.path,
      // `done`, `failed`, `interrupted` or `waiting`.
      "outcome": result.status.rawValue,
      "steps": result.steps.map { $0.document(in: workspace) },
      // The jobs at providers that are left for a later run.
      "remote_jobs": jobs.map(\.document),
      "results": report?.results ?? [],
      // The experiment of a matrix that did best, for each model on each split; absent without a matrix.
      "leaders": report?.leaders,
      // The published values that the manifest names, where something was measured.
      "expectations": report?.expectations ?? [],
      // What was paid for the steps, in this run and in others; absent where nothing was.
      "costs": spending.documents,
    ]
  }
}

extension StepResult {
  fileprivate func document(in workspace: Workspace) -> JSONObject {
    [
      "id": id,
      "kind": kind,
      "outcome": outcome.name,
      // What the step took in this run; next to nothing where it is reused.
      "seconds": seconds,
      // What making its artifacts took, in this run or in the one that they are reused from; absent where
      // there are none.
      "build_seconds": buildSeconds,
      // Why it ran, failed, was skipped or waits; absent where it is reused.
      "reason": why,
      // Where the outputs come from; absent where this workspace made them.
      "source": origin?.document,
      // What it made, by name; empty where it failed or was skipped.
      "outputs": artifacts.values.sorted { $0.name < $1.name }.map { artifact -> JSONObject in
        [
          "name": artifact.name,
          "digest": artifact.digest,
          "size": artifact.byteCount,
          // Where the content is, below the workspace's folder.
          "path": workspace.relativePath(of: artifact.digest),
        ]
      },
    ]
  }

  private var why: String? {
    switch outcome {
    case .built: reason.map { "\($0)" }
    case .reused: nil
    case .failed(let failure): "\(failure)"
    case .skipped(let reason): "\(reason)"
    case .waiting(let reason): "\(reason)"
    }
  }
}

extension RecordOrigin {
  /// The shared cache that a result comes from, and who published it there.
  var document: JSONObject { ["cache": cache, "maker": maker] }
}
