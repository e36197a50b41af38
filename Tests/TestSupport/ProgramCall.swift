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
  package static let executable: URL = {
    var place = URL(filePath: CommandLine.arguments[0])
    while place.pathComponents.count > 1 {
      place.deleteLastPathComponent()
      let program = place.appending(path: "manifest-run")
      let isFile = try? program.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile
      if isFile == true, FileManager.default.isExecutableFile(atPath: program.path) {
        return program
      }
    }
    return URL(filePath: "manifest-run")
  }()

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
  ///   - onEnd: Called when it has ended.
  /// - Returns: The process.
  /// - Throws: What keeps the program from being started.
  package func start(
    results: String,
    messages: String,
    onEnd: @escaping @Sendable (Process) -> Void
  ) throws -> Process {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.environment = environment
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    process.standardInput = FileHandle.nullDevice
    for path in [results, messages] { try Data().write(to: URL(filePath: path)) }
    let outputs = try [results, messages].map { try FileHandle(forWritingTo: URL(filePath: $0)) }
    // Of hundreds of processes none may leave a file open here.
    defer { for output in outputs { try? output.close() } }
    process.standardOutput = outputs[0]
    process.standardError = outputs[1]
    process.terminationHandler = onEnd
    try process.run()
    return process
  }

  /// Calls the program and waits for its end.
  ///
  /// - Throws: What keeps the program from being started.
  package func ending() async throws -> Ending {
    let outputs = TemporaryFolder()
    let (status, reason) = try await withCheckedThrowingContinuation { continuation in
      do {
        _ = try start(
          results: outputs.path + "/results",
          messages: outputs.path + "/messages"
        ) { ended in
          continuation.resume(returning: (ended.terminationStatus, ended.terminationReason))
        }
      } catch {
        continuation.resume(throwing: error)
      }
    }
    return Ending(
      status: status,
      wasKilled: reason == .uncaughtSignal && status == SIGKILL,
      results: String(decoding: outputs.bytes(of: "results"), as: UTF8.self),
      messages: String(decoding: outputs.bytes(of: "messages"), as: UTF8.self)
    )
  }
}
