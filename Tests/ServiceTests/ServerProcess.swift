import Foundation
import TestSupport

/// The program's server in a process of its own, on this machine's loopback.
final class ServerProcess: Sendable {
  /// What a server is started with.
  struct Options: Sendable {
    /// The folder of its state, from which it goes on.
    var state: String

    /// The port; 0 for any that is free.
    var port = 0

    /// A script of faults in JSON.
    var faults: String?

    /// What clients must send as their key.
    var key: String?
  }

  private struct Ready: Decodable {
    var base_url: String
  }

  /// The base address of the API, such as `http://127.0.0.1:4711/v1`.
  let address: String

  /// The port that it listens on.
  var port: Int { URL(string: address)?.port ?? 0 }

  private let process: Process
  private let ends: AsyncStream<Void>

  private init(_ process: Process, address: String, ends: AsyncStream<Void>) {
    self.process = process
    self.address = address
    self.ends = ends
  }

  deinit { if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) } }

  /// Starts a server and waits until it listens.
  ///
  /// A port may still be taken for a moment by whoever had it before.
  static func start(_ options: Options) async throws -> ServerProcess {
    var problem = ""
    for _ in 0..<100 {
      switch try await attempt(options) {
      case .success(let server): return server
      case .failure(let failure): problem = failure.description
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw Failure("no server listens on port \(options.port): \(problem)")
  }

  private static func attempt(
    _ options: Options
  ) async throws -> Result<ServerProcess, Failure> {
    let outputs = TemporaryFolder()
    var arguments = ["serve", "--json", "--quiet", "--jobs", "1"]
    arguments += ["--port", "\(options.port)", "--state", options.state]
    if let faults = options.faults {
      arguments += ["--faults", outputs.write(faults, to: "faults.json")]
    }
    var environment = Rehearsal.environment
    if let key = options.key {
      environment["SERVED_KEY"] = key
      arguments += ["--key-from", "env:SERVED_KEY"]
    }
    let (ends, continuation) = AsyncStream.makeStream(of: Void.self)
    let process = try ProgramCall(arguments, environment: environment)
      .start(results: outputs.path + "/results", messages: outputs.path + "/messages") { _ in
        continuation.finish()
      }
    while process.isRunning {
      let line = outputs.bytes(of: "results")
      guard line.last == 0x0A else {
        try await Task.sleep(for: .milliseconds(10))
        continue
      }
      let ready = try JSONDecoder().decode(Ready.self, from: Data(line))
      return .success(ServerProcess(process, address: ready.base_url, ends: ends))
    }
    return .failure(Failure(String(decoding: outputs.bytes(of: "messages"), as: UTF8.self)))
  }

  /// Ends the process as a crash does.
  func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

  /// Waits until the process has ended, or the task is cancelled.
  func hasEnded() async {
    for await _ in ends {}
  }
}

/// Why a test's surroundings are not as they must be.
struct Failure: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
