import Diagnostics
import Engine
import Manifest
import Steps
import TestSupport
import Testing

@testable import manifest_run

/// What the program does where nobody says otherwise.
struct WiringTests {
  private let folder = TemporaryFolder()

  /// The plan of a manifest with a provider.
  private func plan(_ provider: String) throws -> Plan {
    let text = smallManifest.replacing("models:", with: "provider: \(provider), models:")
    let path = folder.write(text, to: "m.yaml")
    var diagnostics = DiagnosticList()
    let reader = FileManifestReader(root: folder.path)
    let loaded = Manifest.load(path: path, overrides: [], reader: reader, into: &diagnostics)
    let manifest = try #require(loaded)
    let plan = Wiring.planner.plan(manifest, into: &diagnostics)
    return try #require(plan)
  }

  @Test func `steps that only wait for a service take no core's turn`() throws {
    #expect(try Wiring.jobs(for: plan("local")) == Wiring.cores)
    #expect(try Wiring.jobs(for: plan("openai")) == Wiring.cores + 16)
  }
}
