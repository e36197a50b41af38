import Engine
import Steps

/// What `show RUN --json` prints.
struct RunPageDocument: Encodable {
  struct Step: Encodable {
    var id: String
    var kind: String

    /// `built`, `reused`, `failed` or `skipped`; of a run that goes on or was killed also `running`,
    /// `waiting` or `not-ended`.
    var outcome: String
    var seconds: Double?
    var reason: String?
    var key: String?

    /// The model of the step's job where a user named it, since its provider did not; absent elsewhere.
    var adoptedModel: String?

    enum CodingKeys: String, CodingKey {
      case id, kind, outcome, seconds, reason, key
      case adoptedModel = "adopted_model"
    }
  }

  struct Repository: Encodable {
    var commit: String?
    var branch: String?

    /// Whether all was as in the commit; absent where it is not known.
    var clean: Bool?
    var changed: Int?
    var untracked: Int?
    var problem: String?
  }

  struct Machine: Encodable {
    var host: String
    var processor: String?
    var cores: Int

    /// In bytes.
    var memory: Int?
    var system: String
  }

  struct Manifest: Encodable {
    var name: String
    var path: String?
    var digest: String

    /// The manifest as it was run, composed and with every default filled in.
    var text: String
  }

  let formatVersion = 1
  let run: Int
  let outcome: String
  let toolVersion: String
  let started: String
  let ended: String?
  let seconds: Double?
  let manifest: Manifest
  let command: [String]?
  let git: Repository?
  let machine: Machine?
  let steps: [Step]
  let results: [Measurement]
  let expectations: [PublishedValue]

  /// What was paid for the steps, in this run and in others; absent where nothing was.
  let costs: [ChargeDocument]?

  init(_ details: RunDetails) {
    let run = details.run
    self.run = run.id.rawValue
    outcome = details.status.rawValue
    toolVersion = run.toolVersion
    started = Instant.iso(run.started)
    ended = run.ended.map(Instant.iso)
    seconds = details.seconds()
    let provenance = details.provenance
    manifest = Manifest(
      name: run.manifestName,
      path: provenance?.manifestPath,
      digest: run.manifestDigest,
      text: run.manifestText
    )
    command = provenance?.command
    git = provenance?.repository.map {
      Repository(
        commit: $0.commit,
        branch: $0.branch,
        clean: $0.isClean,
        changed: $0.changed,
        untracked: $0.untracked,
        problem: $0.problem
      )
    }
    machine = provenance.map(\.machine).map {
      Machine(
        host: $0.host,
        processor: $0.processor,
        cores: $0.cores,
        memory: $0.memory,
        system: $0.system
      )
    }
    steps =
      details.steps.map {
        Step(
          id: $0.step.rawValue,
          kind: $0.kind.rawValue,
          outcome: $0.outcome,
          seconds: $0.seconds,
          reason: $0.reason,
          key: $0.key?.hexadecimal,
          adoptedModel: $0.key.flatMap { details.adoptedModels[$0] }
        )
      }
      + details.open.map {
        Step(id: $0.id, kind: $0.kind, outcome: $0.word(in: details.status), reason: $0.reason)
      }
    results = details.report?.report.results ?? []
    expectations = details.report?.report.expectations ?? []
    costs = details.spending.documents
  }

  enum CodingKeys: String, CodingKey {
    case run, outcome, started, ended, seconds, manifest, command, git, machine, steps, results
    case expectations, costs
    case formatVersion = "format_version"
    case toolVersion = "tool_version"
  }
}
