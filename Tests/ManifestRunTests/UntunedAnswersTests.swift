import Foundation
import TestSupport
import Testing

/// What a pretrained model says before it is tuned, with a stand-in for Python.
@Suite(.timeLimit(.hang)) struct UntunedAnswersTests {
  private let folder = TemporaryFolder()

  private func run(_ evaluate: String) async throws -> ProgramCall.Ending {
    folder.link("python", to: PackageFolder.path("Tests/TransformersProviderTests/stand-in.py"))
    folder.write(
      """
      manifest: 1
      name: small
      dataset: { realized: 6, unrealized: 2 }
      fine-tune:
        provider: transformers
        models: ['random:llama']
        epochs: 2
        learning-rate: 0.001
        python: \(folder.path)/python
      evaluate: { splits: [unrealized], \(evaluate) }
      """,
      to: "small.yaml"
    )
    let ending = try await ProgramCall(
      ["run", "small.yaml", "--workspace", "\(folder.path)/w"],
      environment: ProgramCall.plainEnvironment,
      folder: folder.path
    ).ending()
    #expect(ending.status == 0, "\(ending.messages)")
    return ending
  }

  private var completions: [String] {
    folder.lines(of: "seen").filter { $0.hasPrefix("complete ") }
  }

  @Test func `the untuned model answers beside the tuned one unless the manifest says not to`()
    async throws
  {
    let ending = try await run("metrics: [exact-match]")
    #expect(completions.map { $0.contains("\"random\"") } == [false, true])
    // Both are wrong.
    #expect(ending.results.contains("untuned"), "\(ending.results)")
    _ = try await run("metrics: [exact-match], base-model: false")
    #expect(completions.count == 3)
  }
}
