import Providers
import System

/// Whole files read and written in one go.
enum FileAccess {
  /// The most bytes of a file that is read whole.
  static let largestFile = 4 << 30

  /// The content of a file.
  ///
  /// - Throws: `ProviderError.file`.
  static func bytes(at path: String) throws(ProviderError) -> [UInt8] {
    do throws(FileSystemError) {
      let file = try FileDescriptor(path, for: .reading)
      let size = try file.status().size
      if size <= largestFile { return try FileSystem.read(file) }
      throw FileSystemError(operation: "read", path: path, code: .tooLarge)
    } catch {
      throw ProviderError(reading: error)
    }
  }

  /// Checks that files can be made in a folder, before work whose result is to go there.
  ///
  /// - Throws: `ProviderError.file`.
  static func checkIsWritable(folder: String) throws(ProviderError) {
    // The trailing slash makes the call fail for anything but a folder.
    guard FileSystem.isWritable(folder + "/") else {
      throw .file(path: folder, problem: "is no folder to write to: \(Errno.current)")
    }
  }

  /// Writes a file so that at any moment its name stands for the whole content or for none.
  ///
  /// - Throws: `ProviderError.file`; the temporary file is gone then.
  static func write(_ bytes: [UInt8], to path: String) throws(ProviderError) {
    do {
      try FileSystem.replace(path, with: bytes)
    } catch {
      throw .file(path: path, problem: "cannot be written: \(error.code)")
    }
  }
}

extension ProviderError {
  /// A file that cannot be read.
  init(reading error: FileSystemError) {
    let problem = error.isNoFile ? "is not a regular file" : "cannot be read: \(error.code)"
    self = .file(path: error.path, problem: problem)
  }
}
