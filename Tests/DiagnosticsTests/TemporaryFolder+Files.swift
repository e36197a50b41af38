import TestSupport

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension TemporaryFolder {
  /// Writes a file and gives its path.
  func write(_ bytes: [UInt8]) -> String { write(bytes, to: "file") }

  /// Makes a named pipe and gives its path.
  func makePipe() -> String {
    mkfifo("\(path)/pipe", 0o600)
    return "\(path)/pipe"
  }

  /// Makes a symbolic link and gives its path.
  func link(to target: String) -> String {
    link("link", to: target)
    return "\(path)/link"
  }
}
