/// Keeps data files for fine-tuning jobs.
package protocol FileService: Sendable {
  /// Makes a file's content available to the provider's jobs and returns the provider's id for it.
  func upload(_ file: DataFile) async throws(ProviderError) -> RemoteFileID

  /// Whether a file that was uploaded can still be used.
  func has(_ file: RemoteFileID) async throws(ProviderError) -> Bool
}

/// The provider's name for a file that was uploaded.
///
/// It says where the content is, not what it is, so it is never part of a cache key.
package struct RemoteFileID: Hashable, Sendable, RawRepresentable {
  package var rawValue: String

  package init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// A file on this machine with the digest that its content was checked against.
package struct DataFile: Hashable, Sendable {
  /// The name to show, such as `train.jsonl`.
  package var name: String

  /// The absolute path of the file.
  package var path: String

  /// SHA-256 of the content, as 64 lower-case hexadecimal digits.
  package var digest: String

  /// The content's size in bytes.
  package var byteCount: Int

  package init(name: String, path: String, digest: String, byteCount: Int) {
    self.name = name
    self.path = path
    self.digest = digest
    self.byteCount = byteCount
  }
}

/// A data file together with the provider's id for it.
package struct UploadedFile: Hashable, Sendable {
  package var id: RemoteFileID
  package var content: DataFile

  package init(id: RemoteFileID, content: DataFile) {
    self.id = id
    self.content = content
  }
}
