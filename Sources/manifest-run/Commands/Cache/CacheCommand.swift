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
  func openHere(in currentFolder: CurrentFolder) throws -> Workspace {
    try requireFolder(currentFolder)
    let place = ManifestPlace(of: "./")
    guard let workspace = try openExisting(for: place) else {
      throw CommandFailure(
        "there is no workspace '\(currentFolder.shown(path(for: place)))'",
        hint: "go to the folder of your experiments, or name it with --workspace"
      )
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
  /// The content as programs read it; its size is in bytes.
  var document: JSONObject {
    [
      "digest": digest,
      "size": byteCount,
      "uses": uses.map { use -> JSONObject in
        ["step": use.step, "kind": use.kind, "artifact": use.artifact, "run": use.run]
      },
    ]
  }
}
