#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the operating system refused to do with a file.
package struct FileFailure: Error, Hashable {
  /// What was tried, as in "cannot write".
  package let action: String

  /// The file.
  package let path: String

  /// The `errno` that came back.
  package let code: Int32

  /// Takes the code of the call that has just failed.
  init(_ action: String, path: String, code: Int32 = errno) {
    self.action = action
    self.path = path
    self.code = code
  }
}

extension FileFailure: CustomStringConvertible {
  package var description: String {
    "cannot \(action) '\(path)': \(reason)"
  }

  /// The same for a reader who is told the file's name anyway.
  var withoutPath: String { "cannot \(action) it: \(reason)" }

  private var reason: String { String(cString: strerror(code)).lowercased() }
}
