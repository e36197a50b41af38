package import Engine
package import Providers

/// What a workspace's runs refer to at providers: by the journal, and by the receipts of uploads and
/// models in the store.
package struct RemoteReferences: Sendable {
  /// The names of files, jobs and models at whatever provider.
  package var ids: Set<String> = []

  /// The accounts in which steps have created or begun jobs.
  private var accounts: Set<String> = []

  /// The digests of the contents that steps have made.
  private var contents: Set<String> = []

  /// The keys of steps that were done or begun.
  private var keys: Set<String> = []

  package init() {}

  /// All that a workspace's runs refer to.
  ///
  /// - Throws: `WorkspaceError` where the workspace cannot be read, and `StepFailure` for a receipt
  ///   that cannot be: what it refers to would seem to be nobody's.
  package init(of workspace: Workspace) throws {
    for entry in try workspace.journal.entries() {
      if let id = entry.remoteID { ids.insert(id) }
      accounts.insert(entry.account)
      note(key: entry.key)
    }
    for record in try workspace.records() {
      note(key: record.key)
      for artifact in record.artifacts {
        note(content: artifact.digest)
        let path = workspace.path(of: artifact)
        switch artifact.name {
        case .uploadReceipt:
          let receipt: UploadReceipt = try JSONDocument.decode(
            path,
            as: "the receipt of '\(record.step)'"
          )
          ids.insert(receipt.id)
        case .modelReceipt:
          let receipt: ModelReceipt = try JSONDocument.decode(
            path,
            as: "the receipt of '\(record.step)'"
          )
          ids.insert(receipt.id)
        default: break
        }
      }
    }
  }

  /// Adds a step's key.
  package mutating func note(key: Digest) { keys.insert(key.hexadecimal) }

  /// Adds a content that a step made.
  package mutating func note(content: Digest) { contents.insert(content.hexadecimal) }

  /// Whether a step has had a job in an account, or has begun to.
  package func hasJobs(in account: String) -> Bool { accounts.contains(account) }

  /// These as a service shows them.
  package func shown(by service: any InventoryService) -> ShownReferences {
    var shown = ShownReferences()
    shown.ids = ids
    shown.marks = Set(keys.flatMap(service.marks))
    shown.contents = Set(contents.map(service.mark))
    return shown
  }
}

/// What a workspace's runs refer to, in the forms in which one service shows it.
package struct ShownReferences: Sendable {
  /// The names of files, jobs and models.
  package var ids: Set<String> = []

  fileprivate var marks: Set<String> = []
  fileprivate var contents: Set<String> = []

  package init() {}

  /// Whether a job is a step's, by its name or its mark.
  package func has(_ job: RemoteJob) -> Bool {
    ids.contains(job.id.rawValue) || job.stepKeys.contains(where: marks.contains)
  }

  /// Whether a file is one that a step uploaded, by its name or its content.
  package func has(_ file: RemoteFile) -> Bool {
    ids.contains(file.id.rawValue) || (file.digestPrefix.map(contents.contains) ?? false)
  }
}
