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
    let output = try await Self.run(
      "legacy_client.py",
      python: try await Self.python(with: ["openai==0.28.1", Self.validator]),
      description: nil
    )
    #expect(output.hasPrefix("legacy client: works"))
  }

  @Test func `the current library works unchanged`() async throws {
    let output = try await Self.run(
      "current_client.py",
      python: try await Self.python(with: ["openai==3.54.0", Self.validator]),
      description: nil
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
    let python = try await Self.python(with: ["openai==3.54.0", Self.validator])
    let paths = try ["legacy-2022-11.yaml", "current-2026-08.yaml"].map(Self.described)
    let list = PackageFolder.path("Tests/ServerTests/request-fields.tsv")
    let script = PackageFolder.path("Tests/ServerTests/Clients/fields.py")
    let folder = TemporaryFolder()
    let output = try await Self.output(
      of: [python, script, list] + paths,
      messages: folder.path + "/messages.txt"
    )
    let messages = String(decoding: folder.bytes(of: "messages.txt"), as: UTF8.self)
    #expect(output?.hasPrefix("fields: ") == true, "\(messages)")
  }

  @Test func `a killed server loses nothing, and its jobs end with the same models`() async throws {
    let output = try await Self.run("kills.py", python: "python3", description: nil)
    #expect(output.hasPrefix("kills: 14"))
  }

  /// Runs a client whose exchanges are validated, where the description is at hand.
  private static func checkDescribed(
    _ script: String,
    _ client: String,
    _ description: String
  ) async throws {
    let path = try described(description)
    let python = try await python(with: [client, validator])
    let output = try await run(script, python: python, description: path)
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

  /// The Python that has some packages.
  private static func python(with packages: [String]) async throws -> String {
    let name = packages[0].replacing("==", with: "-")
    let folder = PackageFolder.path(".build-python-\(name)")
    let python = "\(folder)/bin/python"
    let probe = [python, "-c", "import openai, openapi_core, yaml"]
    if (try? await output(of: probe)) ?? nil != nil { return python }
    let steps = [
      ["python3", "-m", "venv", "--clear", folder],
      [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"] + packages,
    ]
    for step in steps {
      if (try? await output(of: step)) ?? nil != nil { continue }
      let reason = "'\(packages[0])' cannot be installed: python3, its venv or PyPI is missing"
      if ProcessInfo.processInfo.environment["REQUIRE_CLIENT_CHECK"] != nil {
        throw Failure(text: reason)
      }
      try Test.cancel("\(reason)")
    }
    return python
  }

  private struct Failure: Error {
    var text: String
  }

  /// What a script prints; its messages are in the error where it fails.
  private static func run(
    _ script: String,
    python: String,
    description: String?
  ) async throws -> String {
    let folder = TemporaryFolder()
    let messages = folder.path + "/messages.txt"
    let path = PackageFolder.path("Tests/ServerTests/Clients/\(script)")
    let work = folder.path + "/work"
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    let program = ProgramCall.executable.path
    let command = [python, path, program, work] + [description].compactMap(\.self)
    guard let output = try await output(of: command, messages: messages) else {
      throw Failure(text: String(decoding: folder.bytes(of: "messages.txt"), as: UTF8.self))
    }
    return output
  }

  /// The standard output of a program, nil where it fails.
  private static func output(
    of command: [String],
    messages: String? = nil
  ) async throws -> String? {
    let outputs = TemporaryFolder()
    let process = try Subprocess(
      command,
      folder: PackageFolder.root.path,
      output: .file(outputs.path + "/output"),
      errors: messages.map { .file($0) } ?? .discarded
    )
    guard try await process.end().status == 0 else { return nil }
    return String(decoding: outputs.bytes(of: "output"), as: UTF8.self)
  }
}
