#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file or folder of the state that could not be used.
struct DiskError: Error, CustomStringConvertible {
  /// What was tried, and why it failed.
  var description: String

  /// The failure of the last system call on a path.
  init(_ activity: String, _ path: String) {
    description = "\(activity) '\(path)': \(String(cString: strerror(errno)))"
  }
}

/// Files of which a name stands for the whole content or for none, also after a loss of power.
enum Disk {
  /// Makes a folder if there is none.
  static func makeFolder(_ path: String) throws(DiskError) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw DiskError("making", path) }
  }

  /// The names in a folder.
  static func names(in folder: String) throws(DiskError) -> [String] {
    guard let stream = opendir(folder) else { throw DiskError("listing", folder) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The content of a file.
  static func read(_ path: String) throws(DiskError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw DiskError("opening", path) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Self.read(file, into: &block)
      guard count >= 0 else { throw DiskError("reading", path) }
      if count == 0 { return bytes }
      bytes += block[..<count]
    }
  }

  /// Replaces the content of a file, or makes it.
  static func write(_ bytes: [UInt8], to path: String) throws(DiskError) {
    let temporary = path + ".new"
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw DiskError("making", temporary) }
    do throws(DiskError) {
      try write(bytes[...], to: file, path)
      guard fsync(file) == 0 else { throw DiskError("writing", path) }
    } catch {
      close(file)
      unlink(temporary)
      throw error
    }
    close(file)
    try rename(temporary, to: path)
  }

  /// Appends bytes to a file; a kill of this process does not lose them.
  static func append(_ bytes: [UInt8], to path: String) throws(DiskError) {
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw DiskError("opening", path) }
    defer { close(file) }
    try write(bytes[...], to: file, path)
  }

  /// Gives a file or folder another name, and the change to the disk.
  static func rename(_ old: String, to new: String) throws(DiskError) {
    guard moveName(old, new) == 0 else { throw DiskError("making", new) }
    try flush(folder: String(new[..<(new.lastIndex(of: "/") ?? new.startIndex)]))
  }

  /// Writes the names in a folder to the disk.
  static func flush(folder: String) throws(DiskError) {
    let file = open(folder, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw DiskError("opening", folder) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw DiskError("writing", folder) }
  }

  /// Gives a file a second name.
  static func link(_ path: String, as other: String) throws(DiskError) {
    guard secondName(path, other) == 0 || errno == EEXIST else { throw DiskError("making", other) }
  }

  /// Removes a file, if it is there.
  static func remove(_ path: String) {
    unlink(path)
  }

  /// Removes a folder with the files and folders in it.
  static func removeTree(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    for name in (try? names(in: path)) ?? [] { removeTree(path + "/" + name) }
    rmdir(path)
  }

  /// The size of a file in bytes; nil where there is none.
  static func size(of path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// Reads a part of an open file; 0 at its end, negative where it cannot be read.
  static func read(_ file: Int32, into block: inout [UInt8]) -> Int {
    while true {
      let count = block.withUnsafeMutableBytes { systemRead(file, $0.baseAddress, $0.count) }
      if count >= 0 || errno != EINTR { return count }
    }
  }

  /// Writes all bytes to an open file.
  static func write(
    _ bytes: ArraySlice<UInt8>,
    to file: Int32,
    _ path: String
  ) throws(DiskError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw DiskError("writing", path) }
      rest = rest.dropFirst(count)
    }
  }
}

// The system's functions whose names the type has too.
private func systemRead(_ file: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(file, bytes, count)
}

private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, bytes, count)
}

private func moveName(_ old: String, _ new: String) -> Int32 { rename(old, new) }

private func secondName(_ old: String, _ new: String) -> Int32 { link(old, new) }
