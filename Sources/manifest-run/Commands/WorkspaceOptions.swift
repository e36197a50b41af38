import ArgumentParser
import Engine

/// Where results are kept.
struct WorkspaceOptions: ParsableArguments {
  @Option(
    name: .customLong("workspace"),
    help: ArgumentHelp(
      "Keep results in this folder; else '.manifest-run' in the nearest enclosing Git repository, "
        + "or beside the manifest.",
      valueName: "dir"
    ),
    completion: .directory
  )
  var folder: String?

  /// The workspace of a manifest, made where it is not there yet.
  func open(for place: ManifestPlace) throws(WorkspaceError) -> Workspace {
    try Workspace.open(at: path(for: place))
  }

  /// The workspace of a manifest; nil where there is none, and none is made.
  func openExisting(for place: ManifestPlace) throws(WorkspaceError) -> Workspace? {
    Workspace.exists(at: path(for: place)) ? try openForPlan(of: place) : nil
  }

  /// The workspace of a manifest, to say what a run would do.
  ///
  /// A workspace that is not there is not made, and one that cannot be written is opened for reading.
  func openForPlan(of place: ManifestPlace) throws(WorkspaceError) -> Workspace {
    let path = path(for: place)
    guard Workspace.exists(at: path) else { return try Workspace.absent(at: path) }
    return Workspace.isWritable(at: path)
      ? try Workspace.open(at: path) : try Workspace.openReadOnly(at: path)
  }

  /// The workspace of the current folder, to look at its runs; nil where there is none.
  func openForReading(from currentFolder: CurrentFolder) throws -> Workspace? {
    try requireFolder(currentFolder)
    let path = pathHere
    return Workspace.exists(at: path) ? try Workspace.openReadOnly(at: path) : nil
  }

  /// The workspace of the current folder, in which something was run.
  ///
  /// - Parameters:
  ///   - currentFolder: The folder that it is looked for in.
  ///   - isReadOnly: Whether nothing in it is to be changed.
  /// - Returns: The workspace.
  /// - Throws: `CommandFailure` where there is none, and `WorkspaceError`.
  func openWithRuns(in currentFolder: CurrentFolder, isReadOnly: Bool) throws -> Workspace {
    try requireFolder(currentFolder)
    let path = pathHere
    guard Workspace.exists(at: path) else {
      throw CommandFailure(
        "nothing was run here: there is no workspace '\(currentFolder.shown(path))'",
        hint: "go to the folder of the manifest, or name the workspace with '--workspace'"
      )
    }
    return isReadOnly ? try Workspace.openReadOnly(at: path) : try Workspace.open(at: path)
  }

  /// Refuses to look for the workspace of a current folder that was deleted.
  func requireFolder(_ currentFolder: CurrentFolder) throws(CommandFailure) {
    guard folder?.hasPrefix("/") != true, currentFolder.isDeleted else { return }
    throw CommandFailure(
      "the current folder was deleted",
      hint: "go to another folder, or name the workspace with '--workspace' and its whole path"
    )
  }

  /// The path of the current folder's workspace, whether it is there or not.
  var pathHere: String { path(for: ManifestPlace(of: "./")) }

  /// The path of a manifest's workspace.
  func path(for place: ManifestPlace) -> String {
    folder ?? "\(place.root)/\(Workspace.folderName)"
  }
}
