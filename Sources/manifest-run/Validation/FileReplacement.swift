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
  }

  /// Writes the text to a new file beside the old one, with its permissions, and renames it.
  ///
  /// A symbolic link stays one; the file that it leads to is replaced. A byte order mark stays.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - old: The text as it was read, without a byte order mark.
  ///   - new: The text to write.
  /// - Throws: The reason, with the file as it was.
  static func replace(_ path: String, _ old: String, with new: String) throws(Failure) {
    guard let path = ManifestPaths.real(path) else { throw .changed }
    let (bytes, status) = try contents(of: path)
    let mark: [UInt8] = bytes.starts(with: byteOrderMark) ? byteOrderMark : []
    guard bytes.dropFirst(mark.count).elementsEqual(old.utf8) else { throw .changed }
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
    // Only the owner may hand a file to others, so a failure leaves the caller as the owner.
    _ = fchown(descriptor, status.st_uid, status.st_gid)
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
