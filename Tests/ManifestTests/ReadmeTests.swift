import Diagnostics
import Manifest
import TestSupport
import Testing

struct ReadmeTests {
  @Test(arguments: ["README.md", "CONTRIBUTING.md"])
  func `every YAML block is a valid manifest`(page: String) throws {
    let text = try SourceFile.load(
      path: PackageFolder.path(page),
      name: page,
      byteLimit: 1 << 20
    ).text
    for block in Self.blocks(of: text) {
      var diagnostics = DiagnosticList()
      let name = PackageFolder.path("experiments/\(page)")
      let manifest = Manifest.load(
        path: name,
        reader: BlockReader(name: name, text: block),
        into: &diagnostics
      )
      #expect(manifest != nil, "\(diagnostics.map(\.message)) in\n\(block)")
    }
    #expect(page != "README.md" || Self.blocks(of: text).count >= 2)
  }

  private static func blocks(of text: String) -> [String] {
    text.split(separator: "```yaml\n").dropFirst().compactMap {
      $0.split(separator: "```", omittingEmptySubsequences: false).first.map(String.init)
    }
  }

  /// Gives a block's text under a name, and other files from beside the experiments.
  private struct BlockReader: ManifestReader {
    var name: String
    var text: String

    func read(_ path: String) throws(ManifestReadingError) -> SourceFile {
      guard path != name else { return SourceFile(name: name, text: text) }
      return try FileManifestReader(root: PackageFolder.path("")).read(path)
    }

    func objection(toFile path: String) -> Diagnostic? { nil }
  }
}
