import Diagnostics
import Engine
import Manifest

/// A manifest that a run has recorded, in place of the file that it was read from.
struct RecordedManifest: ManifestReader {
  let path: String
  private let text: String

  /// - Parameters:
  ///   - text: The manifest, composed as it was run.
  ///   - path: Where it lay, from which relative paths in it begin.
  init(_ text: String, at path: String) {
    self.text = text
    self.path = path
  }

  /// The manifest of a run.
  ///
  /// - Throws: `WorkspaceError` where the workspace cannot be read.
  init(of run: PastRun, in workspace: Workspace, root: String) throws(WorkspaceError) {
    let path = try workspace.provenance(of: run.id)?.manifestPath ?? run.manifestName
    self.init(run.manifestText, at: "\(root)/\(path)")
  }

  func read(_ path: String) throws(ManifestReadingError) -> SourceFile {
    SourceFile(name: path, text: text)
  }

  func identity(of path: String) -> String { path }

  func objection(toFile path: String) -> Diagnostic? { nil }
}
