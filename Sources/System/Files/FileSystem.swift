#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// The few operations on files that the program needs, with errors that name the path.
package enum FileSystem {
  /// Calls a function that returns -1 and sets `errno` on failure; interrupted calls are repeated.
  static func call(
    _ operation: String,
    _ path: String,
    _ function: () -> CInt
  ) throws(FileSystemError) -> CInt {
    while true {
      let result = function()
      if result != -1 { return result }
      guard errno == EINTR else { throw FileSystemError(operation: operation, path: path) }
    }
  }

  /// The status of what is at a path; nil where nothing is.
  package static func status(
    of path: String,
    followingLinks: Bool = false
  ) throws(FileSystemError) -> FileStatus? {
    var status = stat()
    do {
      _ = try call("examine", path) {
        followingLinks ? stat(path, &status) : lstat(path, &status)
      }
    } catch {
      guard error.isMissing else { throw error }
      return nil
    }
    return FileStatus(status)
  }

  /// How many bytes this user can still write where a path is or would be; nil where that is not known.
  package static func freeBytes(at path: String) -> Int? {
    var place = path
    while !exists(place), place != "/", !place.isEmpty { place = folder(of: place) }
    var status = statvfs()
    guard statvfs(place, &status) == 0 else { return nil }
    return Int(status.f_bavail) * Int(status.f_frsize)
  }

  /// The folder that relative paths begin in; nil where it is gone.
  package static var currentFolder: String? {
    guard let path = getcwd(nil, 0) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }

  /// Whether something is at a path, at the end of its links.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether a path stands for what this process has open, which lies in no folder.
  package static func isUnnamed(_ path: String) -> Bool {
    path == "-" || path == "/dev/stdin"
      || ["/dev/fd/", "/proc/self/fd/"].contains(where: path.hasPrefix)
  }

  /// Whether this process may write a file, or names in a folder.
  package static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }

  /// Refuses a folder whose names this process may not see or whose files it may not reach.
  package static func requireEntry(to folder: String) throws(FileSystemError) {
    _ = try call("enter", folder) { access(folder, R_OK | X_OK) }
  }

  /// Makes a folder and those above it; existing ones are kept.
  ///
  /// - Returns: Whether the folder was not there.
  @discardableResult
  package static func makeFolders(
    _ path: String,
    permissions: UInt32 = 0o755
  ) throws(FileSystemError) -> Bool {
    do {
      return try makeFolder(path, permissions: permissions)
    } catch {
      guard error.code == .missing, let slash = path.lastIndex(of: "/"), slash > path.startIndex
      else { throw error }
      try makeFolders(String(path[..<slash]), permissions: permissions)
      return try makeFolder(path, permissions: permissions)
    }
  }

  /// Makes a folder in an existing one; nothing happens where it exists.
  ///
  /// - Returns: Whether it was not there.
  @discardableResult
  package static func makeFolder(
    _ path: String,
    permissions: UInt32 = 0o755
  ) throws(FileSystemError) -> Bool {
    guard mkdir(path, mode_t(permissions)) != 0 else { return true }
    let error = FileSystemError(operation: "make the folder", path: path)
    // Some file systems say EROFS or EACCES for a folder that exists.
    if let status = try? status(of: path, followingLinks: true), status.kind == .folder {
      return false
    }
    throw error
  }

  /// Makes a folder that has a path with six more characters, and nobody else's, and returns it.
  package static func makeTemporaryFolder(_ beginning: String) throws(FileSystemError) -> String {
    var template = Array("\(beginning)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw FileSystemError(operation: "make a folder beside", path: beginning)
    }
    return text(template)
  }

  /// Says who may do what at a path; where that is not ours to say, nothing happens.
  package static func setPermissions(_ permissions: UInt32, of path: String) {
    chmod(path, mode_t(permissions))
  }

  /// The absolute path without links of something that exists; the path itself where that is no UTF-8.
  package static func absolutePath(_ path: String) throws(FileSystemError) -> String {
    String(validating: try absoluteBytes(path), as: UTF8.self) ?? path
  }

  /// The bytes of the absolute path without links of something that exists.
  package static func absoluteBytes(_ path: String) throws(FileSystemError) -> [UInt8] {
    guard let resolved = realpath(path, nil) else {
      throw FileSystemError(operation: "find", path: path)
    }
    defer { free(resolved) }
    return UnsafeBufferPointer(start: resolved, count: strlen(resolved)).map {
      UInt8(bitPattern: $0)
    }
  }

  /// The content of a regular file up to a number of bytes.
  package static func read(
    _ path: String,
    limit: Int = .max
  ) throws(FileSystemError) -> [UInt8] {
    try read(FileDescriptor(path, for: .reading), limit: limit)
  }

  /// What a user names, up to a number of bytes: a regular file, or what this process has open.
  package static func readGiven(_ path: String, limit: Int) throws(FileSystemError) -> [UInt8] {
    let purpose = isUnnamed(path) ? FileDescriptor.Purpose.stream : .reading
    return try read(FileDescriptor(path, for: purpose), limit: limit)
  }

  /// The content of an open file, from its place on, up to a number of bytes.
  package static func read(
    _ file: FileDescriptor,
    limit: Int = .max
  ) throws(FileSystemError) -> [UInt8] {
    // The size is a guess: files of the kernel have none, and others may grow.
    var bytes = try file.read(upTo: min(try file.status().size + 1, limit))
    while bytes.count < limit {
      let piece = try file.read(upTo: min(1 << 16, limit - bytes.count))
      if piece.isEmpty { break }
      bytes += piece
    }
    return bytes
  }

  /// Writes a new file, or over an existing one.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileSystemError) {
    try FileDescriptor(path, for: .replacing).write(bytes)
  }

  /// Writes a file so that at any moment its name stands for the whole content or for what it had
  /// before, also after a power cut.
  ///
  /// The content goes to a name beside it, to the disk, and then to its own name.
  ///
  /// - Throws: `FileSystemError`; what was written is removed.
  package static func replace(
    _ path: String,
    with bytes: [UInt8],
    permissions: UInt32 = 0o644
  ) throws(FileSystemError) {
    let temporary = "\(path).partial"
    do throws(FileSystemError) {
      let file = try FileDescriptor(temporary, for: .replacing, permissions: permissions)
      try file.write(bytes)
      try file.synchronize()
      try move(temporary, to: path)
    } catch {
      remove(temporary)
      throw FileSystemError(operation: "write", path: path, code: error.code)
    }
  }

  /// The folder part of a path.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Gives a file another name in the same file system, replacing what has that name.
  package static func rename(_ path: String, to target: String) throws(FileSystemError) {
    _ = try call("move to '\(target)'", path) { systemRename(path, target) }
  }

  /// Gives a file or folder another name, and the change to the disk.
  package static func move(_ path: String, to target: String) throws(FileSystemError) {
    try rename(path, to: target)
    try synchronize(folder: folder(of: target))
  }

  /// Gives a file a second name, where nothing has that name.
  package static func link(_ path: String, as name: String) throws(FileSystemError) {
    _ = try call("publish", name) { systemLink(path, name) }
  }

  /// Makes a symbolic link, where nothing has its name.
  package static func linkSymbolically(_ path: String, to target: String) throws(FileSystemError) {
    _ = try call("create", path) { symlink(target, path) }
  }

  /// Where a symbolic link leads; nil where none is.
  package static func target(ofLink path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    // The last byte stays 0, which the system does not write.
    guard readlink(path, &buffer, buffer.count - 1) > 0 else { return nil }
    return text(buffer)
  }

  /// The text up to the first NUL, as the system hands it out.
  static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Waits until the names in a folder would survive a power cut.
  package static func synchronize(folder: String) throws(FileSystemError) {
    try FileDescriptor(folder, for: .folder).synchronize()
  }

  /// The names in a folder, without `.` and `..`, in no order.
  package static func names(in folder: String) throws(FileSystemError) -> [String] {
    guard let stream = opendir(folder) else {
      throw FileSystemError(operation: "list", path: folder)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Removes a file's name; what is no file or cannot be removed stays.
  package static func remove(_ path: String) {
    unlink(path)
  }

  /// Removes a file, or a folder with all that is in it; links are removed and not followed.
  package static func removeTree(_ path: String) throws(FileSystemError) {
    guard let status = try status(of: path) else { return }
    guard status.kind == .folder else {
      _ = try call("remove", path) { unlink(path) }
      return
    }
    // What is in a folder without the right to write could not be removed.
    chmod(path, 0o700)
    for name in try names(in: path) { try removeTree("\(path)/\(name)") }
    _ = try call("remove", path) { rmdir(path) }
  }

  /// The size in bytes of a file, or of all files below a folder; 0 where nothing is.
  package static func byteCount(below path: String) throws(FileSystemError) -> Int {
    guard let status = try status(of: path) else { return 0 }
    guard status.kind == .folder else { return status.size }
    var total = 0
    do {
      for name in try names(in: path) { total += try byteCount(below: "\(path)/\(name)") }
    } catch {
      // Its owner may remove it while it is looked at.
      guard error.code == .missing else { throw error }
    }
    return total
  }
}

// The system's functions whose names the type has too.
private func systemRename(_ path: String, _ target: String) -> CInt { rename(path, target) }

private func systemLink(_ path: String, _ name: String) -> CInt { link(path, name) }
