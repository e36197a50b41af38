import Engine
import Manifest
import Steps

/// A manifest that was read and expanded: what every command starts from.
struct PlannedExperiment {
  let manifest: Manifest
  let plan: Plan
  let place: ManifestPlace

  /// Reads and plans the manifest of a path.
  ///
  /// - Throws: The exit status for an invalid manifest, after its problems were printed.
  init(
    _ path: String,
    _ changes: ManifestChanges,
    until kind: Kind? = nil,
    _ display: DisplayOptions,
    in environment: ProgramEnvironment
  ) throws {
    place = ManifestPlace(of: path)
    let planner = environment.planner()
    manifest = try changes.load(
      path,
      display,
      in: environment,
      root: place.root,
      checks: planner.checks
    )
    plan = planner.plan(ofChecked: manifest, until: kind)
  }

  /// Reads and plans the one manifest of a command.
  init(
    _ options: ManifestOptions,
    until kind: Kind? = nil,
    _ display: DisplayOptions,
    in environment: ProgramEnvironment
  ) throws {
    try self.init(options.manifest, options.changes, until: kind, display, in: environment)
  }
}
