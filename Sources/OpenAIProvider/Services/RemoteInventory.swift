internal import Providers
internal import System

/// What the account has at the service.
struct RemoteInventory: InventoryService {
  let remoteJobs: RemoteJobs

  private var client: APIClient { remoteJobs.client }

  var owner: String { client.configuration.owner }

  func marks(ofStep key: String) -> [String] {
    let mark = JobMark(stepKey: key)
    return [mark.stepKey, mark.token]
  }

  func mark(ofContent digest: String) -> String { RemoteFiles.digits(ofDigest: digest) }

  func files() async throws(ProviderError) -> [RemoteFile] {
    // The legacy dialect has no pages.
    let query = remoteJobs.dialect == .jobs ? ["limit=1000"] : []
    return try await client.list("/files", query, "listing the files").allItems()
      .compactMap { WireFile($0).map(RemoteFile.init) }
  }

  func jobs() async throws(ProviderError) -> [RemoteJob] {
    try await remoteJobs.jobs(metadata: nil).map(remote)
  }

  func models() async throws(ProviderError) -> [RemoteModel] {
    try await client.list("/models", [], "listing the models").allItems()
      .compactMap { json in
        json["id"]?.string.map { id in
          RemoteModel(
            id: id,
            created: (json["created"] ?? json["created_at"])?.instant.map(Double.init),
            isTuned: id.hasPrefix("ft:") || id.contains(":ft-"),
            finalModel: id.firstRange(of: ":ckpt-").map { String(id[..<$0.lowerBound]) }
          )
        }
      }
  }

  func job(_ id: RemoteJobID) async throws(ProviderError) -> RemoteJob {
    remote(try await remoteJobs.wireJob(id))
  }

  func hasModel(_ id: String) async throws(ProviderError) -> Bool? {
    try await remoteJobs.hasModel(id)
  }

  func deleteFile(_ id: RemoteFileID) async throws(ProviderError) {
    try await delete("/files/\(id.rawValue.urlEscaped)", "deleting the file '\(id.rawValue)'")
  }

  func deleteModel(_ id: String) async throws(ProviderError) {
    try await delete("/models/\(id.urlEscaped)", "deleting the model '\(id)'")
  }

  private func delete(_ path: String, _ activity: String) async throws(ProviderError) {
    let call = APICall.delete(path, activity)
    do throws(APIFailure) {
      _ = try await client.answer(to: call)
    } catch {
      if error.isNotFound { return }
      throw client.translation.error(error, of: call)
    }
  }

  private func remote(_ job: WireJob) -> RemoteJob {
    RemoteJob(
      id: RemoteJobID(rawValue: job.id),
      status: remoteJobs.status(of: job),
      baseModel: job.model,
      reported: remoteJobs.dialect.reported(by: job),
      model: job.fineTunedModel,
      created: job.createdAt.map(Double.init),
      stepKeys: job.stepKeys,
      files: (job.inputFiles + job.resultFiles).map(RemoteFileID.init),
      trainedTokens: job.trainedTokens.flatMap { $0 < 0 ? nil : $0 }
    )
  }
}

extension RemoteFile {
  fileprivate init(_ file: WireFile) {
    self.init(
      id: RemoteFileID(rawValue: file.id),
      name: file.filename,
      purpose: file.purpose,
      byteCount: file.byteCount,
      created: file.createdAt.map(Double.init),
      digestPrefix: file.filename.flatMap(RemoteFiles.digestPrefix)
    )
  }
}
