import Engine

/// What `status --json` prints without a manifest: the runs that go on, or the last one.
struct StatusDocument: Encodable {
  struct Run: Encodable {
    var run: Int
    var manifest: String

    /// `running`, `done`, `failed`, `interrupted`, `waiting` or `killed`.
    var status: String
    var started: String
    var steps: [Step]
  }

  struct Step: Encodable {
    var id: String
    var kind: String

    /// `waiting`, `running`, or how it ended.
    var state: String

    /// Since the step began, where it is running.
    var seconds: Double?
    var fraction: Double?
    var detail: String?
    var secondsLeft: Double?

    /// The steps that a waiting one waits for.
    var waitsFor: [String]?
    var reason: String?

    enum CodingKeys: String, CodingKey {
      case id, kind, state, seconds, fraction, detail, reason
      case secondsLeft = "seconds_left"
      case waitsFor = "waits_for"
    }
  }

  let formatVersion = 1
  let runs: [Run]

  /// The jobs at providers whose result no run has fetched.
  let jobs: [OpenJobDocument]

  init(_ snapshots: [RunSnapshot], jobs: [OpenJob] = [], now: Double = Instant.now) {
    self.jobs = jobs.map(OpenJobDocument.init)
    runs = snapshots.map { snapshot in
      Run(
        run: snapshot.run.id.rawValue,
        manifest: snapshot.run.manifestName,
        status: snapshot.status.rawValue,
        started: Instant.iso(snapshot.run.started),
        steps: snapshot.progress.steps.indices.map {
          Self.step($0, snapshot.progress, snapshot.status, now)
        }
      )
    }
  }

  private static func step(
    _ place: Int,
    _ progress: RunProgress,
    _ status: RunStatus,
    _ now: Double
  ) -> Step {
    let step = progress.steps[place]
    var result = Step(
      id: step.id,
      kind: step.kind,
      state: step.word(in: status),
      reason: step.reason
    )
    guard status == .running else { return result }
    switch step.state {
    case .ended: break
    case .waiting:
      result.waitsFor = progress.blockers(of: place).map { progress.steps[$0].id }
      result.detail = step.detail
    case .running(let since):
      result.seconds = max(0, now - since)
      (result.fraction, result.detail) = (step.fraction, step.detail)
      result.secondsLeft = step.secondsLeft
    }
    return result
  }

  enum CodingKeys: String, CodingKey {
    case formatVersion = "format_version"
    case runs, jobs
  }
}
