import Engine
import Foundation
import Providers
import Server
import TestSupport
import Testing

@testable import manifest_run

/// Models of a workspace, tuned by a stand-in for Python, as a server offers them.
@Suite(.timeLimit(.hang)) struct WorkspaceModelsTests {
  private let folder = TemporaryFolder()

  /// Runs an experiment.
  private func run(_ name: String, _ fineTune: String, models: String) async throws {
    folder.link("python", to: PackageFolder.path("Tests/TransformersProviderTests/stand-in.py"))
    folder.write(
      """
      manifest: 1
      name: \(name)
      dataset: { realized: 6, unrealized: 2 }
      fine-tune:
        provider: transformers
        models: \(models)
        epochs: 2
        learning-rate: 0.001
        python: \(folder.path)/python
      \(fineTune)
      """,
      to: "manifests/\(name).yaml"
    )
    let call = ProgramCall(
      ["run", "manifests/\(name).yaml", "--quiet", "--workspace", "\(folder.path)/w"],
      environment: ProgramCall.plainEnvironment,
      folder: folder.path
    )
    let ending = try await call.ending()
    // The stand-in learns nothing that the metrics would count.
    #expect(ending.status == 0, "\(ending.messages)")
  }

  private func models() throws -> WorkspaceModels {
    try WorkspaceModels(
      of: try Workspace.openReadOnly(at: "\(folder.path)/w"),
      root: "\(folder.path)/manifests",
      in: .test(ProcessInfo.processInfo.environment)
    )
  }

  @Test
  func
    `models are named after experiment, model and seed, and by their keys where that is not enough`()
    async throws
  {
    folder.write("weights", to: "manifests/small.gguf")
    try await run("one", "  seeds: [0, 1]", models: "[small.gguf]")
    try await run("two", "matrix: { fine-tune.epochs: [2, 3] }", models: "['random:llama']")
    let found = try models()
    #expect(found.problems == [])
    let names = found.offered.map(\.name).sorted()
    #expect(names.prefix(2) == ["one:small:seed-0", "one:small:seed-1"])
    #expect(names.count == 4)
    for name in names.suffix(2) {
      #expect(name.wholeMatch(of: /two:random:llama:seed-0:[0-9a-f]{12}/) != nil, "\(name)")
    }
    let one = try #require(found.offered.first { $0.name == "one:small:seed-0" })
    #expect(one.hasUntuned)
    #expect(one.reference.own["python"] == .text("\(folder.path)/python"))
    #expect(one.reference.stateFolder == "\(folder.path)/w/state")
    // The stand-in makes an untuned model of the file's text, and a tuned one of its files' names.
    for (files, text) in [
      (one.reference.files, "model.safetensors"), (one.reference.baseFiles, "weights"),
    ] {
      let weights = try #require(files.first { $0.name == "model.safetensors" })
      #expect(try String(contentsOfFile: weights.path, encoding: .utf8) == text)
      #expect(files.count == 4)
    }
  }

  @Test func `what lies outside the workspace is asked for as long as it is what was tuned`()
    async throws
  {
    for (name, text) in [
      ("config.json", "{}"), ("model.safetensors", "w"), ("tokenizer.json", "t"),
    ] {
      folder.write(text, to: "manifests/models/m/\(name)")
    }
    try await run("whole", "", models: "[./models/m]")
    try await run(
      "parts",
      "  method: lora\n  lora: { rank: 8, alpha: 16 }\n  keep: adapter",
      models: "[./models/m]"
    )
    let before = try models()
    #expect(before.offered.map(\.hasUntuned) == [true, true] && before.problems == [])
    #expect(before.offered[0].reference.baseFiles.map(\.name).contains("tokenizer.json"))
    folder.write("other", to: "manifests/models/m/tokenizer.json")
    let after = try models()
    #expect(after.offered.map(\.name) == ["whole:m:seed-0"])
    #expect(after.offered.map(\.hasUntuned) == [false])
    #expect(after.problems.count == 2)
    #expect(
      after.problems.contains { $0.hasPrefix("'parts:m:seed-0' is not offered: './models/m'") }
    )
    #expect(after.problems.contains { $0.hasPrefix("'whole:m:seed-0:ckpt-step-0' is not offered") })
    #expect(after.problems.allSatisfy { $0.hasSuffix("has changed since, or is gone") })
    let removal = try await ProgramCall(
      ["rm", "1", "2", "--quiet", "--workspace", "\(folder.path)/w"],
      environment: ProgramCall.plainEnvironment,
      folder: folder.path
    ).ending()
    #expect(removal.status == 0, "\(removal.messages)")
    let removed = try models()
    #expect(removed.offered.isEmpty && removed.problems.count == 2)
    #expect(
      removed.problems.allSatisfy {
        $0.hasPrefix("what 'fine-tune/./models/m/seed-0' has tuned is not offered")
      },
      "\(removed.problems)"
    )
  }
}
