import Engine
import Foundation
import TestSupport
import Testing

/// Runs the program in processes of its own, with the calls by which it changes files disturbed.
///
/// The disturbing is done by `faults.c`, which the dynamic linker loads before the system's library.
/// SQLite is the system's, so its calls are disturbed too.
struct FaultKit: Sendable {
  /// What happens at a call, as `faults.c` explains it.
  enum Kind: String, CaseIterable, Sendable {
    case kill, torn, full, error, sealed
  }

  /// A place in the order of the calls that change files below a folder.
  struct Disturbance: Sendable {
    var kind: Kind
    var call: Int
  }

  /// Six steps, from the pairs to the report, that take a moment.
  private static let manifest = """
    manifest: 1
    name: tiny
    dataset: { realized: 4, unrealized: 1 }
    fine-tune: { models: [ada], epochs: 1, batch-size: 4 }
    evaluate: { splits: [unrealized] }

    """

  let folder = TemporaryFolder()
  private let library: FaultLibrary

  init() async throws {
    folder.write(Self.manifest, to: "tiny.yaml")
    library = try await FaultLibrary()
  }

  /// The path of a workspace in the kit's folder.
  func workspace(_ name: String) -> String { "\(folder.path)/\(name)" }

  /// Calls the program on a workspace, one step after the other.
  ///
  /// - Parameters:
  ///   - command: `run` or `plan`.
  ///   - workspace: The workspace's path.
  ///   - manifest: The manifest's name in the kit's folder.
  ///   - options: Further arguments of the command.
  ///   - disturbance: What is to happen, or nothing.
  ///   - variables: Further variables of `faults.c`.
  /// - Returns: How it ended.
  /// - Throws: What keeps the program from being started.
  func call(
    _ command: String,
    _ workspace: String,
    manifest: String = "tiny.yaml",
    options: [String] = [],
    _ disturbance: Disturbance? = nil,
    variables: [String: String] = [:]
  ) async throws -> ProgramCall.Ending {
    var arguments = [command, "\(folder.path)/\(manifest)", "--workspace", workspace] + options
    if command == "run" { arguments += ["--jobs", "1"] }
    var environment = ProcessInfo.processInfo.environment
    if disturbance != nil || !variables.isEmpty {
      environment["LD_PRELOAD"] = library.path
      environment["FAULTS_ROOT"] = workspace
    }
    if let disturbance {
      environment["FAULTS_KIND"] = disturbance.kind.rawValue
      environment["FAULTS_AT"] = String(disturbance.call)
    }
    environment.merge(variables) { $1 }
    return try await ProgramCall(arguments, environment: environment).ending()
  }

  /// The calls that change files below the workspace while a command is done there: for each the
  /// letter of its sort, as `faults.c` explains it.
  func changes(
    _ command: String,
    _ workspace: String,
    options: [String] = []
  ) async throws -> [Character] {
    let counted = folder.write("", to: "count")
    let variables = ["FAULTS_COUNT": counted]
    let ending = try await call(command, workspace, options: options, variables: variables)
    try #require(ending.status == 0, "\(ending.messages)")
    return Array(String(decoding: folder.bytes(of: "count"), as: UTF8.self))
  }

  /// The digests of all objects in a workspace's store, after each was held against its name.
  func objects(_ workspace: String) throws -> Set<String> {
    let root = "\(workspace)/store-1/objects"
    var digests: Set<String> = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
      let name = path.replacing("/", with: "")
      guard name.utf8.count == 64 else { continue }
      let bytes = try Data(contentsOf: URL(filePath: "\(root)/\(path)"))
      #expect(Digest(of: bytes).hexadecimal == name, "an object has another content than its name")
      digests.insert(name)
    }
    return digests
  }
}

extension FaultKit {
  /// Whether this system has what the kit needs.
  static var isUsable: Bool {
    #if os(Linux)
    true
    #else
    false
    #endif
  }

  /// Whether every call is to be disturbed, which takes minutes.
  static var isAskedFor: Bool { ProcessInfo.processInfo.environment["ENUMERATE_FAULTS"] != nil }

  /// Why tests are skipped where it has not.
  static let reason: Comment = "calls are disturbed by LD_PRELOAD, which only Linux has"
}
