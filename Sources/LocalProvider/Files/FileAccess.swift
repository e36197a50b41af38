import Providers

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Whole files read and written in one go.
enum FileAccess {
  /// The most bytes of a file that is read whole.
  static let largestFile = 4 << 30

  /// The content of a file.
  ///
  /// - Throws: `ProviderError.file`.
  static func bytes(at path: String) throws(ProviderError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .file(path: path, problem: "cannot be opened: \(systemMessage())")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .file(path: path, problem: "is not a regular file")
    }
    let size = Int(status.st_size)
    guard size <= largestFile else {
      throw .file(path: path, problem: "has \(size) bytes, more than any model of this program")
    }
    var failure: Int32?
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size, failure == nil {
        let part = read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
        if part == 0 { break }
        if part > 0 { count += part } else if errno != EINTR { failure = errno }
      }
    }
    if let failure {
      throw .file(path: path, problem: "cannot be read: \(String(cString: strerror(failure)))")
    }
    return bytes
  }

  /// Checks that files can be made in a folder, before work whose result is to go there.
  ///
  /// - Throws: `ProviderError.file`.
  static func checkIsWritable(folder: String) throws(ProviderError) {
    // The trailing slash makes the call fail for anything but a folder.
    guard access(folder + "/", W_OK | X_OK) == 0 else {
      throw .file(path: folder, problem: "is no folder to write to: \(systemMessage())")
    }
  }

  /// Writes a file so that at any moment its name stands for the whole content or for none.
  ///
  /// The content goes to a temporary name beside it, to the disk, and then to its own name.
  ///
  /// - Throws: `ProviderError.file`; the temporary file is gone then.
  static func write(_ bytes: [UInt8], to path: String) throws(ProviderError) {
    let temporary = path + ".partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .file(path: path, problem: "cannot be written: \(systemMessage())")
    }
    let isWritten = write(bytes, to: descriptor) && fsync(descriptor) == 0
    let failure = isWritten ? nil : systemMessage()
    close(descriptor)
    if let failure {
      unlink(temporary)
      throw .file(path: path, problem: "cannot be written: \(failure)")
    }
    guard rename(temporary, path) == 0 else {
      let message = systemMessage()
      unlink(temporary)
      throw .file(path: path, problem: "cannot be given its name: \(message)")
    }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        #if canImport(Glibc)
        let count = Glibc.write(descriptor, part.baseAddress, part.count)
        #else
        let count = Darwin.write(descriptor, part.baseAddress, part.count)
        #endif
        if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return false }
      }
      return true
    }
  }
}
