import Engine
import Steps

/// What `run --json` prints: one object that programs read.
struct RunDocument: Encodable {
  struct Step: Encodable {
    var id: String
    var kind: String
    var outcome: String

    /// What the step took in this run; next to nothing where it is reused.
    var seconds: Double

    /// Why it ran, failed or was skipped; absent where it is reused.
    var reason: String?
  }

  let formatVersion = 1
  let run: Int
  let manifestDigest: String
  let workspace: String

  /// `done`, `failed` or `interrupted`.
  let outcome: String
  let steps: [Step]
  let results: [Measurement]

  init(_ result: RunResult, manifestDigest: String, workspace: String, report: Report?) {
    run = result.run.rawValue
    self.manifestDigest = manifestDigest
    self.workspace = workspace
    outcome = result.wasInterrupted ? "interrupted" : result.succeeded ? "done" : "failed"
    steps = result.steps.map { step in
      Step(
        id: step.id.rawValue,
        kind: step.kind.rawValue,
        outcome: step.outcome.name,
        seconds: step.seconds,
        reason: Self.reason(step)
      )
    }
    results = report?.results ?? []
  }

  private static func reason(_ step: StepResult) -> String? {
    switch step.outcome {
    case .built: step.reason.map(String.init(describing:))
    case .reused: nil
    case .failed(let failure): failure.description
    case .skipped(let reason): reason.description
    }
  }

  enum CodingKeys: String, CodingKey {
    case run, workspace, outcome, steps, results
    case formatVersion = "format_version"
    case manifestDigest = "manifest_digest"
  }
}
