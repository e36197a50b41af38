package import Engine

/// What a workspace's runs refer to at providers: by the journal, and by the receipts of uploads and
/// models in the store.
package struct RemoteReferences: Sendable {
  /// The names of files, jobs and models at whatever provider.
  package var ids: Set<String> = []

  /// The first digits of the contents that steps have made.
  private var contents: Set<String> = []

  /// The keys of steps that were done or begun, and the first digits of each.
  private var keys: Set<String> = []

  /// The digits by which services find a key or a content again.
  private static let keyDigits = 16
  private static let contentDigits = 32

  package init() {}

  /// All that a workspace's runs refer to.
  ///
  /// - Throws: `WorkspaceError` where the workspace cannot be read, and `StepFailure` for a receipt
  ///   that cannot be: what it refers to would seem to be nobody's.
  package init(of workspace: Workspace) throws {
    for entry in try workspace.journal.entries() {
      if let id = entry.remoteID { ids.insert(id) }
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
  package mutating func note(key: Digest) {
    keys.insert(key.hexadecimal)
    keys.insert(String(key.hexadecimal.prefix(Self.keyDigits)))
  }

  /// Adds a content that a step made.
  package mutating func note(content: Digest) {
    contents.insert(String(content.hexadecimal.prefix(Self.contentDigits)))
  }

  /// Whether a step has this key, of which a job's mark may hold the first digits alone.
  package func hasStep(_ mark: String) -> Bool { keys.contains(mark) }

  /// Whether a step made a content that begins with these digits.
  package func hasContent(_ prefix: String) -> Bool {
    contents.contains(String(prefix.prefix(Self.contentDigits)))
  }
}
