import Foundation
import System
import TestSupport
import Testing

/// The form of the API that a client speaks, by the provider's name in manifests.
enum Dialect: String, CaseIterable, Sendable {
  case jobs = "openai"
  case legacy = "openai-legacy"

  /// The request that creates a job, as the server's faults name it.
  var creation: String {
    switch self {
    case .jobs: "POST /v1/fine_tuning/jobs"
    case .legacy: "POST /v1/fine-tunes"
    }
  }

  /// The request that looks at a job, as the server's faults name it.
  var look: String {
    switch self {
    case .jobs: "GET /v1/fine_tuning/jobs/{job_id}"
    case .legacy: "GET /v1/fine-tunes/{fine_tune_id}"
    }
  }
}

/// Clients and a server of the program, with a folder for all that they keep.
struct Rehearsal: Sendable {
  /// The machine and user that a client belongs to, by the name of a folder.
  struct User: Hashable, Sendable {
    var name = "user"
    var workspace = "workspace"
  }

  let folder = TemporaryFolder()
  let dialect: Dialect

  /// The key that clients send.
  var key = "sk-of-no-service"

  init(_ dialect: Dialect, manifest: String = Self.tiny) {
    self.dialect = dialect
    folder.write(manifest.replacing("PROVIDER", with: dialect.rawValue), to: "m.yaml")
  }

  /// One model that is tuned and asked in a moment; services want ten examples at least.
  static let tiny = """
    manifest: 1
    name: tiny
    dataset: { realized: 12, unrealized: 2 }
    fine-tune: { provider: PROVIDER, models: [ada], epochs: 1, batch-size: 4 }
    evaluate: { splits: [unrealized] }

    """

  /// The folder of the server's state.
  var state: String { folder.path + "/served" }

  /// A call of the program on the manifest by a client of a server.
  func call(
    _ command: String = "run",
    _ options: String...,
    at address: String,
    by user: User = User(),
    variables: [String: String] = [:]
  ) throws -> ProgramCall {
    let home = "\(folder.path)/\(user.name)"
    for place in ["config", "state", "tmp"] {
      try FileManager.default.createDirectory(
        atPath: "\(home)/\(place)",
        withIntermediateDirectories: true
      )
    }
    let workspace = "\(folder.path)/\(user.workspace)"
    let environment = [
      "HOME": home, "XDG_CONFIG_HOME": home + "/config", "XDG_STATE_HOME": home + "/state",
      "TMPDIR": home + "/tmp", "OPENAI_BASE_URL": address, "OPENAI_API_KEY": key,
      // Waits that are meant for services would be most of a test's time.
      "MANIFEST_RUN_TEST_HASTE": "25",
    ]
    return ProgramCall(
      [command, folder.path + "/m.yaml", "--workspace", workspace] + options,
      environment: ProgramCall.plainEnvironment.merging(environment) { $1 }.merging(variables) {
        $1
      }
    )
  }

  /// The jobs that the server ever created, by its state.
  var jobs: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: state + "/jobs")) ?? []).sorted()
  }

  /// What the server told of a job.
  func events(of job: String) -> String {
    String(decoding: folder.bytes(of: "served/jobs/\(job)/events.jsonl"), as: UTF8.self)
  }

  /// Does something while a server runs, which is started again, without faults, when it ends.
  @discardableResult
  func withServer<Value: Sendable>(
    port: Int = 0,
    faults: String? = nil,
    servedKey: String? = nil,
    _ body: @escaping @Sendable (ServerProcess) async throws -> Value
  ) async throws -> Value {
    var options = ServerProcess.Options(state: state)
    (options.port, options.faults, options.key) = (port, faults, servedKey)
    let first = try await ServerProcess.start(options)
    options.port = first.port
    options.faults = nil
    return try await withThrowingTaskGroup(of: Value?.self) { [options] group in
      group.addTask { try await body(first) }
      group.addTask {
        var server = first
        defer { server.kill() }
        while true {
          await server.hasEnded()
          if Task.isCancelled { return nil }
          server = try await ServerProcess.start(options)
        }
      }
      defer { group.cancelAll() }
      guard let value = try await group.next() ?? nil else {
        throw TestFailure("the server is gone")
      }
      group.cancelAll()
      // The port is the next server's.
      while try await group.next() != nil {}
      return value
    }
  }
}

/// What a run made, as far as no service gives it names of its own.
struct RunResults: Decodable, Hashable, Sendable {
  struct Step: Decodable, Hashable, Sendable {
    struct Output: Decodable, Hashable, Sendable {
      var name: String
      var digest: String
      var path: String
    }

    var id: String
    var outcome: String
    var outputs: [Output]
  }

  var steps: [Step]

  /// Reads what `run --json` prints.
  init(_ ending: ProgramCall.Ending) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(ending.results.utf8))
  }

  /// The digests of the artifacts by step and name, without those that hold a service's names.
  var digests: [String: String] {
    var digests: [String: String] = [:]
    for step in steps {
      for output in step.outputs where !["upload.json", "model-receipt.json"].contains(output.name)
      {
        digests["\(step.id)/\(output.name)"] = output.digest
      }
    }
    return digests
  }

  /// Where the artifacts of a name are below the workspace, by step.
  func paths(of name: String) -> [String: String] {
    var paths: [String: String] = [:]
    for step in steps {
      for output in step.outputs where output.name == name { paths[step.id] = output.path }
    }
    return paths
  }
}
