#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The few operations on files that the engine needs, with errors that name the path.
enum FileSystem {
  /// The largest piece of a file that is in memory at once, in bytes.
  static let pieceSize = 1 << 20

  /// Calls a function that returns -1 and sets `errno` on failure; interrupted calls are repeated.
  static func call(
    _ operation: String,
    _ path: String,
    _ function: () -> CInt
  ) throws(FileSystemError) -> CInt {
    while true {
      let result = function()
      if result != -1 { return result }
      guard errno == EINTR else {
        throw FileSystemError(operation: operation, path: path, code: errno)
      }
    }
  }

  /// The status of what is at a path, without following a link there; nil where nothing is.
  static func status(of path: String) throws(FileSystemError) -> stat? {
    var status = stat()
    do {
      _ = try call("examine", path) { lstat(path, &status) }
    } catch {
      guard error.code == ENOENT || error.code == ENOTDIR else { throw error }
      return nil
    }
    return status
  }

  /// Refuses a folder whose names this process may not see or whose files it may not reach.
  static func requireEntry(to folder: String) throws(FileSystemError) {
    _ = try call("enter", folder) { access(folder, R_OK | X_OK) }
  }

  /// Makes a folder and those above it; existing ones are kept.
  ///
  /// - Returns: Whether the folder was not there.
  @discardableResult
  static func makeFolders(_ path: String) throws(FileSystemError) -> Bool {
    do {
      return try makeFolder(path)
    } catch {
      guard error.code == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex
      else { throw error }
      try makeFolders(String(path[..<slash]))
      return try makeFolder(path)
    }
  }

  /// Makes a folder in an existing one; nothing happens where it exists.
  ///
  /// - Returns: Whether it was not there.
  @discardableResult
  static func makeFolder(_ path: String) throws(FileSystemError) -> Bool {
    guard mkdir(path, 0o755) != 0 else { return true }
    let code = errno
    var status = stat()
    // Some file systems say EROFS or EACCES for a folder that exists.
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return false }
    throw FileSystemError(operation: "make the folder", path: path, code: code)
  }

  /// The absolute path without links of something that exists; the path itself where that is no UTF-8.
  static func absolutePath(_ path: String) throws(FileSystemError) -> String {
    guard let resolved = realpath(path, nil) else {
      throw FileSystemError(operation: "find", path: path, code: errno)
    }
    defer { free(resolved) }
    return String(validatingCString: resolved) ?? path
  }

  /// Writes a new file, or over an existing one.
  static func write(_ bytes: [UInt8], to path: String) throws(FileSystemError) {
    let file = try FileDescriptor(opening: path, O_WRONLY | O_CREAT | O_TRUNC, as: "write")
    // The closure's error type is erased, so the bytes are handed out by pointer alone.
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(FileSystemError) in try file.write(buffer) }
    }
    try result.get()
  }

  /// Gives a file another name in the same file system, replacing what has that name.
  static func rename(_ path: String, to target: String) throws(FileSystemError) {
    #if canImport(Glibc)
    _ = try call("move to '\(target)'", path) { Glibc.rename(path, target) }
    #else
    _ = try call("move to '\(target)'", path) { Darwin.rename(path, target) }
    #endif
  }

  /// Waits until the names in a folder would survive a power cut.
  static func synchronize(folder: String) throws(FileSystemError) {
    try FileDescriptor(opening: folder, O_RDONLY | O_DIRECTORY).synchronize()
  }

  /// The names in a folder, without `.` and `..`, in no order.
  static func names(in folder: String) throws(FileSystemError) -> [String] {
    guard let stream = opendir(folder) else {
      throw FileSystemError(operation: "list", path: folder, code: errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(
          to: CChar.self,
          capacity: MemoryLayout.size(ofValue: pointer.pointee)
        ) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Removes a file, or a folder with all that is in it; links are removed and not followed.
  static func removeTree(_ path: String) throws(FileSystemError) {
    guard let status = try status(of: path) else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      _ = try call("remove", path) { unlink(path) }
      return
    }
    // What is in a folder without the right to write could not be removed.
    chmod(path, 0o700)
    for name in try names(in: path) { try removeTree("\(path)/\(name)") }
    _ = try call("remove", path) { rmdir(path) }
  }

  /// The digest and size in bytes of what an open regular file holds from its place on.
  static func digest(
    of file: borrowing FileDescriptor
  ) throws(FileSystemError) -> (digest: Digest, byteCount: Int) {
    let size = Int(try file.regularFileStatus().st_size)
    // One byte more than the file has, so that a small one is read in a single call.
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(size + 1, pieceSize),
      alignment: 16
    )
    defer { buffer.deallocate() }
    var hasher = Digest.Hasher()
    var byteCount = 0
    while true {
      let count = try file.read(into: buffer)
      if count == 0 { return (hasher.finalize(), byteCount) }
      hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      byteCount += count
    }
  }

  /// The digest of a regular file's content.
  static func digest(ofFile path: String) throws(FileSystemError) -> Digest {
    let file = try FileDescriptor(opening: path, O_RDONLY, as: "read")
    return try digest(of: file).digest
  }
}
