import Foundation
import TestSupport
import Testing

/// The program's server and the clients that people have: both official ones, unchanged, and kills.
///
/// The clients are Python packages, each installed once into a folder of the build. Where that cannot
/// be, a test says so and is skipped, unless `REQUIRE_CLIENT_CHECK` is in the environment. Where the
/// public description of the API is at hand, every exchange is held against it, by a validator that
/// is not ours: in the folder that `OPENAI_DESCRIPTIONS` names, or beside the package.
@Suite(.serialized) struct ClientTests {
  private static let validator = "openapi-core==0.23.1"

  @Test func `the older command line client and its library work unchanged`() async throws {
    let output = try await PythonClient.run(
      "legacy_client.py",
      python: try await PythonClient.python(with: ["openai==0.28.1", Self.validator]),
      arguments: []
    )
    #expect(output.hasPrefix("legacy client: works"))
  }

  @Test func `the current library works unchanged`() async throws {
    let output = try await PythonClient.run(
      "current_client.py",
      python: try await PythonClient.python(with: ["openai==3.54.0", Self.validator]),
      arguments: []
    )
    #expect(output.hasPrefix("current client: works"))
  }

  @Test func `the older client's exchanges are as the public description says`() async throws {
    try await Self.checkDescribed("legacy_client.py", "openai==0.28.1", "legacy-2022-11.yaml")
  }

  @Test func `the current client's exchanges are as the public description says`() async throws {
    try await Self.checkDescribed("current_client.py", "openai==3.54.0", "current-2026-08.yaml")
  }

  @Test func `our own client's exchanges are as the older public description says`() async throws {
    try await Self.checkDescribed("own_client.py", "openai==3.54.0", "legacy-2022-11.yaml")
  }

  @Test func `our own client's exchanges are as the current public description says`() async throws
  {
    try await Self.checkDescribed("own_client.py", "openai==3.54.0", "current-2026-08.yaml")
  }

  @Test func `the list of request fields has all that the public descriptions have`() async throws {
    let python = try await PythonClient.python(with: ["openai==3.54.0", Self.validator])
    let paths = try ["legacy-2022-11.yaml", "current-2026-08.yaml"].map(Self.described)
    let list = PackageFolder.path("Tests/ServerTests/request-fields.tsv")
    let script = PackageFolder.path("Tests/ServerTests/Clients/fields.py")
    let folder = TemporaryFolder()
    let output = try await PythonClient.output(
      of: [python, script, list] + paths,
      messages: folder.path + "/messages.txt"
    )
    let messages = String(decoding: folder.bytes(of: "messages.txt"), as: UTF8.self)
    #expect(output?.hasPrefix("fields: ") == true, "\(messages)")
  }

  @Test func `a killed server loses nothing, and its jobs end with the same models`() async throws {
    let output = try await PythonClient.run("kills.py", python: "python3", arguments: [])
    #expect(output.hasPrefix("kills: 14"))
  }

  /// Runs a client whose exchanges are validated, where the description is at hand.
  private static func checkDescribed(
    _ script: String,
    _ client: String,
    _ description: String
  ) async throws {
    let path = try described(description)
    let python = try await PythonClient.python(with: [client, validator])
    let output = try await PythonClient.run(script, python: python, arguments: [path])
    let count = output.firstMatch(of: /; (\d+) exchanges/).flatMap { Int($0.1) }
    #expect(try #require(count) > 10)
  }

  /// The path of a public description; without it the test is skipped.
  private static func described(_ description: String) throws -> String {
    let folder =
      ProcessInfo.processInfo.environment["OPENAI_DESCRIPTIONS"]
      ?? PackageFolder.root.deletingLastPathComponent()
      .appending(path: "shared/data/openai-openapi").path
    let path = "\(folder)/\(description)"
    guard FileManager.default.fileExists(atPath: path) else {
      try Test.cancel("the public description is not at hand: there is no '\(path)'")
    }
    return path
  }
}
