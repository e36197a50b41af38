import Engine
import Foundation
import Report
import Steps
import TestSupport
import Testing

/// What a run's report says of a model that has not learned its examples.
struct UndertrainedTests {
  private static let manifest = """
    manifest: 1
    name: undertrained
    dataset: { realized: 10, unrealized: 4 }
    fine-tune: { provider: scripted, models: [small] }
    """

  /// The report's page of a run whose model answers the first realized questions, and no other.
  private func page(answering count: Int) async throws -> String {
    struct Item: Decodable { var prompt, completion: String }
    let untold = try ExperimentFolder(Self.manifest)
    let items = try untold.text(of: "realized.jsonl", "generate", in: await untold.run())
      .split(separator: "\n")
      .map { try JSONDecoder().decode(Item.self, from: Data($0.utf8)) }
    let answers = Dictionary(
      uniqueKeysWithValues: items.prefix(count).map { ($0.prompt, $0.completion) }
    )
    let folder = try ExperimentFolder(
      provider: ScriptedProvider { answers[$1] ?? " nothing" },
      Self.manifest
    )
    return try folder.text(of: .reportMarkdown, "report", in: await folder.run())
  }

  @Test func `its figure is not taken for a result`() async throws {
    let page = try await page(answering: 3)
    #expect(page.contains("| scripted:small | 1 k | unrealized | 0.00 |"))
    #expect(page.contains("| scripted:small | 1 k | realized | 0.30 |"))
    #expect(page.contains("\n- Undertrained: scripted:small has not learned the examples"))
  }

  @Test func `a model that has learned them is reported as before`() async throws {
    let page = try await page(answering: 10)
    #expect(page.contains("| scripted:small | 1 k | realized | 1.00 |"))
    #expect(!page.contains("Undertrained"))
  }
}
