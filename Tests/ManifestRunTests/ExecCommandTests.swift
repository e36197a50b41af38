import Diagnostics
import Engine
import EngineTestSupport
import Foundation
import Manifest
import Steps
import TestSupport
import Testing

@testable import manifest_run

/// Steps of experiments in processes of their own, given nothing but their order and a folder.
@Suite(.timeLimit(.hang))
struct ExecCommandTests {
  private let folder = TemporaryFolder()

  private func plan(_ fineTune: String = "{ models: [ada], epochs: 1 }") throws -> Plan {
    folder.write(
      """
      manifest: 1
      name: small
      dataset: { realized: 12, unrealized: 4 }
      fine-tune: \(fineTune)
      """,
      to: "m.yaml"
    )
    let planner = ProgramEnvironment.test().planner()
    var diagnostics = DiagnosticList()
    let manifest = Manifest.load(
      path: folder.path + "/m.yaml",
      overrides: [],
      format: planner.format,
      reader: FileManifestReader(root: folder.path),
      into: &diagnostics
    )
    let loaded = try #require(manifest)
    let plan = planner.plan(loaded, into: &diagnostics)
    return try #require(plan)
  }

  /// The digests of all that a run made, by step and name.
  private func digests(
    of plan: Plan,
    _ name: String,
    _ executors: [any StepExecutor]
  ) async throws -> [String: String] {
    let result = try await Scheduler.run(
      plan,
      in: try Workspace.open(at: "\(folder.path)/\(name)"),
      configuration: RunConfiguration(
        jobs: 2,
        manifestName: "small",
        manifestDigest: "",
        manifestText: "",
        toolVersion: "test",
        executors: executors,
        now: { 0 }
      )
    )
    #expect(result.succeeded, "\(name): \(result.steps.map(\.outcome))")
    var digests: [String: String] = [:]
    for step in result.steps {
      for (name, artifact) in step.artifacts {
        digests["\(step.id) \(name)"] = artifact.digest.hexadecimal
      }
    }
    return digests
  }

  @Test func `every step kind gives the same bytes in a process of its own`() async throws {
    let plan = try plan()
    let program = [ProgramCall.executable.path, "exec"]
    let here = try await digests(
      of: plan,
      "here",
      [InProcessExecutor(.experiments(ProgramEnvironment.test().providers))]
    )
    let there = try await digests(of: plan, "there", [ProcessExecutor(program) { _ in true }])
    let queued = try await digests(
      of: plan,
      "queued",
      [ProcessExecutor(program, isQueue: true) { _ in true }]
    )
    // Models are prepared and discarded where they are files of their own: see the next test.
    #expect(Set(plan.steps.map(\.kind)).count == Kind.allCases.count - 2)
    #expect(here.count > 10)
    #expect(there == here)
    #expect(queued == here)
  }

  @Test func `open weights are prepared, tuned and asked in processes of their own, too`()
    async throws
  {
    folder.link("python", to: PackageFolder.path("Tests/TransformersProviderTests/stand-in.py"))
    folder.write("weights", to: "small.gguf")
    let kinds = try await expectSameBytes(
      ofModel: "small.gguf",
      python: "\(folder.path)/python"
    )
    #expect(kinds.contains(Kind.prepare.stepKind))
    let discarding = try await expectSameBytes(
      ofModel: "small.gguf",
      python: "\(folder.path)/python",
      keeping: "metrics"
    )
    #expect(discarding.contains(Kind.discard.stepKind))
  }

  @Test func `a real model gives the same bytes in processes of its own`() async throws {
    let python = PackageFolder.path(".build/open-weights/bin/python")
    guard FileManager.default.isExecutableFile(atPath: python) else {
      // `make worker-tests` makes it.
      let isRequired = ProcessInfo.processInfo.environment["REQUIRE_OPEN_WEIGHTS"] != nil
      #expect(!isRequired, "there is no '\(python)'")
      return
    }
    try await expectSameBytes(ofModel: "random:llama", python: python)
  }

  /// Makes everything in this process and in others, and gives the kinds of steps that were done.
  @discardableResult
  private func expectSameBytes(
    ofModel model: String,
    python: String,
    keeping kept: String = "model"
  ) async throws -> Set<StepKind> {
    let plan = try plan(
      "{ provider: transformers, models: ['\(model)'], epochs: 2, learning-rate: 0.001, "
        + "keep: \(kept), python: \(python) }"
    )
    let here = try await digests(
      of: plan,
      "here-\(kept)",
      [InProcessExecutor(.experiments(ProgramEnvironment.test().providers))]
    )
    let program = [ProgramCall.executable.path, "exec"]
    let executor = ProcessExecutor(program) { _ in true }
    let there = try await digests(of: plan, "there-\(kept)", [executor])
    let weights = here.keys.filter { $0.hasPrefix("fine-tune/") && $0.hasSuffix(".safetensors") }
    #expect(weights.isEmpty == (kept == "metrics"))
    // A receipt says how much memory a training took, and that is never twice the same.
    let receipts = [here, there].map { $0.filter { !$0.key.hasSuffix(" model-receipt.json") } }
    #expect(receipts[0] == receipts[1])
    return Set(plan.steps.map(\.kind))
  }

  @Test func `a folder without an order is told as other errors are`() async throws {
    let ending = try await program("exec", "\(folder.path)/none", exits: 1)
    #expect(
      ending.messages.hasPrefix(
        "error: looking for the step's order: there is no file '\(folder.path)/none/order.json'\n  hint: "
      )
    )
    folder.write("{", to: "half/order.json")
    let half = try await program("exec", "\(folder.path)/half", exits: 1)
    #expect(half.messages.hasPrefix("error: reading 'order.json' of the step's folder"))
  }
}
