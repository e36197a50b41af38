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

    /// What making its artifacts took, in this run or in the one that they are reused from; absent
    /// where there are none.
    var buildSeconds: Double?

    /// Why it ran, failed, was skipped or waits; absent where it is reused.
    var reason: String?

    /// Where the outputs come from; absent where this workspace made them.
    var source: ResultSource?

    /// What it made, by name; empty where it failed or was skipped.
    var outputs: [Output]

    enum CodingKeys: String, CodingKey {
      case id, kind, outcome, seconds, reason, source, outputs
      case buildSeconds = "build_seconds"
    }
  }

  struct Output: Encodable {
    var name: String

    /// The SHA-256 of the content, in hexadecimal digits.
    var digest: String

    /// The content's size in bytes.
    var size: Int

    /// Where the content is, below the workspace's folder.
    var path: String

    init(_ artifact: Artifact, in workspace: Workspace) {
      name = artifact.name.rawValue
      digest = artifact.digest.hexadecimal
      size = artifact.byteCount
      path = workspace.relativePath(of: artifact.digest)
    }
  }

  let formatVersion = 1
  let run: Int

  /// The manifest's name.
  let name: String
  let manifestDigest: String
  let workspace: String

  /// `done`, `failed`, `interrupted` or `waiting`.
  let outcome: String
  let steps: [Step]

  /// The jobs at providers that are left for a later run.
  let remoteJobs: [OpenJobDocument]
  let results: [Measurement]

  /// The published values that the manifest names, where something was measured.
  let expectations: [PublishedValue]

  /// What was paid for the steps, in this run and in others; absent where nothing was.
  let costs: [ChargeDocument]?

  init(
    _ result: RunResult,
    of configuration: RunConfiguration,
    workspace: Workspace,
    report: Report?,
    jobs: [OpenJob],
    spending: Spending
  ) {
    run = result.run.rawValue
    name = configuration.manifestName
    manifestDigest = configuration.manifestDigest
    self.workspace = workspace.path
    outcome = result.status.rawValue
    steps = result.steps.map { step in
      Step(
        id: step.id.rawValue,
        kind: step.kind.rawValue,
        outcome: step.outcome.name,
        seconds: step.seconds,
        buildSeconds: step.buildSeconds,
        reason: Self.reason(step),
        source: step.origin.map(ResultSource.init),
        outputs: step.artifacts.values.sorted { $0.name < $1.name }
          .map { Output($0, in: workspace) }
      )
    }
    remoteJobs = jobs.map(OpenJobDocument.init)
    results = report?.results ?? []
    expectations = report?.expectations ?? []
    costs = spending.documents
  }

  private static func reason(_ step: StepResult) -> String? {
    switch step.outcome {
    case .built: step.reason.map(String.init(describing:))
    case .reused: nil
    case .failed(let failure): failure.description
    case .skipped(let reason): reason.description
    case .waiting(let reason): reason.description
    }
  }

  enum CodingKeys: String, CodingKey {
    case run, name, workspace, outcome, steps, results, expectations, costs
    case formatVersion = "format_version"
    case manifestDigest = "manifest_digest"
    case remoteJobs = "remote_jobs"
  }
}

/// The shared cache that a result comes from, and who published it there.
struct ResultSource: Encodable {
  let cache: String
  let maker: String

  init(_ origin: RecordOrigin) {
    cache = origin.cache
    maker = origin.maker
  }
}
