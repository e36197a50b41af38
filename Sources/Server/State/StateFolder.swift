import Crypto
import System

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
  private let lock: FileLock

  /// Opens a folder, which is made if it is not there.
  ///
  /// - Throws: `ServerError` where it cannot be used, or another server uses it.
  init(path: String) throws(ServerError) {
    self.path = path
    let lock: FileLock?
    do throws(FileSystemError) {
      try FileSystem.makeFolder(path, permissions: 0o700)
      lock = try FileLock.attempt(path + "/lock")
    } catch {
      throw .state("\(error)")
    }
    guard let lock else { throw .stateInUse(path) }
    self.lock = lock
    do throws(FileSystemError) {
      for folder in [files, jobs, incoming] {
        try FileSystem.makeFolder(folder, permissions: 0o700)
      }
      // What was still arriving when the server ended was never acknowledged.
      for name in try FileSystem.names(in: incoming) {
        try? FileSystem.removeTree(incoming + "/" + name)
      }
    } catch {
      throw .state("\(error)")
    }
  }

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

  static let weightsName = "model.bin"

  /// SHA-256 and size of a file.
  static func digest(
    of path: String
  ) throws(FileSystemError) -> (hexadecimal: String, byteCount: Int) {
    let file = try FileDescriptor(path, for: .reading)
    var hash = SHA256()
    var total = 0
    while true {
      let block = try file.read(upTo: 1 << 16)
      if block.isEmpty { return (hexadecimal(hash.finalize()), total) }
      hash.update(data: block)
      total += block.count
    }
  }
}
