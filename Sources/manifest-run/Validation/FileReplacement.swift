import Diagnostics
import Manifest
import System

/// Replaces the text of a file that was read before, wholly or not at all.
enum FileReplacement {
  /// Why a file was left as it is.
  enum Failure: Error, Equatable {
    /// Somebody changed the file since it was read.
    case changed

    /// The system refused; its own words.
    case system(String)

    /// The file has other names, which would keep the old text.
    case hardLinks(Int)

    /// The file is not to be written.
    case readOnly

    /// The file belongs to a user or a group whose files this user cannot make.
    case otherOwner
  }

  /// Writes the text to a new file beside the old one, with its owner and permissions, and renames it.
  ///
  /// Where the new file could not be what the old one is, the file is left as it is: one with several
  /// names, one that is read-only, and one of another user.
  ///
  /// A symbolic link stays one; the file that it leads to is replaced. A byte order mark stays.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - old: The text as it was read, without a byte order mark.
  ///   - new: The text to write.
  /// - Throws: The reason, with the file as it was.
  static func replace(_ path: String, _ old: String, with new: String) throws(Failure) {
    let path = try target(of: path)
    let (bytes, status) = try contents(of: path)
    let mark: [UInt8] = bytes.starts(with: byteOrderMark) ? byteOrderMark : []
    guard bytes.dropFirst(mark.count).elementsEqual(old.utf8) else { throw .changed }
    guard status.linkCount == 1 else { throw .hardLinks(status.linkCount) }
    // The rights of the folder decide about a new name, and root may write everything.
    guard status.permissions & 0o222 != 0, FileSystem.isWritable(path) else { throw .readOnly }
    let copy = try system { () throws(FileSystemError) in
      try FileDescriptor(temporary: "\(path).")
    }
    do throws(Failure) {
      try fill(copy, mark + Array(new.utf8), like: status)
      // What was written between reading and here would be lost.
      guard
        let now = try? FileSystem.status(of: path, followingLinks: true),
        now.identity.isSameFile(as: status.identity), now.size == status.size,
        now.identity.modified == status.identity.modified
      else { throw .changed }
      try system { () throws(FileSystemError) in try FileSystem.rename(copy.path, to: path) }
    } catch {
      FileSystem.remove(copy.path)
      throw error
    }
  }

  /// The file that a path leads to.
  private static func target(of path: String) throws(Failure) -> String {
    guard let real = try? FileSystem.absoluteBytes(path) else { throw .changed }
    // A path that is no UTF-8 is replaced under the name that it was found by.
    if let text = String(validating: real, as: UTF8.self) { return text }
    guard let status = try? FileSystem.status(of: path), status.kind != .link else {
      throw .system("its path is not UTF-8")
    }
    return path
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static func contents(of path: String) throws(Failure) -> ([UInt8], FileStatus) {
    do {
      let file = try FileDescriptor(path, for: .reading)
      return (try FileSystem.read(file), try file.status())
    } catch {
      throw error.isNoFile ? .changed : .system("\(error.code)")
    }
  }

  private static func fill(
    _ file: FileDescriptor,
    _ bytes: [UInt8],
    like status: FileStatus
  ) throws(Failure) {
    let own = try system { () throws(FileSystemError) in
      try file.write(bytes)
      return try file.status()
    }
    // Only root may hand a file to another user.
    if (own.owner, own.group) != (status.owner, status.group) {
      do {
        try file.setOwner(status.owner, group: status.group)
      } catch {
        throw .otherOwner
      }
    }
    try system { () throws(FileSystemError) in
      try file.setPermissions(status.permissions)
      try file.synchronize()
    }
  }

  /// Runs code, and turns an error of the system into its words.
  private static func system<Value>(
    _ body: () throws(FileSystemError) -> Value
  ) throws(Failure) -> Value {
    do {
      return try body()
    } catch {
      throw .system("\(error.code)")
    }
  }
}
