package import Foundation

/// The program itself in a process of its own, which no thread of the tests waits for.
package struct ProgramCall: Sendable {
  /// How a call ended, and what it said.
  package struct Ending: Sendable {
    package var status: Int32
    package var wasKilled: Bool
    package var results: String
    package var messages: String
  }

  /// The program that the package's build leaves beside its tests.
  package static let executable = program("manifest-run")

  /// A program of that name which the build leaves there.
  package static func program(_ name: String) -> URL {
    var place = URL(filePath: CommandLine.arguments[0])
    while place.pathComponents.count > 1 {
      place.deleteLastPathComponent()
      let program = place.appending(path: name)
      let isFile = try? program.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile
      if isFile == true, FileManager.default.isExecutableFile(atPath: program.path) {
        return program
      }
    }
    return URL(filePath: name)
  }

  /// This process's environment without what changes the program or its way to a server.
  package static var plainEnvironment: [String: String] {
    let names = ["OPENAI_", "MANIFEST_RUN_", "XDG_", "FAULTS_"]
    return ProcessInfo.processInfo.environment.filter { name, _ in
      !names.contains(where: name.hasPrefix) && !name.lowercased().hasSuffix("_proxy")
    }
  }

  package var arguments: [String]

  /// The whole environment of the process.
  package var environment: [String: String]

  /// Where the process begins; nil for the folder of the tests.
  package var folder: String?

  package init(_ arguments: [String], environment: [String: String], folder: String? = nil) {
    self.arguments = arguments
    self.environment = environment
    self.folder = folder
  }

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - results: The file for its standard output.
  ///   - messages: The file for its standard error.
  /// - Returns: The process.
  /// - Throws: What keeps the program from being started.
  package func start(results: String, messages: String) throws -> Subprocess {
    try Subprocess(
      [Self.executable.path] + arguments,
      environment: environment,
      folder: folder,
      output: .file(results),
      errors: .file(messages)
    )
  }

  /// Calls the program and waits for its end.
  ///
  /// - Throws: What keeps the program from being started.
  package func ending() async throws -> Ending {
    let outputs = TemporaryFolder()
    let process = try start(
      results: outputs.path + "/results",
      messages: outputs.path + "/messages"
    )
    let ending = try await process.end()
    return Ending(
      status: ending.status,
      wasKilled: ending.signal == SIGKILL,
      results: String(decoding: outputs.bytes(of: "results"), as: UTF8.self),
      messages: String(decoding: outputs.bytes(of: "messages"), as: UTF8.self)
    )
  }
}
