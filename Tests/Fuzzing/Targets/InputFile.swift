#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// An input as a file, for readers that take a path.
enum InputFile {
  /// Does something with a file that has the input's bytes, and removes it.
  static func with<Value>(_ bytes: [UInt8], _ body: (_ path: String) -> Value) -> Value {
    // In memory where the system offers that.
    let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var name = Array("\(folder)/manifest-run-fuzz-XXXXXX".utf8CString)
    let file = mkstemp(&name)
    precondition(file >= 0, "a temporary file is made")
    let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unlink(path) }
    precondition(write(file, bytes, bytes.count) == bytes.count, "the input is written")
    close(file)
    return body(path)
  }
}

extension String {
  /// Whether a message of the program could be one of its own: short, and safe on a terminal.
  var isMessage: Bool {
    !isEmpty && utf8.count <= 4096
  }
}
