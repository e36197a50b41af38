import Foundation
import TestSupport
import Testing

/// Evaluation tools that others wrote, unchanged, on tuned models: what they measure of each item is what
/// the program has measured itself, and what they would measure wrongly is refused.
@Suite(.serialized, .timeLimit(.hang)) struct EvaluationToolTests {
  private static let packages = [
    "inspect-ai==0.3.285", "lm-eval[api]==0.4.13", "openai==3.57.0", "transformers==5.24.0",
  ]

  /// What the tools say of a model: of the worker in a Python, or of a local one where there is none.
  private func output(_ python: [String]) async throws -> String {
    try await PythonClient.run(
      "tools.py",
      python: try await PythonClient.python(
        with: Self.packages,
        modules: "lm_eval, inspect_ai, openai, transformers, aiohttp"
      ),
      arguments: python
    )
  }

  @Test func `a local model's items are the same to them`() async throws {
    let output = try await output([])
    #expect(output.contains("tools: 20 items are the same"), "\(output)")
  }

  @Test func `an open-weights model's items are the same to them`() async throws {
    let python = PackageFolder.path(".build/open-weights/bin/python")
    guard FileManager.default.isExecutableFile(atPath: python) else {
      // `make worker-tests` makes it.
      let isRequired = ProcessInfo.processInfo.environment["REQUIRE_OPEN_WEIGHTS"] != nil
      #expect(!isRequired, "there is no '\(python)'")
      return
    }
    let output = try await output([python])
    #expect(output.contains("tools: 20 items are the same"), "\(output)")
  }
}
