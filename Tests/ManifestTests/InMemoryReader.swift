import Diagnostics
import Manifest

/// Gives manifests that a test holds as texts.
struct InMemoryReader: ManifestReader {
  var files: [String: String]

  func read(_ path: String) throws(ManifestReadingError) -> SourceFile {
    guard let text = files[path] else {
      throw ManifestReadingError(
        Diagnostic(
          severity: .error,
          id: "unreadable-file",
          message: "there is no file '\(path)'",
          range: nil
        )
      )
    }
    return SourceFile(name: path, text: text)
  }

  func objection(toFile path: String) -> Diagnostic? { nil }
}

/// A manifest from a text, and what was found in it.
func load(
  _ text: String,
  _ others: [String: String] = [:],
  set overrides: [String] = []
) -> (manifest: Manifest?, problems: [Diagnostic]) {
  var diagnostics = DiagnosticList()
  let manifest = Manifest.load(
    path: "m.yaml",
    overrides: overrides,
    reader: InMemoryReader(files: others.merging(["m.yaml": text]) { $1 }),
    into: &diagnostics
  )
  return (manifest, diagnostics.sorted)
}
