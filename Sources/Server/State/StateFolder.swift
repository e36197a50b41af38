import Crypto

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The folder that holds everything a server knows, locked while one uses it.
///
/// ```
/// lock                    held by the server that uses the folder
/// incoming/               uploads that have not arrived yet; emptied at each start
/// files/ID.data, ID.json  a file is there when its record is
/// jobs/ID/job.json        a job is there when its folder has this name
///        /training.jsonl, validation.jsonl, events.jsonl, output/model.bin
/// ```
final class StateFolder: Sendable {
  let path: String
  private let lock: Int32

  /// Opens a folder, which is made if it is not there.
  ///
  /// - Throws: `ServerError` where it cannot be used, or another server uses it.
  init(path: String) throws(ServerError) {
    self.path = path
    do throws(DiskError) {
      try Disk.makeFolder(path)
    } catch {
      throw .state("\(error)")
    }
    let descriptor = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .state("\(DiskError("opening", path + "/lock"))") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .stateInUse(path)
    }
    lock = descriptor
    do throws(DiskError) {
      for folder in [files, jobs, incoming] { try Disk.makeFolder(folder) }
      // What was still arriving when the server ended was never acknowledged.
      for name in try Disk.names(in: incoming) { Disk.removeTree(incoming + "/" + name) }
    } catch {
      throw .state("\(error)")
    }
  }

  deinit { close(lock) }

  var files: String { path + "/files" }
  var jobs: String { path + "/jobs" }
  var incoming: String { path + "/incoming" }

  /// The content of a file.
  func content(of file: String) -> String { "\(files)/\(file).data" }

  /// What is known of a file.
  func record(of file: String) -> String { "\(files)/\(file).json" }

  /// The folder of a job.
  func folder(of job: String) -> String { "\(jobs)/\(job)" }

  /// The folder where a job's model is left.
  func output(of job: String) -> String { "\(jobs)/\(job)/output" }

  /// The file of a job's model.
  func weights(of job: String) -> String { "\(jobs)/\(job)/output/\(Self.weightsName)" }

  private static let weightsName = "model.bin"

  /// SHA-256 and size of a file.
  static func digest(of path: String) throws(DiskError) -> (hexadecimal: String, byteCount: Int) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw DiskError("opening", path) }
    defer { close(file) }
    var hash = SHA256()
    var total = 0
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Disk.read(file, into: &block)
      guard count >= 0 else { throw DiskError("reading", path) }
      if count == 0 { return (hexadecimal(hash.finalize()), total) }
      block.withUnsafeBytes { hash.update(bufferPointer: .init(rebasing: $0[..<count])) }
      total += count
    }
  }
}

/// Bytes as lower-case hexadecimal digits.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef")
  return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}
