internal import Engine
internal import Providers

/// Hands one data file to the provider, so that its jobs can read it.
struct UploadStep: StepDetails {
  /// The provider's name.
  let provider: String

  /// The step and the name of the file that is uploaded.
  let source: StepInput

  init(_ source: StepInput, to provider: any Provider) {
    self.provider = provider.identity.name
    self.source = source
  }

  func spec(id: StepID, at provider: any Provider) -> StepSpec {
    var fingerprint = Fingerprint()
    fingerprint.add("provider", provider.identity.name)
    fingerprint.add("account", provider.identity.account)
    return StepSpec(
      id: id,
      kind: Kind.upload.stepKind,
      parameters: fingerprint,
      inputs: [source],
      pool: provider.pool,
      details: self
    )
  }
}

struct UploadWork: StepWork {
  let providers: KnownProviders

  var kind: StepKind { Kind.upload.stepKind }

  func run(
    _ step: UploadStep,
    in context: StepContext
  ) async throws(StepFailure) -> [ArtifactName] {
    let provider = try providers.provider(step.provider)
    let file = context.dataFile(step.source)
    let remote = try await StepFailure.asking(
      "uploading '\(file.name)'"
    ) { () async throws(ProviderError) in
      try await provider.telling(context.tell).files.upload(file)
    }
    let receipt = UploadReceipt(
      provider: provider.identity.name,
      account: provider.identity.account,
      id: remote.rawValue
    )
    return [try context.write(JSONDocument.pretty(receipt).utf8, to: .uploadReceipt)]
  }
}

/// What an upload leaves behind: where a file is at the provider.
struct UploadReceipt: Codable {
  var provider: String
  var account: String
  var id: String
}

extension ArtifactName {
  static let uploadReceipt = ArtifactName(rawValue: "upload.json")
}
