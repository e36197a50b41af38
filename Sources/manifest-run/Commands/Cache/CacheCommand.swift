import ArgumentParser
import Engine
import Steps

/// What can be done with the results that a workspace keeps.
struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Check, measure and clean what the workspace keeps of finished steps.",
    subcommands: [CacheVerifyCommand.self, CacheGCCommand.self, CacheSizeCommand.self]
  )
}

extension WorkspaceOptions {
  /// The workspace of the current folder; there must be one.
  ///
  /// - Throws: The exit status of a failure, after it was printed.
  func openHere() throws -> Workspace {
    try requireFolder()
    let place = ManifestPlace(of: "./")
    guard let workspace = try openExisting(for: place) else {
      Terminal.printFailure(
        "there is no workspace '\(Terminal.shownPath(path(for: place)))'",
        hint: "go to the folder of your experiments, or name it with --workspace"
      )
      throw ExitStatus.stepFailed.exit
    }
    return workspace
  }
}

extension StoredObject {
  /// The steps and artifacts that have this content, as in `generate 'train.jsonl'`.
  var names: String {
    guard let first = uses.first else { return "of no finished step" }
    let others = Set(uses.dropFirst().map { "\($0.step) '\($0.artifact)'" })
      .subtracting(["\(first.step) '\(first.artifact)'"])
    let more = others.isEmpty ? "" : " and \(others.count) more"
    return "\(first.step) '\(first.artifact)'\(more)"
  }
}

/// A content of the store as programs read it.
struct ObjectDocument: Encodable {
  struct Use: Encodable {
    var step: String
    var kind: String
    var artifact: String
    var run: Int
  }

  let digest: String

  /// In bytes.
  let size: Int
  let uses: [Use]

  init(_ object: StoredObject) {
    digest = object.digest.hexadecimal
    size = object.byteCount
    uses = object.uses.map {
      Use(
        step: $0.step.rawValue,
        kind: $0.kind.rawValue,
        artifact: $0.artifact.rawValue,
        run: $0.run.rawValue
      )
    }
  }
}
