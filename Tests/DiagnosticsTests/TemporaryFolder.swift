#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A folder for one test.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() {
    var template = Array("/tmp/diagnostics-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { preconditionFailure("no temporary folder") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in ["file", "pipe", "link"] { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// Writes a file and gives its path.
  func write(_ bytes: [UInt8]) -> String {
    let path = "\(path)/file"
    guard let stream = fopen(path, "wb") else { preconditionFailure("no file") }
    fwrite(bytes, 1, bytes.count, stream)
    fclose(stream)
    return path
  }

  /// Makes a named pipe and gives its path.
  func makePipe() -> String {
    mkfifo("\(path)/pipe", 0o600)
    return "\(path)/pipe"
  }

  /// Makes a symbolic link and gives its path.
  func link(to target: String) -> String {
    symlink(target, "\(path)/link")
    return "\(path)/link"
  }
}
