/// One output of a step: its name and what content it has.
package struct Artifact: Hashable, Sendable {
  package var name: ArtifactName
  package var digest: Digest

  /// The content's size in bytes.
  package var byteCount: Int

  package init(name: ArtifactName, digest: Digest, byteCount: Int) {
    self.name = name
    self.digest = digest
    self.byteCount = byteCount
  }
}
