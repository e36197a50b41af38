import Foundation
import TestSupport
import Testing

/// Tests with a server that trains models; one at a time, since each keeps the machine busy.
@Suite(.serialized) enum RemoteTests {}

/// The program's server, and calls of the program against it, all in processes of their own.
///
/// A class, since it owns the server's process.
final class RemoteBench: Sendable {
  /// What a call of the program printed, and its exit status.
  struct Call: Sendable {
    var status: Int32
    var results: String
    var messages: String

    /// The object that it printed.
    func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(type, from: Data(results.utf8))
    }
  }

  /// A model whose training lasts for minutes.
  static let longManifest = """
    manifest: 1
    name: long
    dataset: { realized: 1000, unrealized: 100 }
    fine-tune: { provider: openai, models: [davinci], epochs: 50 }
    evaluate: { base-model: false }
    """

  /// A model that is trained in a moment.
  static let shortManifest = """
    manifest: 1
    name: short
    dataset: { realized: 12, unrealized: 4 }
    fine-tune: { provider: openai, models: [ada], epochs: 2 }
    evaluate: { base-model: false }
    """

  let folder = TemporaryFolder()
  private let port: Int
  private let process: Int32

  /// Starts a server that trains one model at a time, with faults by a script if one is given.
  init(faults: String? = nil) async throws {
    var script: [String] = []
    if let faults { script = ["--faults", folder.write(faults, to: "faults.json")] }
    let server = try Self.start(
      ["serve", "--port", "0", "--jobs", "1", "--state", folder.path + "/state"] + script,
      in: folder,
      telling: "serve"
    )
    process = server.processIdentifier
    for _ in 0..<3000 where folder.lines(of: "serve.out").isEmpty {
      try await Task.sleep(for: .milliseconds(20))
    }
    let address = try #require(folder.lines(of: "serve.out").first)
    port = try #require(
      address.split { !$0.isNumber }.last(where: { $0.count > 3 }).flatMap { Int($0) }
    )
  }

  deinit { stop() }

  /// The account at the server, as the journal names it.
  var account: String { "http://127.0.0.1:\(port)/v1" }

  /// Kills the server.
  func stop() { kill(process, SIGKILL) }

  /// How many requests of a kind the server has carried out, as in `POST /v1/files`.
  func count(_ request: String) -> Int {
    folder.lines(of: "serve.err").count { $0.hasPrefix(request + " 200 ") }
  }

  /// Calls the program in a folder below that of the bench.
  func call(_ arguments: String..., in name: String = "a") async throws -> Call {
    let calls = "calls-\(UUID().uuidString)"
    let process = try launch(arguments, in: name, telling: calls)
    let status = try await Self.end(of: process)
    return Call(
      status: status,
      results: String(decoding: folder.bytes(of: "\(calls).out"), as: UTF8.self),
      messages: String(decoding: folder.bytes(of: "\(calls).err"), as: UTF8.self)
    )
  }

  /// Starts the program in a folder below that of the bench; what it prints goes to two files.
  func launch(_ arguments: [String], in name: String, telling file: String) throws -> Process {
    folder.write("", to: "\(name)/.here")
    return try Self.start(
      arguments,
      in: folder,
      at: name,
      telling: file,
      port: port
    )
  }

  /// Waits for the end of a process, without a thread of the tests.
  static func end(of process: Process) async throws -> Int32 {
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    return process.terminationStatus
  }

  private static func start(
    _ arguments: [String],
    in folder: TemporaryFolder,
    at place: String = ".",
    telling file: String,
    port: Int = 0
  ) throws -> Process {
    let process = Process()
    process.executableURL = ProgramCall.executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder.path).appending(path: place)
    var environment = ProcessInfo.processInfo.environment
    environment["OPENAI_BASE_URL"] = "http://127.0.0.1:\(port)/v1"
    environment["OPENAI_API_KEY"] = "sk-test"
    environment["XDG_STATE_HOME"] = folder.path + "/user"
    environment["XDG_CONFIG_HOME"] = folder.path + "/user"
    environment["NO_COLOR"] = "1"
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    let (output, errors) = (
      folder.write("", to: "\(file).out"), folder.write("", to: "\(file).err")
    )
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
    try process.run()
    return process
  }
}
