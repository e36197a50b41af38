import Engine
import Foundation
import Providers
import Report
import Steps
import TestSupport
import Testing

/// The metric `prefix-match` from the manifest to the report, beside `exact-match`.
struct PrefixMatchTests {
  private static let manifest = """
    manifest: 1
    name: prefixes
    dataset: { realized: 6, unrealized: 4 }
    fine-tune: { provider: scripted, models: [small] }
    evaluate: { splits: [unrealized], metrics: [prefix-match, exact-match] }
    expect:
      - { model: small, split: unrealized, metric: exact-match, value: 0.5 }
      - { model: small, split: unrealized, metric: prefix-match, value: 0.94, source: a book }
    """

  /// A provider that answers two questions to the letter, the third one in capitals and with a full stop.
  private func provider() async throws -> ScriptedProvider {
    let folder = try ExperimentFolder(Self.manifest)
    struct Item: Decodable { var completion: String }
    let answers = try folder.text(of: "unrealized.jsonl", "generate", in: await folder.run())
      .split(separator: "\n")
      .map { try JSONDecoder().decode(Item.self, from: Data($0.utf8)).completion }
    return ScriptedProvider { index, _ in
      index < 2 ? answers[index] : index == 2 ? answers[2].uppercased() + "." : " nothing"
    }
  }

  @Test func `it stands beside exact match, with its interval and what was published`() async throws
  {
    let folder = try ExperimentFolder(provider: try await provider(), Self.manifest)
    let result = try await folder.run()
    let json = try folder.text(of: .reportJSON, "report", in: result)
    let report = try JSONDecoder().decode(Report.self, from: Data(json.utf8))
    #expect(report.results.map(\.metric) == ["exact-match", "prefix-match"])
    #expect(report.results.map(\.value) == [0.5, 0.75])
    #expect(report.results.map(\.correct) == [2, 3])
    let table = ReportTable(report)
    #expect(
      table.csv == """
        model,parameters,split,exact-match,exact-match-interval,prefix-match,prefix-match-interval,published,n
        scripted:small,1234,unrealized,0.5,0.15–0.85,0.75,0.30–0.95,"0.5, prefix-match 0.94",4

        """
    )
    #expect(table.html.contains("<th class=\"number\">prefix match</th><th>95 % interval</th>"))
    #expect(
      table.notes.contains {
        $0.hasPrefix("Prefix match: the completion up to the first line break begins with")
          && $0.hasSuffix("Interval: 95 % Wilson.")
      }
    )
    let page = try folder.text(of: .reportMarkdown, "report", in: result)
    #expect(page.contains("| exact match | 95 % interval | prefix match | 95 % interval |"))
    #expect(page.contains("Published: small, unrealized, prefix-match 0.94 (a book)."))
    let items = try folder.text(of: "items.jsonl", "evaluate/small/seed-0/unrealized", in: result)
    #expect(items.split(separator: "\n").count { $0.contains(#""prefix_match":true"#) } == 3)
  }

  @Test func `alone it has its own columns, and what was published beside them`()
    async throws
  {
    let folder = try ExperimentFolder(provider: try await provider(), Self.manifest)
    let options = [
      "evaluate.metrics=[prefix-match]",
      "expect=[{ model: small, split: unrealized, metric: prefix-match, value: 0.94 }]",
    ]
    let result = try await folder.run(set: options)
    let report = try #require(try folder.report(of: result, set: options))
    let table = ReportTable(report)
    #expect(
      table.columns.map(\.title)
        == ["model", "parameters", "split", "prefix match", "95 % interval", "published", "n"]
    )
    #expect(table.rows.map { $0[3] } == ["0.75"])
  }
}
