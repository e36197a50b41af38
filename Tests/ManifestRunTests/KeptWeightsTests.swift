import Foundation
import TestSupport
import Testing

/// Experiments of which the measurements alone are to stay, with a stand-in for Python.
@Suite(.timeLimit(.hang)) struct KeptWeightsTests {
  private let folder = TemporaryFolder()

  init() {
    folder.link("python", to: PackageFolder.path("Tests/TransformersProviderTests/stand-in.py"))
    folder.write(
      """
      manifest: 1
      name: small
      dataset: { realized: 6, unrealized: 2 }
      fine-tune:
        provider: transformers
        models: ['random:llama']
        seeds: [0, 1]
        epochs: 2
        learning-rate: 0.001
        keep: metrics
        python: \(folder.path)/python
      evaluate: { splits: [unrealized] }
      """,
      to: "small.yaml"
    )
  }

  private func run(_ arguments: String...) async throws -> ProgramCall.Ending {
    try await ProgramCall(
      ["run", "small.yaml", "--workspace", "\(folder.path)/w"] + arguments,
      environment: ProgramCall.plainEnvironment,
      folder: folder.path
    ).ending()
  }

  /// The models whose weights are there.
  private var weights: Int {
    let path = "\(folder.path)/w/state/transformers/weights"
    return (try? FileManager.default.contentsOfDirectory(atPath: path))?.count ?? 0
  }

  private var trainings: Int { folder.lines(of: "seen").count { $0.hasPrefix("train ") } }

  @Test func `weights stay until all was asked, and a further question tells that they are gone`()
    async throws
  {
    let half = try await run("--until", "fine-tune")
    #expect(half.status == 0, "\(half.messages)")
    #expect(weights == 2)
    for _ in 1...2 {
      let whole = try await run()
      #expect(whole.status == 0, "\(whole.messages)")
      #expect(weights == 0 && trainings == 2)
    }
    let splits = ["--set", "evaluate.splits=[unrealized, realized]", "--jobs", "1"]
    let more = try await run(splits[0], splits[1], splits[2], splits[3])
    #expect(more.status == 1)
    #expect(
      more.messages.contains("its weights were removed once it was asked")
        && more.messages.contains("'--force' with the name of its fine-tune step"),
      "\(more.messages)"
    )
    let again = try await run(splits[0], splits[1], "--force", "fine-tune/*")
    #expect(again.status == 0, "\(again.messages)")
    #expect(trainings == 4)
  }
}
