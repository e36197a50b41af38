import Diagnostics
import Engine
import Manifest
import Providers
import Steps
import TestSupport
import Testing

/// Two manifests beside each other, compared with the providers `scripted` and `other`.
struct ComparedPair {
  let folder = TemporaryFolder()
  var providers: [any Provider] = [ScriptedProvider(), OtherProvider()]

  static let base = """
    manifest: 1
    name: small
    dataset: { realized: 6, unrealized: 4 }
    fine-tune: { provider: scripted, models: [small] }

    """

  func side(_ text: String, as name: String, set overrides: [String] = []) throws
    -> ComparedManifest
  {
    let path = folder.write(text, to: name)
    var diagnostics = DiagnosticList()
    let manifest = Manifest.load(
      path: path,
      overrides: overrides,
      format: ManifestFormat(providers),
      reader: FileManifestReader(root: folder.path),
      into: &diagnostics
    )
    let planner = Planner(providers: providers)
    let plan = manifest.flatMap { planner.plan($0, into: &diagnostics) }
    for problem in diagnostics { Issue.record("\(name): \(problem.message)") }
    return ComparedManifest(
      label: name,
      manifest: try #require(manifest),
      plan: try #require(plan)
    )
  }

  func comparison(
    _ a: String = ComparedPair.base,
    _ b: String = ComparedPair.base,
    setB: [String] = []
  ) throws -> Comparison {
    let sides = (try side(a, as: "a.yaml"), try side(b, as: "b.yaml", set: setB))
    return try Comparison(sides.0, sides.1, providers: providers)
  }
}

/// A second provider with the same models.
final class OtherProvider: Provider {
  private let scripted = ScriptedProvider(models: ["small", "large"])

  var identity: ProviderIdentity {
    ProviderIdentity(name: "other", account: "test", revision: 1)
  }
  var models: [ModelDescription]? { scripted.models }
  var placement: Placement { .service }
  var occupation: Occupation { .requests }
  var files: any FileService { scripted }
  var fineTuning: any FineTuningService { scripted }
  var completions: any CompletionService { scripted }

  func unsupportedParameters(in parameters: FineTuneParameters) -> [UnsupportedParameter] { [] }
}

extension Comparison {
  /// The differences as `path: a → b (effect)`.
  var lines: [String] {
    differences.map {
      "\($0.path): \($0.a?.text ?? "–") → \($0.b?.text ?? "–") (\($0.affects.rawValue))"
    }
  }

  var rerun: [String] { steps.rerun.map(\.id) }
}
