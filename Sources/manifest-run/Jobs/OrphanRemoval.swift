import Providers
import Report
import Steps

/// Deletes what nobody refers to, and stops jobs that nobody waits for.
struct OrphanRemoval {
  /// What was done, by the names at the provider.
  struct Removed: Sendable {
    var deleted: [String] = []
    var cancelled: [String] = []
  }

  let orphans: Orphans

  /// Whether files and models are deleted.
  let deletes: Bool

  /// Whether jobs that go on are stopped.
  let cancels: Bool

  /// The files that may be deleted: those that no running job needs.
  var files: [RemoteFile] { deletes ? orphans.files.filter { !orphans.isInUse($0) } : [] }
  var models: [RemoteModel] { deletes ? orphans.models : [] }
  var jobs: [RemoteJob] { cancels ? orphans.runningJobs : [] }

  var isEmpty: Bool { files.isEmpty && models.isEmpty && jobs.isEmpty }

  /// What would be done, for the question whether to do it.
  var words: String {
    let size = files.compactMap(\.byteCount).reduce(0, +)
    let parts = [
      files.isEmpty
        ? nil : "delete \(Decimals.counted(files.count, "file")) (\(Decimals.bytes(size)))",
      models.isEmpty ? nil : "delete \(Decimals.counted(models.count, "model"))",
      jobs.isEmpty ? nil : "cancel \(Decimals.counted(jobs.count, "job"))",
    ]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }

  /// Stops and deletes, and notes each thing as soon as it is done.
  func perform(
    in inventory: any InventoryService,
    jobService: any FineTuningService,
    into removed: inout Removed
  ) async throws(ProviderError) {
    for job in jobs {
      do throws(ProviderError) {
        try await jobService.cancel(job.id)
      } catch {
        // It has gone by itself.
        guard case .unknownJob = error else { throw error }
      }
      removed.cancelled.append(job.id.rawValue)
    }
    for model in models {
      try await inventory.deleteModel(model.id)
      removed.deleted.append(model.id)
    }
    for file in files {
      try await inventory.deleteFile(file.id)
      removed.deleted.append(file.id.rawValue)
    }
  }
}
