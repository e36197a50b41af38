import Engine
import Report
import Steps
import System

extension RunDetails {
  /// What `show RUN --json` prints.
  var document: JSONObject {
    [
      "format_version": 1,
      "run": run.id,
      "outcome": status.rawValue,
      "tool_version": run.toolVersion,
      "started": Instant.iso(run.started),
      "ended": run.ended.map(Instant.iso),
      "seconds": run.seconds(status),
      "manifest": [
        "name": run.manifestName,
        "path": provenance?.manifestPath,
        "digest": run.manifestDigest,
        // The manifest as it was run, composed and with every default filled in.
        "text": run.manifestText,
      ] as JSONObject,
      "command": provenance?.command,
      "git": provenance?.repository?.document,
      "machine": provenance?.machine.document,
      "steps": steps.map(document) + open.map { $0.document(in: status) },
      "results": report?.report.results ?? [],
      // The experiment of a matrix that did best, for each model on each split; absent without a matrix.
      "leaders": report?.report.leaders,
      "expectations": report?.report.expectations ?? [],
      // What was paid for the steps, in this run and in others; absent where nothing was.
      "costs": spending.documents,
    ]
  }

  private func document(of step: PastStep) -> JSONObject {
    [
      "id": step.step,
      "kind": step.kind,
      "outcome": step.outcome,
      "seconds": step.seconds,
      "reason": step.reason,
      "key": step.key,
      // The model of the step's job where a user named it, since its provider did not; absent elsewhere.
      "adopted_model": step.key.flatMap { adoptedModels[$0] },
    ]
  }
}

extension RunProgress.Step {
  /// A step of a run that goes on or was killed; its outcome may be `running`, `waiting` or `not-ended`.
  fileprivate func document(in status: RunStatus) -> JSONObject {
    ["id": id, "kind": kind, "outcome": word(in: status), "reason": reason]
  }
}

extension RunProvenance.Repository {
  fileprivate var document: JSONObject {
    [
      "commit": commit,
      "branch": branch,
      // Whether all was as in the commit; absent where it is not known.
      "clean": isClean,
      "changed": changed,
      "untracked": untracked,
      "problem": problem,
    ]
  }
}

extension RunProvenance.Machine {
  /// The machine; its memory is in bytes.
  fileprivate var document: JSONObject {
    ["host": host, "processor": processor, "cores": cores, "memory": memory, "system": system]
  }
}
