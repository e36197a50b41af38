internal import System

/// A file or folder that a provider keeps in the workspace for itself, below `state`.
///
/// What is named after a step's key, such as a checkpoint, belongs to that step until it is done; in the folder
/// `weights` it is a part of what the step made, and later steps may still ask for it. All else can be made again, as
/// the links that give contents the names that a library expects.
struct ProviderStateEntry: Hashable, Sendable {
  var path: String

  /// In bytes.
  var byteCount: Int

  /// The step that it belongs to; nil where it belongs to none.
  var key: Digest?

  /// Whether it is a part of what that step made.
  var isMade: Bool

  /// When it was changed last, in seconds since 1970.
  var modified: Double
}

extension Workspace {
  /// What providers keep for themselves.
  func providerState() throws(FileSystemError) -> [ProviderStateEntry] {
    let state = "\(path)/state"
    guard try FileSystem.status(of: state)?.kind == .folder else { return [] }
    var entries: [ProviderStateEntry] = []
    for provider in try FileSystem.names(in: state).sorted() {
      let folder = "\(state)/\(provider)"
      guard try FileSystem.status(of: folder)?.kind == .folder else { continue }
      for name in try FileSystem.names(in: folder).sorted() {
        let path = "\(folder)/\(name)"
        guard let status = try FileSystem.status(of: path) else { continue }
        let parts = status.kind == .folder ? try FileSystem.names(in: path).sorted() : []
        if parts.contains(where: { Digest(hexadecimal: $0) != nil }) {
          for part in parts {
            let key = Digest(hexadecimal: part)
            entries += try entry("\(path)/\(part)", key, isMade: key != nil && name == "weights")
          }
        } else {
          entries += try entry(path, nil, isMade: false)
        }
      }
    }
    return entries
  }

  private func entry(
    _ path: String,
    _ key: Digest?,
    isMade: Bool
  ) throws(FileSystemError) -> [ProviderStateEntry] {
    guard let status = try FileSystem.status(of: path) else { return [] }
    return [
      ProviderStateEntry(
        path: path,
        byteCount: try FileSystem.byteCount(below: path),
        key: key,
        isMade: isMade,
        modified: Double(status.identity.modified) / 1e9
      )
    ]
  }
}
