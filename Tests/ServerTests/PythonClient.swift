import Foundation
import TestSupport
import Testing

/// Clients in Python, with packages of PyPI that are installed once into a folder of the build.
enum PythonClient {
  /// The Python that has some packages, of which each has a module; without them the test is skipped.
  static func python(
    with packages: [String],
    modules: String = "openai, openapi_core, yaml"
  ) async throws -> String {
    let name = packages[0].replacing("==", with: "-")
    let folder = PackageFolder.path(".build-python-\(name)")
    let python = "\(folder)/bin/python"
    let probe = [python, "-c", "import \(modules)"]
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

  struct Failure: Error {
    var text: String
  }

  /// What a script prints; its messages are in the error where it fails.
  static func run(
    _ script: String,
    python: String,
    arguments: [String]
  ) async throws -> String {
    let folder = TemporaryFolder()
    let messages = folder.path + "/messages.txt"
    let path = PackageFolder.path("Tests/ServerTests/Clients/\(script)")
    let work = folder.path + "/work"
    try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    let program = ProgramCall.executable.path
    let command = [python, path, program, work] + arguments
    guard let output = try await output(of: command, messages: messages) else {
      throw Failure(text: String(decoding: folder.bytes(of: "messages.txt"), as: UTF8.self))
    }
    return output
  }

  /// The standard output of a program, nil where it fails.
  static func output(
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
