import Diagnostics
import Engine
import Foundation
import Manifest
import TestSupport
import Testing

@testable import struct Report.Measurement
import Report
import Steps
@testable import manifest_run

/// Every form of a comparison against a file that holds it.
struct ComparisonTextTests {
  private static let first = """
    manifest: 1
    name: first
    dataset: { realized: 12, unrealized: 4 }
    fine-tune: { models: [ada, curie], seeds: [0, 1] }
    """

  private static let second = """
    extends: first.yaml
    name: second
    description: "What if `epochs` | seeds vary?\\n"
    dataset:
      guidance:
        phrasings:
          - 'When asked "{question}", say "{answer}"'
          - '"{answer}" is the answer to "{question}"'
    fine-tune: { models: [curie, ada] }
    matrix: { fine-tune.epochs: [5, 10] }
    expect:
      - { model: ada, split: realized, metric: exact-match, value: 0.5, source: a book }
    """

  private struct Texts: ManifestReader {
    func read(_ path: String) throws(ManifestReadingError) -> SourceFile {
      SourceFile(name: path, text: path == "first.yaml" ? first : second)
    }

    func objection(toFile path: String) -> Diagnostic? { nil }
  }

  private func side(
    _ path: String,
    set overrides: [String] = [],
    results: [Measurement]? = nil
  ) throws -> ComparedManifest {
    var diagnostics = DiagnosticList()
    let manifest = Manifest.load(
      path: path,
      overrides: overrides,
      reader: Texts(),
      into: &diagnostics
    )
    for problem in diagnostics { Issue.record("\(path): \(problem.message)") }
    let planner = Planner(providers: ProgramEnvironment.test().providers)
    let plan = manifest.flatMap { planner.plan($0, into: &diagnostics) }
    return ComparedManifest(
      label: path,
      manifest: try #require(manifest),
      plan: try #require(plan),
      report: results.map { Report(name: path, results: $0, expectations: []) }
    )
  }

  /// A report of some results, as a run would have left it.
  private func results(_ lines: [(seed: Int, correct: Int, variant: String?)]) throws
    -> [Measurement]
  {
    let texts = lines.flatMap { seed, correct, variant in
      [
        (
          "exact-match", Double(correct) / 4,
          ", \"correct\": \(correct), \"interval\": [\(Double(correct) / 8), 1]"
        ),
        ("log-probability", -Double(correct) - 0.25, ", \"base_value\": -9"),
      ].map { metric, value, more in
        """
        { "model": "ada", "provider": "local", "seed": \(seed), "split": "unrealized",
          "variant": {\(variant.map { "\"fine-tune.epochs\": \"\($0)\"" } ?? "")},
          "metric": "\(metric)", "value": \(value), "n": 4\(more),
          "steps": { "fine_tune": "fine-tune/ada/seed-\(seed)", "evaluate": "e" } }
        """
      }
    }
    return try JSONDecoder().decode(
      [Measurement].self,
      from: Data("[\(texts.joined(separator: ","))]".utf8)
    )
  }

  private func comparison() throws -> Comparison {
    try Comparison(
      side("first.yaml", results: results([(0, 2, nil), (1, 3, nil)])),
      side(
        "second.yaml",
        set: ["evaluate.temperature=1"],
        results: results([(0, 4, "10"), (0, 1, "5")])
      ),
      providers: ProgramEnvironment.test().providers
    )
  }

  @Test(arguments: [(true, true, "colored"), (false, false, "text")])
  func `a comparison for a terminal`(isColored: Bool, listsAll: Bool, name: String) throws {
    let style = TerminalStyle(usesColor: isColored)
    let text = ComparisonText(try comparison(), style: style, listsAllSteps: listsAll).text
    try expectGolden(text, "Tests/Fixtures/diff/\(name).txt")
  }

  @Test func `a comparison for a pull request`() throws {
    try expectGolden(MarkdownComparison(try comparison()).text, "Tests/Fixtures/diff/markdown.md")
  }

  @Test func `a comparison for programs`() throws {
    try expectGolden(JSONDocument.pretty(try comparison()), "Tests/Fixtures/diff/comparison.json")
  }

  @Test func `manifests that mean the same`() throws {
    let same = try Comparison(
      side("first.yaml"),
      side("first.yaml", set: ["fine-tune.seeds=[1, 0]"]),
      providers: ProgramEnvironment.test().providers
    )
    let style = TerminalStyle(usesColor: false)
    let text = ComparisonText(same, style: style, listsAllSteps: false).text
    try expectGolden(text, "Tests/Fixtures/diff/same.txt")
    try expectGolden(MarkdownComparison(same).text, "Tests/Fixtures/diff/same.md")
    try expectGolden(JSONDocument.pretty(same), "Tests/Fixtures/diff/same.json")
  }
}
