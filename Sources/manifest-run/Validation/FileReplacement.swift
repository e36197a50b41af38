import Diagnostics
import Manifest

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Puts another text in the place of a file that was read before, at once or not at all.
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
    case foreign
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
    guard status.st_nlink == 1 else { throw .hardLinks(Int(status.st_nlink)) }
    // The rights of the folder decide about a new name, and root may write everything.
    guard status.st_mode & 0o222 != 0, access(path, W_OK) == 0 else { throw .readOnly }
    var template = Array("\(path).XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw .system(words(errno)) }
    let temporary = String(
      decoding: template.dropLast().map { UInt8(bitPattern: $0) },
      as: UTF8.self
    )
    do throws(Failure) {
      defer { close(descriptor) }
      try fill(descriptor, mark + Array(new.utf8), like: status)
      // What was written between reading and here would be lost.
      var now = stat()
      guard
        stat(path, &now) == 0, now.st_ino == status.st_ino, now.st_size == status.st_size,
        now.modification == status.modification
      else { throw .changed }
      guard rename(temporary, path) == 0 else { throw .system(words(errno)) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// The file that a path leads to.
  private static func target(of path: String) throws(Failure) -> String {
    guard let real = realpath(path, nil) else { throw .changed }
    defer { free(real) }
    // A path that is no UTF-8 is replaced under the name that it was found by.
    if let text = String(validatingCString: real) { return text }
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFLNK else {
      throw .system("its path is not UTF-8")
    }
    return path
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static func contents(of path: String) throws(Failure) -> ([UInt8], stat) {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(words(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system(words(errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .changed }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .system(words(errno)) }
      guard count > 0 else { return (bytes, status) }
      bytes += chunk[..<count]
    }
  }

  private static func fill(
    _ descriptor: Int32,
    _ bytes: [UInt8],
    like status: stat
  ) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .system(words(errno)) }
      rest = rest.dropFirst(count)
    }
    // Only root may hand a file to another user.
    var own = stat()
    guard fstat(descriptor, &own) == 0 else { throw .system(words(errno)) }
    if (own.st_uid, own.st_gid) != (status.st_uid, status.st_gid) {
      guard fchown(descriptor, status.st_uid, status.st_gid) == 0 else { throw .foreign }
    }
    guard fchmod(descriptor, status.st_mode & 0o7777) == 0, fsync(descriptor) == 0 else {
      throw .system(words(errno))
    }
  }

  private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}

extension stat {
  /// Seconds and nanoseconds of the last change.
  fileprivate var modification: [Int] {
    #if canImport(Darwin)
    [st_mtimespec.tv_sec, st_mtimespec.tv_nsec]
    #else
    [st_mtim.tv_sec, st_mtim.tv_nsec]
    #endif
  }
}
