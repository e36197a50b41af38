/// Lists what an account has at a provider, and deletes what is no longer wanted.
package protocol InventoryService: Sendable {
  /// Whose things these are: the same of services that differ in the form of their calls alone, so that
  /// files of the jobs of one are listed by the other.
  var owner: String { get }

  /// The forms that a step's key may have in `RemoteJob.stepKeys`, the most telling first.
  func marks(ofStep key: String) -> [String]

  /// The form that the digest of an upload's content has in `RemoteFile.digestPrefix`.
  func mark(ofContent digest: String) -> String

  /// The files of the account, those that jobs made among them.
  func files() async throws(ProviderError) -> [RemoteFile]

  /// The fine-tuning jobs of the account, those that have ended among them.
  func jobs() async throws(ProviderError) -> [RemoteJob]

  /// The models that the account may ask, the provider's own among them.
  func models() async throws(ProviderError) -> [RemoteModel]

  /// One job.
  ///
  /// - Throws: `ProviderError.unknownJob` where the provider has no such job.
  func job(_ id: RemoteJobID) async throws(ProviderError) -> RemoteJob

  /// Whether there is a model of a name; nil where the provider does not tell.
  func hasModel(_ id: String) async throws(ProviderError) -> Bool?

  /// Deletes a file; nothing happens where there is none.
  func deleteFile(_ id: RemoteFileID) async throws(ProviderError)

  /// Deletes a tuned model; nothing happens where there is none.
  func deleteModel(_ id: String) async throws(ProviderError)
}

/// A file at a provider.
package struct RemoteFile: Hashable, Sendable {
  package var id: RemoteFileID
  package var name: String?

  /// What the provider keeps it for, in its words.
  package var purpose: String?

  /// The content's size in bytes, where the provider tells.
  package var byteCount: Int?

  /// When it was made, in seconds since 1970, where the provider tells.
  package var created: Double?

  /// The first digits of its content's SHA-256, where its name was given by this program.
  package var digestPrefix: String?

  package init(
    id: RemoteFileID,
    name: String? = nil,
    purpose: String? = nil,
    byteCount: Int? = nil,
    created: Double? = nil,
    digestPrefix: String? = nil
  ) {
    self.id = id
    self.name = name
    self.purpose = purpose
    self.byteCount = byteCount
    self.created = created
    self.digestPrefix = digestPrefix
  }
}

/// A fine-tuning job at a provider.
package struct RemoteJob: Hashable, Sendable {
  package var id: RemoteJobID
  package var status: FineTuneStatus

  /// The model that is tuned.
  package var baseModel: String?

  /// What the provider says of its parameters.
  package var reported: ReportedParameters

  /// The tuned model's name, once there is one.
  package var model: String?

  /// When it was made, in seconds since 1970, where the provider tells.
  package var created: Double?

  /// The keys of steps that the job is marked with, or their first digits; empty where it has no mark.
  package var stepKeys: [String]

  /// The files that it reads and those that it made.
  package var files: [RemoteFileID]

  /// The tokens that were trained on, where the provider tells.
  package var trainedTokens: Int?

  package init(
    id: RemoteJobID,
    status: FineTuneStatus,
    baseModel: String? = nil,
    reported: ReportedParameters = ReportedParameters(),
    model: String? = nil,
    created: Double? = nil,
    stepKeys: [String] = [],
    files: [RemoteFileID] = [],
    trainedTokens: Int? = nil
  ) {
    self.id = id
    self.status = status
    self.baseModel = baseModel
    self.reported = reported
    self.model = model
    self.created = created
    self.stepKeys = stepKeys
    self.files = files
    self.trainedTokens = trainedTokens
  }
}

/// A model at a provider.
package struct RemoteModel: Hashable, Sendable {
  package var id: String

  /// When it was made, in seconds since 1970, where the provider tells.
  package var created: Double?

  /// Whether its name says that it was tuned.
  package var isTuned: Bool

  /// The tuned model on whose way it was kept, where its name says so.
  package var finalModel: String?

  package init(
    id: String,
    created: Double? = nil,
    isTuned: Bool,
    finalModel: String? = nil
  ) {
    self.id = id
    self.created = created
    self.isTuned = isTuned
    self.finalModel = finalModel
  }
}
