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
  private let server: ServerProcess

  /// Starts a server that trains one model at a time, with faults by a script if one is given.
  init(faults: String? = nil) async throws {
    var options = ServerProcess.Options(state: folder.path + "/state")
    options.faults = faults
    options.messages = folder.path + "/serve.err"
    server = try await ServerProcess.start(options)
  }

  /// The account at the server, as the journal names it.
  var account: String { server.address }

  /// Kills the server.
  func stop() { server.kill() }

  /// How many requests of a kind the server has carried out, as in `POST /v1/files`.
  func count(_ request: String) -> Int {
    folder.lines(of: "serve.err").count { $0.hasPrefix(request + " 200 ") }
  }

  /// Calls the program in a folder below that of the bench.
  func call(_ arguments: String..., in name: String = "a") async throws -> Call {
    let calls = "calls-\(UUID().uuidString)"
    let ending = try await launch(arguments, in: name, telling: calls).end()
    return Call(
      status: ending.status,
      results: String(decoding: folder.bytes(of: "\(calls).out"), as: UTF8.self),
      messages: String(decoding: folder.bytes(of: "\(calls).err"), as: UTF8.self)
    )
  }

  /// Starts the program in a folder below that of the bench; what it prints goes to two files.
  func launch(_ arguments: [String], in name: String, telling file: String) throws -> Subprocess {
    folder.write("", to: "\(name)/.here")
    let environment = [
      "OPENAI_BASE_URL": account, "OPENAI_API_KEY": "sk-test",
      "XDG_STATE_HOME": folder.path + "/user", "XDG_CONFIG_HOME": folder.path + "/user",
      "NO_COLOR": "1",
    ]
    return try ProgramCall(
      arguments,
      environment: ProgramCall.plainEnvironment.merging(environment) { $1 },
      folder: "\(folder.path)/\(name)"
    )
    .start(results: "\(folder.path)/\(file).out", messages: "\(folder.path)/\(file).err")
  }
}
