import Diagnostics
import Engine
import Manifest
import Steps

/// What became of a manifest.
struct ValidatedManifest {
  let path: String

  /// Everything that was found, in the order to show it in.
  let diagnostics: DiagnosticList

  /// The steps of its plan; nil where it has an error.
  let stepCount: Int?
}

/// Validates manifests one after another and keeps what they have in common.
struct ManifestValidator {
  private let planner = Wiring.planner(warnsOfKeys: true)
  private var readers: [String: FileManifestReader] = [:]

  /// Reads and checks a manifest in one pass.
  mutating func validate(_ path: String, overrides: [String]) -> ValidatedManifest {
    var diagnostics = DiagnosticList()
    let planner = planner
    let manifest = Manifest.load(
      path: path,
      overrides: overrides,
      reader: reader(of: path),
      checks: planner.checks,
      into: &diagnostics
    )
    return ValidatedManifest(
      path: path,
      diagnostics: diagnostics,
      stepCount: manifest.map { planner.stepCount(ofChecked: $0) }
    )
  }

  /// The reader of a manifest's place; finding the place asks the disk about every folder above.
  private mutating func reader(of path: String) -> FileManifestReader {
    let folder = ManifestPlace.folder(of: path)
    if !ManifestPaths.isStream(path), let known = readers[folder] { return known }
    let reader = FileManifestReader(root: ManifestPlace(of: path).root, manifest: path)
    readers[folder] = reader
    return reader
  }
}
