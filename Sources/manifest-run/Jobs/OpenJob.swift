import Engine
import Providers
import Steps

/// A job at a provider whose result no run has fetched yet.
struct OpenJob {
  /// How a job stands, as far as that was asked.
  enum Standing: Equatable {
    /// Nobody asked.
    case notAsked

    /// The provider told so.
    case told(FineTuneStatus)

    /// The provider told so, and that it has other parameters than were asked for: its step refuses it.
    case refused(FineTuneStatus, [ParameterComparison])

    /// The provider has no such job.
    case gone

    /// Its creation was begun, and the provider lists no job of its step.
    case neverCreated

    /// Its creation was begun, and a job that the provider lists may be the one.
    case uncertain

    /// It could not be asked: why.
    case unknown(String)
  }

  /// What the journal says.
  var entry: JournalEntry

  /// The provider as manifests name it; nil where no provider is known for the account.
  var provider: String?
  var standing = Standing.notAsked

  /// Whether a run waits for it just now.
  var isWaitedFor = false

  /// The job's name at the provider.
  var id: RemoteJobID? { entry.remoteID.map(RemoteJobID.init) }

  /// The jobs of journal entries, as the journal knows them.
  static func jobs(of entries: [JournalEntry]) -> [OpenJob] {
    guard !entries.isEmpty else { return [] }
    let names = Services.namesByAccount
    return entries.map { OpenJob(entry: $0, provider: names[$0.account]) }
  }
}

extension OpenJob {
  /// How the job stands in a word, for programs.
  var stateName: String {
    switch standing {
    case .told(let status), .refused(let status, _): status.name
    case .gone: "gone"
    case .neverCreated: "never-created"
    case .uncertain: "uncertain"
    case .notAsked, .unknown: id == nil ? "uncertain" : "created"
    }
  }

  /// Whether its step never takes it.
  private var isRefused: Bool {
    if case .refused = standing { true } else { false }
  }

  /// How the job stands, for people.
  var words: String {
    if let model = entry.adoptedModel, !isRefused {
      return "the next run takes the model '\(model)', which was named by hand"
    }
    return switch standing {
    case .told(.queued): "queued"
    case .told(.running): "running"
    case .told(.succeeded(nil)):
      "succeeded, and the provider does not name its model: 'manifest-run provider adopt "
        + "\(entry.step) MODEL' does"
    case .told(.succeeded): "succeeded: the next run takes its model"
    case .told(.failed(let reason)): "failed: \(reason)"
    case .told(.cancelled): "cancelled"
    case .refused(let status, let differences):
      "\(status.name), with other parameters than were asked for "
        + "(\(differences.map(\.description).joined(separator: ", "))): the next run says what to do"
    case .told(.other("")): "the provider tells no state"
    case .told(.other(let word)): word
    case .gone: "the provider has no such job any more: the next run creates another"
    case .neverCreated: "not created: the provider lists no job of this step"
    case .notAsked where id != nil: "created \(Instant.local(entry.begun))"
    case .uncertain, .notAsked:
      "it is not known whether it was created: the next run looks before it creates one"
    case .unknown(let problem) where id == nil:
      "it is not known whether it was created, and it cannot be asked: \(problem)"
    case .unknown(let problem):
      "created \(Instant.local(entry.begun)) and not seen to end; it cannot be asked: \(problem)"
    }
  }
}

/// A job at a provider as programs read it.
struct OpenJobDocument: Encodable {
  var step: String

  /// The provider as manifests name it; absent where none is known for the account.
  var provider: String?
  var account: String

  /// The job's name at the provider; absent where it is not known.
  var job: String?

  /// `queued`, `running`, `succeeded`, `failed`, `cancelled`, or what else the provider says, in its
  /// word; `gone` where the provider has no such job; `never-created` and `uncertain` where its creation was begun; `created` where nobody asked or answered.
  var state: String

  /// Why it could not be asked, why it failed, or which parameters it has in place of those asked for.
  var problem: String?

  /// The tuned model, once there is one that is named.
  var model: String?

  /// Whether a user named the model, since the provider did not.
  var adopted: Bool

  /// When its creation was begun.
  var begun: String

  /// Whether a run waits for it just now.
  var waitedFor: Bool

  init(_ job: OpenJob) {
    step = job.entry.step.rawValue
    provider = job.provider
    account = job.entry.account
    self.job = job.id?.rawValue
    state = job.stateName
    switch job.standing {
    case .told(.failed(let reason)), .refused(.failed(let reason), _), .unknown(let reason):
      problem = reason
    case .told(.succeeded(let name)): model = name
    case .refused(_, let differences):
      problem = differences.map(\.description).joined(separator: ", ")
    default: break
    }
    model = job.entry.adoptedModel ?? model
    adopted = job.entry.adoptedModel != nil
    begun = Instant.iso(job.entry.begun)
    waitedFor = job.isWaitedFor
  }

  enum CodingKeys: String, CodingKey {
    case step, provider, account, job, state, problem, model, adopted, begun
    case waitedFor = "waited_for"
  }
}
