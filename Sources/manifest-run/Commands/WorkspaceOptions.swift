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
  ///
  /// - Throws: The exit status of a failure, after it was printed.
  func open(for place: ManifestPlace) throws -> Workspace {
    do {
      return try Workspace.open(at: path(for: place))
    } catch {
      Terminal.printFailure("\(error)", hint: error.hint)
      throw ExitStatus.stepFailed.exit
    }
  }

  /// The workspace of a manifest; nil where there is none, and none is made.
  ///
  /// - Throws: The exit status of a failure, after it was printed.
  func openExisting(for place: ManifestPlace) throws -> Workspace? {
    Workspace.exists(at: path(for: place)) ? try openForPlan(of: place) : nil
  }

  /// The workspace of a manifest, to say what a run would do.
  ///
  /// Where there is none, none is made; one that cannot be written is read.
  ///
  /// - Throws: The exit status of a failure, after it was printed.
  func openForPlan(of place: ManifestPlace) throws -> Workspace {
    let path = path(for: place)
    return try Self.failing { () throws(WorkspaceError) in
      guard Workspace.exists(at: path) else { return try Workspace.absent(at: path) }
      return Workspace.isWritable(at: path)
        ? try Workspace.open(at: path) : try Workspace.openReadOnly(at: path)
    }
  }

  /// The workspace of the current folder, to look at its runs; nil where there is none.
  ///
  /// - Throws: The exit status of a failure, after it was printed.
  func openToLook() throws -> Workspace? {
    try requireFolder()
    let path = pathHere
    guard Workspace.exists(at: path) else { return nil }
    return try Self.failing { try Workspace.openReadOnly(at: path) }
  }

  /// Refuses to look for the workspace of a current folder that was deleted.
  ///
  /// - Throws: The exit status of a failure, after it was printed.
  func requireFolder() throws {
    guard folder?.hasPrefix("/") != true, !Terminal.hasFolder else { return }
    Terminal.printFailure(
      "the current folder was deleted",
      hint: "go to another folder, or name the workspace with '--workspace' and its whole path"
    )
    throw ExitStatus.stepFailed.exit
  }

  /// The path of the current folder's workspace, whether it is there or not.
  var pathHere: String { path(for: ManifestPlace(of: "./")) }

  /// Says that the current folder has no workspace, and what to do about it.
  func sayThatThereIsNone() {
    Terminal.printFailure(
      "nothing was run here: there is no workspace '\(Terminal.shownPath(pathHere))'",
      hint: "go to the folder of the manifest, or name the workspace with '--workspace'"
    )
  }

  /// Prints what is thrown and throws the exit status in its place.
  static func failing<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as WorkspaceError {
      Terminal.printFailure("\(error)", hint: error.hint)
      throw ExitStatus.stepFailed.exit
    }
  }

  /// The path of a manifest's workspace.
  func path(for place: ManifestPlace) -> String {
    folder ?? "\(place.root)/\(Workspace.folderName)"
  }
}
