import Diagnostics
import Manifest
import Steps

/// A manifest that was validated, with what was found.
struct ValidatedManifest {
  let path: String

  /// Everything that was found, in the order to show it in.
  let diagnostics: DiagnosticList

  /// The steps of its plan; nil where it has an error.
  let stepCount: StepCount?
}

extension Planner {
  /// Reads and checks a manifest in one pass.
  func validate(_ path: String, overrides: [String]) -> ValidatedManifest {
    var diagnostics = DiagnosticList()
    let manifest = Manifest.load(
      path: path,
      overrides: overrides,
      format: format,
      reader: FileManifestReader(root: ManifestPlace(of: path).root, manifest: path),
      checks: checks,
      into: &diagnostics
    )
    return ValidatedManifest(
      path: path,
      diagnostics: diagnostics,
      stepCount: manifest.map { stepCount(ofChecked: $0) }
    )
  }
}
