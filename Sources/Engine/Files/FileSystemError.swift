#if canImport(Glibc)
private import Glibc
#elseif canImport(Darwin)
private import Darwin
#endif

/// What the operating system said when a file or folder could not be used.
package struct FileSystemError: Error, Hashable, Sendable {
  /// What was tried, as in `write`.
  package var operation: String
  package var path: String

  /// The value of `errno`.
  package var code: CInt

  package init(operation: String, path: String, code: CInt) {
    self.operation = operation
    self.path = path
    self.code = code
  }

  /// What the user can do, where that is known.
  package var hint: String? {
    switch code {
    case ENOSPC, EDQUOT: "make room on the disk and run again; what is finished is kept"
    case EACCES, EPERM: "give your user the right to read and write there, and run again"
    case EROFS: "the disk is mounted read-only; use a workspace on one that can be written"
    case EIO: "the disk failed; check it before running again"
    case EMFILE, ENFILE: "raise the limit on open files (ulimit -n), or run fewer steps at once"
    case EFBIG: "raise the limit on file sizes (ulimit -f), and run again"
    case ENOLCK, EOPNOTSUPP: "the workspace must be on a file system with file locks"
    default: nil
    }
  }
}

extension FileSystemError: CustomStringConvertible {
  package var description: String {
    "cannot \(operation) '\(path)': \(String(cString: strerror(code)))"
  }
}
