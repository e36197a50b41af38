import Engine
import System

extension RunSnapshot {
  /// What `status --json` prints of a run.
  func document(now: Double) -> JSONObject {
    [
      "run": run.id,
      "manifest": run.manifestName,
      // `running`, `done`, `failed`, `interrupted`, `waiting` or `killed`.
      "status": status.rawValue,
      "started": Instant.iso(run.started),
      "steps": progress.steps.indices.map { document(ofStep: $0, now: now) },
    ]
  }

  private func document(ofStep place: Int, now: Double) -> JSONObject {
    let step = progress.steps[place]
    let isWaiting = status == .running && step.state == .waiting
    var start: Double?
    if status == .running, case .running(let since) = step.state { start = since }
    return [
      "id": step.id,
      "kind": step.kind,
      // `waiting`, `running`, or how it ended.
      "state": step.word(in: status),
      // Since the step began, where it is running.
      "seconds": start.map { max(0, now - $0) },
      "fraction": start == nil ? nil : step.fraction,
      "detail": isWaiting || start != nil ? step.detail : nil,
      "seconds_left": start == nil ? nil : step.secondsLeft,
      // The steps that a waiting one waits for.
      "waits_for": isWaiting ? progress.blockers(of: place).map { progress.steps[$0].id } : nil,
      "reason": step.reason,
    ]
  }
}
