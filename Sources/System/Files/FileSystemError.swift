/// What the operating system said when a file or folder could not be used.
package struct FileSystemError: Error, Hashable, Sendable {
  /// What was tried, as in `write`.
  package var operation: String
  package var path: String
  package var code: Errno

  package init(operation: String, path: String, code: Errno = .current) {
    self.operation = operation
    self.path = path
    self.code = code
  }

  /// Whether nothing is at the path.
  package var isMissing: Bool { [.missing, .missingFolder].contains(code) }

  /// Whether something is at the path that is no regular file, or a link that must not be followed.
  package var isNoFile: Bool {
    // A socket and a device without a driver cannot be opened.
    [.isFolder, .notRegular, .noDevice, .noDriver, .linkCircle].contains(code)
  }

  /// Whether this user may not do it.
  package var isRefusal: Bool { [.denied, .notPermitted, .readOnly].contains(code) }

  /// What the user can do, where that is known.
  package var hint: String? {
    switch code {
    case .noSpace, .quotaExceeded:
      "make room on the disk and run again; what is finished is kept"
    case .denied, .notPermitted:
      "give your user the right to read and write there, and run again"
    case .readOnly: "the disk is mounted read-only; use a workspace on one that can be written"
    case .inputOutput: "the disk failed; check it before running again"
    case .tooManyOpenFiles, .tooManyOpenFilesInSystem:
      "raise the limit on open files (ulimit -n), or run fewer steps at once"
    case .tooLarge: "raise the limit on file sizes (ulimit -f), and run again"
    case .noLocks, .notSupportedHere: "the workspace must be on a file system with file locks"
    default: nil
    }
  }
}

extension FileSystemError: CustomStringConvertible {
  package var description: String { "cannot \(operation) '\(path)': \(code)" }
}
