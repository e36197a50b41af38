import Foundation

/// The program's server in a process of its own, on this machine's loopback.
package final class ServerProcess: Sendable {
  /// What a server is started with.
  package struct Options: Sendable {
    /// The folder of its state, from which it goes on.
    package var state: String

    /// The port; 0 for any that is free.
    package var port = 0

    /// A script of faults in JSON.
    package var faults: String?

    /// What clients must send as their key.
    package var key: String?

    /// The file for what it tells of each request; nil for no such words.
    package var messages: String?

    /// A server that keeps its state in a folder.
    package init(state: String) { self.state = state }
  }

  private struct Ready: Decodable {
    var base_url: String
  }

  /// The base address of the API, such as `http://127.0.0.1:4711/v1`.
  package let address: String

  /// The port that it listens on.
  package var port: Int { URL(string: address)?.port ?? 0 }

  private let process: Subprocess

  private init(_ process: Subprocess, address: String) {
    self.process = process
    self.address = address
  }

  deinit { kill() }

  /// Starts a server and waits until it listens.
  ///
  /// A port may still be taken for a moment by whoever had it before.
  package static func start(_ options: Options) async throws -> ServerProcess {
    var problem = ""
    for _ in 0..<100 {
      switch try await attempt(options) {
      case .success(let server): return server
      case .failure(let failure): problem = failure.description
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw TestFailure(
      "no server listens on port \(options.port): \(problem)"
    )
  }

  private static func attempt(
    _ options: Options
  ) async throws -> Result<ServerProcess, TestFailure> {
    let outputs = TemporaryFolder()
    let messages = options.messages ?? outputs.path + "/messages"
    var arguments = ["serve", "--json", "--jobs", "1"]
    arguments += ["--port", "\(options.port)", "--state", options.state]
    if options.messages == nil { arguments.append("--quiet") }
    if let faults = options.faults {
      arguments += ["--faults", outputs.write(faults, to: "faults.json")]
    }
    var environment = ProgramCall.plainEnvironment
    if let key = options.key {
      environment["SERVED_KEY"] = key
      arguments += ["--key-from", "env:SERVED_KEY"]
    }
    let process = try ProgramCall(arguments, environment: environment)
      .start(results: outputs.path + "/results", messages: messages)
    while process.isRunning {
      let line = outputs.bytes(of: "results")
      guard line.last == 0x0A else {
        try await Task.sleep(for: .milliseconds(10))
        continue
      }
      let ready = try JSONDecoder().decode(Ready.self, from: Data(line))
      return .success(ServerProcess(process, address: ready.base_url))
    }
    let said = try Data(contentsOf: URL(filePath: messages))
    return .failure(TestFailure(String(decoding: said, as: UTF8.self)))
  }

  /// Ends the process as a crash does.
  package func kill() { process.send(SIGKILL) }

  /// Waits until the process has ended, or the task is cancelled.
  package func hasEnded() async { _ = try? await process.end() }
}
