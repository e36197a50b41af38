internal import System

/// Keeps contents as read-only files that are named after their digest.
///
/// A content comes in by renaming a file that was hashed and saved, so that an object is there as a
/// whole or not at all, even after a power cut.
package struct ArtifactStore: Sendable {
  /// What was found where an object should be.
  enum Condition: Hashable, Sendable {
    case intact
    case missing
    case damaged
  }

  /// The absolute path of the store's folder.
  let folder: String

  /// Makes the folders of a store where they are missing.
  init(at folder: String) throws(FileSystemError) {
    self.folder = folder
    try FileSystem.makeFolders("\(folder)/objects")
    try FileSystem.makeFolder("\(folder)/quarantine")
    // All folders of objects are there from the start, so that none of them can be lost in a
    // power cut after an object went into it. The last one tells that the others are there.
    guard try FileSystem.status(of: "\(folder)/objects/ff") == nil else { return }
    let digits = Array("0123456789abcdef")
    for first in digits {
      for second in digits { try FileSystem.makeFolder("\(folder)/objects/\(first)\(second)") }
    }
    try FileSystem.synchronize(folder: "\(folder)/objects")
    try FileSystem.synchronize(folder: folder)
  }

  /// Reads a store that is there or not, and makes nothing.
  init(reading folder: String) {
    self.folder = folder
  }

  /// What the file system says of an object; nil where there is no regular file.
  func identity(of digest: Digest) -> FileIdentity? {
    guard let status = try? FileSystem.status(of: path(of: digest)), status.kind == .regular
    else { return nil }
    return status.identity
  }

  /// The absolute path where a content is, if the store has it.
  package func path(of digest: Digest) -> String {
    let name = digest.hexadecimal
    return "\(folder)/objects/\(name.prefix(2))/\(name.dropFirst(2))"
  }

  /// Reads an object and compares it with its digest.
  func condition(of digest: Digest, byteCount: Int) throws(FileSystemError) -> Condition {
    try condition(of: digest, byteCount: byteCount) { (file) throws(FileSystemError) in
      try FileSystem.digest(of: file).digest
    }
  }

  /// Looks at an object and compares its digest, as a function computes it, with what it must be.
  func condition(
    of digest: Digest,
    byteCount: Int,
    by hash: (FileDescriptor) throws(FileSystemError) -> Digest?
  ) throws(FileSystemError) -> Condition {
    do {
      let file = try FileDescriptor(path(of: digest), for: .readingUnfollowed)
      guard try file.status().size == byteCount else { return .damaged }
      return try hash(file) == digest ? .intact : .damaged
    } catch {
      if error.isMissing { return .missing }
      if error.isNoFile || error.code == .inputOutput { return .damaged }
      throw error
    }
  }

  /// Moves an object out of the way, so that its content can be made again.
  ///
  /// It takes the place of what was put aside for the same digest earlier.
  func putAside(_ digest: Digest) throws(FileSystemError) {
    let target = "\(folder)/quarantine/\(digest.hexadecimal)"
    do {
      try FileSystem.removeTree(target)
      try FileSystem.rename(path(of: digest), to: target)
    } catch {
      // Another process put it aside first.
      guard error.code == .missing else { throw error }
    }
  }

  /// Takes files out of a step's folder into the store and returns what they are.
  ///
  /// - Throws: `StepFailure` for a file that is missing, is a link or no regular file, or has no
  ///   plain name, and for a disk that does not take it.
  func adopt(
    _ names: [ArtifactName],
    from folder: String
  ) throws(StepFailure) -> [Artifact] {
    var artifacts: [Artifact] = []
    for name in names {
      guard name.isFileName, !artifacts.contains(where: { $0.name == name }) else {
        throw StepFailure(
          "keeping '\(name)'",
          .data("a step's artifacts are plain file names, each named once", record: nil)
        )
      }
      try checkFile(name, at: "\(folder)/\(name)")
      let artifact = try StepFailure.writing("keeping '\(name)'") { () throws(FileSystemError) in
        try adopt(name, at: "\(folder)/\(name)")
      }
      artifacts.append(artifact)
    }
    try synchronizeFolders(of: artifacts)
    return artifacts
  }

  /// Saves the names under which the store has some contents.
  func synchronizeFolders(of artifacts: [Artifact]) throws(StepFailure) {
    try StepFailure.writing("keeping the artifacts") { () throws(FileSystemError) in
      let folders = Set(artifacts.map { prefixFolder(of: $0.digest) })
      for folder in folders.sorted() { try FileSystem.synchronize(folder: folder) }
    }
  }

  /// Refuses what is not a file of the step's own.
  private func checkFile(_ name: ArtifactName, at path: String) throws(StepFailure) {
    let activity = "keeping '\(name)'"
    let status = try StepFailure.writing(activity) { () throws(FileSystemError) in
      try FileSystem.status(of: path)
    }
    guard let status else {
      throw StepFailure(activity, .data("the step left no such file", record: nil))
    }
    // A second name of the file would let its content change behind the digest.
    guard status.kind == .regular, status.linkCount == 1 else {
      throw StepFailure(
        activity,
        .data("an artifact must be a regular file and no link; leave a copy", record: nil)
      )
    }
  }

  private func adopt(_ name: ArtifactName, at path: String) throws(FileSystemError) -> Artifact {
    let file = try FileDescriptor(path, for: .readingUnfollowed)
    let (digest, byteCount) = try FileSystem.digest(of: file)
    switch try condition(of: digest, byteCount: byteCount) {
    case .intact:
      return Artifact(name: name, digest: digest, byteCount: byteCount)
    case .damaged:
      try putAside(digest)
    case .missing:
      break
    }
    try take(path, file, as: digest)
    return Artifact(name: name, digest: digest, byteCount: byteCount)
  }

  /// Makes a file that is known to have a content the store's own; its folder is not saved yet.
  func take(_ path: String, as digest: Digest) throws(FileSystemError) {
    try take(path, FileDescriptor(path, for: .readingUnfollowed), as: digest)
  }

  private func take(
    _ path: String,
    _ file: FileDescriptor,
    as digest: Digest
  ) throws(FileSystemError) {
    try file.setPermissions(0o444)
    try file.synchronize()
    try FileSystem.rename(path, to: self.path(of: digest))
  }

  /// The folder of the store that an object is in.
  private func prefixFolder(of digest: Digest) -> String {
    "\(folder)/objects/\(digest.hexadecimal.prefix(2))"
  }
}
