import Engine
import Providers
import Steps
import System

/// A job at a provider whose result no run has fetched yet.
struct OpenJob {
  /// What is known of how far a job is.
  enum Status: Equatable {
    /// The provider was not asked.
    case notQueried

    /// The provider reports this status.
    case reported(FineTuneStatus)

    /// The provider reports this status and other parameters than were asked for: the step never takes the
    /// job's model.
    case mismatched(FineTuneStatus, [ParameterComparison])

    /// The provider has no such job.
    case notFound

    /// Its creation was begun, and the provider lists no job of its step.
    case neverCreated

    /// Its creation was begun, and a job that the provider lists may be the one.
    case uncertain

    /// The provider could not be asked: why.
    case queryFailed(String)
  }

  /// What the journal says.
  var entry: JournalEntry

  /// The provider as manifests name it; nil where no provider is known for the account.
  var provider: String?
  var status = Status.notQueried

  /// Whether a run waits for it just now.
  var isWaitedFor = false

  /// The job's name at the provider.
  var id: RemoteJobID? { entry.remoteID.map(RemoteJobID.init) }

  /// The jobs of journal entries, as the journal knows them.
  ///
  /// - Parameters:
  ///   - entries: The entries.
  ///   - services: The providers whose names are shown for their accounts.
  /// - Returns: A job for each entry; its provider was not asked.
  static func jobs(of entries: [JournalEntry], among services: [any Provider]) -> [OpenJob] {
    entries.map { entry in
      let service = services.first { $0.identity.account == entry.account }
      return OpenJob(entry: entry, provider: service?.identity.name)
    }
  }
}

extension OpenJob {
  /// The status in a word, for programs.
  var stateName: String {
    switch status {
    case .reported(let status), .mismatched(let status, _): status.name
    case .notFound: "gone"
    case .neverCreated: "never-created"
    case .uncertain: "uncertain"
    case .notQueried, .queryFailed: id == nil ? "uncertain" : "created"
    }
  }

  /// Whether the job has other parameters than its step asked for.
  private var isMismatched: Bool {
    if case .mismatched = status { true } else { false }
  }

  /// The status in words, for people.
  var words: String {
    if let model = entry.adoptedModel, !isMismatched {
      return "the next run takes the model '\(model)', which was named by hand"
    }
    return switch status {
    case .reported(.queued): "queued"
    case .reported(.running): "running"
    case .reported(.succeeded(nil)):
      "succeeded, and the provider does not name its model: 'manifest-run provider adopt "
        + "\(entry.step) MODEL' does"
    case .reported(.succeeded): "succeeded: the next run takes its model"
    case .reported(.failed(let reason)): "failed: \(reason)"
    case .reported(.cancelled): "cancelled"
    case .mismatched(let status, let differences):
      "\(status.name), with other parameters than were asked for "
        + "(\(differences.map(\.description).joined(separator: ", "))): the next run says what to do"
    case .reported(.other("")): "the provider tells no state"
    case .reported(.other(let word)): word
    case .notFound: "the provider has no such job any more: the next run creates another"
    case .neverCreated: "not created: the provider lists no job of this step"
    case .notQueried where id != nil: "created \(Instant.local(entry.begun))"
    case .uncertain, .notQueried:
      "it is not known whether it was created: the next run looks before it creates one"
    case .queryFailed(let problem) where id == nil:
      "it is not known whether it was created, and it cannot be asked: \(problem)"
    case .queryFailed(let problem):
      "created \(Instant.local(entry.begun)) and not seen to end; it cannot be asked: \(problem)"
    }
  }
}

extension OpenJob {
  /// The job as programs read it.
  var document: JSONObject {
    var problem: String?
    var model: String?
    switch status {
    case .reported(.failed(let reason)), .mismatched(.failed(let reason), _),
      .queryFailed(let reason):
      problem = reason
    case .reported(.succeeded(let name)): model = name
    case .mismatched(_, let differences):
      problem = differences.map(\.description).joined(separator: ", ")
    default: break
    }
    return [
      "step": entry.step,
      // The provider as manifests name it; absent where none is known for the account.
      "provider": provider,
      "account": entry.account,
      // The job's name at the provider; absent where it is not known.
      "job": entry.remoteID,
      // `queued`, `running`, `succeeded`, `failed`, `cancelled`, or what else the provider says, in its word;
      // `gone` where the provider has no such job; `never-created` and `uncertain` where its creation was
      // begun; `created` where nobody asked or answered.
      "state": stateName,
      // Why it could not be asked, why it failed, or which parameters it has in place of those asked for.
      "problem": problem,
      // The tuned model, once there is one that is named.
      "model": entry.adoptedModel ?? model,
      // Whether a user named the model, since the provider did not.
      "adopted": entry.adoptedModel != nil,
      // When its creation was begun.
      "begun": Instant.iso(entry.begun),
      // Whether a run waits for it just now.
      "waited_for": isWaitedFor,
    ]
  }
}
