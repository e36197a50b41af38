import Engine
import Manifest
import Steps

/// A manifest that was read and expanded: what every command starts from.
struct PlannedExperiment {
  let manifest: Manifest
  let plan: Plan
  let place: ManifestPlace

  /// Reads and plans a manifest.
  ///
  /// - Throws: The exit status for an invalid manifest, after its problems were printed.
  init(_ options: ManifestOptions, until kind: Kind?, _ display: DisplayOptions) throws {
    place = ManifestPlace(of: options.manifest)
    let planner = Wiring.planner
    manifest = try options.load(
      display,
      root: place.root,
      checks: planner.checks
    )
    plan = planner.plan(ofChecked: manifest, until: kind)
  }
}
