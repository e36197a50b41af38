import Diagnostics
import Manifest
import TestSupport
import Testing

/// A manifest of the package, or nil with its problems recorded.
func loadFile(_ path: String) -> Manifest? {
  var diagnostics = DiagnosticList()
  let manifest = Manifest.load(
    path: PackageFolder.path(path),
    reader: FileManifestReader(root: PackageFolder.path("")),
    into: &diagnostics
  )
  for problem in diagnostics { Issue.record("\(path): \(problem.message)") }
  return manifest
}

struct FixtureTests {
  private static let valid = "Tests/Fixtures/manifests/valid"

  @Test(arguments: PackageFolder.files(below: Self.valid, ending: ".yaml"))
  func `a valid manifest means this`(file: String) throws {
    let manifest = try #require(loadFile("\(Self.valid)/\(file)"))
    let variants = manifest.experiments.map { experiment in
      experiment.variant.map { "# \($0.path) = \($0.value)" }.joined(separator: "\n")
    }
    let text = manifest.canonicalText + variants.filter { !$0.isEmpty }.map { "\n\($0)\n" }.joined()
    try expectGolden(text, "\(Self.valid)/\(file.dropLast(5)).resolved.txt")
  }

  @Test func `there are valid fixtures`() {
    #expect(PackageFolder.files(below: Self.valid, ending: ".yaml").count >= 4)
  }

  // Those of open weights have keys that a provider describes; `Tests/ManifestRunTests` knows it.
  @Test(
    arguments: PackageFolder.files(below: "experiments", ending: ".yaml")
      .filter { !$0.hasPrefix("open_weights/") }
  )
  func `every experiment is valid`(file: String) {
    #expect(loadFile("experiments/\(file)") != nil)
  }
}
