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
    guard Workspace.exists(at: path(for: place)) else { return nil }
    return try open(for: place)
  }

  /// The path of a manifest's workspace.
  func path(for place: ManifestPlace) -> String {
    folder ?? "\(place.root)/.manifest-run"
  }
}
