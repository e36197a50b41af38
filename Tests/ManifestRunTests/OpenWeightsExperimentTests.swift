import Diagnostics
import Manifest
import Steps
import TestSupport
import Testing

@testable import manifest_run

struct OpenWeightsExperimentTests {
  @Test(arguments: PackageFolder.files(below: "experiments/open_weights", ending: ".yaml"))
  func `every experiment with open weights is valid, with its model or without it`(
    file: String
  ) {
    let planner = ProgramEnvironment.test().planner()
    var diagnostics = DiagnosticList()
    let manifest = Manifest.load(
      path: PackageFolder.path("experiments/open_weights/\(file)"),
      format: planner.format,
      reader: FileManifestReader(root: PackageFolder.path("")),
      checks: planner.checks,
      into: &diagnostics
    )
    #expect(manifest != nil)
    let allowed: [DiagnosticID] = ["absent-model", "unmet-requirement"]
    #expect(diagnostics.allSatisfy { allowed.contains($0.id) }, "\(Array(diagnostics))")
  }
}
