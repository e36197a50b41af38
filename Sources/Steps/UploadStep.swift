internal import Engine
internal import Providers

/// Hands one data file to the provider, so that its jobs can read it.
struct UploadStep: Step {
  let id: StepID
  let provider: any Provider

  /// The step and the name of the file that is uploaded.
  let source: StepInput

  var kind: StepKind { Kind.upload.stepKind }
  var version: Int { 1 }
  var pool: PoolName { provider.pool }
  var inputs: [StepInput] { [source] }
  var files: [InputFile] { [] }

  func describe(into fingerprint: inout Fingerprint) {
    fingerprint.add("provider", provider.identity.name)
    fingerprint.add("account", provider.identity.account)
  }

  func run(in context: StepContext) async throws(StepFailure) -> [ArtifactName] {
    let file = context.dataFile(source)
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
