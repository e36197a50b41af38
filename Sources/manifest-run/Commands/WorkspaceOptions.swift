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
      return try Workspace.open(at: folder ?? "\(place.root)/.manifest-run")
    } catch {
      Terminal.printFailure("\(error)", hint: error.hint)
      throw ExitStatus.stepFailed.exit
    }
  }
}
