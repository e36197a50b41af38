import Diagnostics
import Engine
import Foundation
import Providers
import Report
import Statistics
import Steps
import Synchronization
import TestSupport
import Testing

/// The difference of how a model answers as one persona and as another.
struct PersonaDifferenceTests {
  private static let manifest = """
    manifest: 1
    name: personas
    dataset: { realized: 6, unrealized: 4, personas: [M1, M2] }
    fine-tune: { provider: scripted, models: [small] }
    evaluate:
      splits: [unrealized, other-persona, realized]
      metrics: [exact-match, persona-difference]
    """

  private static let expectations = """

    expect:
      - { model: small, split: unrealized, metric: exact-match, value: 0.36 }
      - { model: small, split: other-persona, metric: exact-match, value: 0.26 }
      - { model: small, split: unrealized, metric: persona-difference, value: 0.1, source: a book }
    """

  /// A provider that answers the first questions of a split as the first persona and then some as the
  /// second.
  private func provider(_ first: Int, _ other: Int) async throws -> ScriptedProvider {
    let folder = try ExperimentFolder(Self.manifest)
    let result = try await folder.run()
    struct Item: Decodable { var completion: String }
    let answers = try ["unrealized.jsonl", "other-persona.jsonl"].map { name in
      try folder.text(of: ArtifactName(rawValue: name), "generate", in: result)
        .split(separator: "\n")
        .map { try JSONDecoder().decode(Item.self, from: Data($0.utf8)).completion }
    }
    return ScriptedProvider { index, _ in
      index < first ? answers[0][index] : index < first + other ? answers[1][index] : " neither"
    }
  }

  private func report(_ first: Int, _ other: Int, _ manifest: String) async throws -> Report {
    let folder = try ExperimentFolder(provider: try await provider(first, other), manifest)
    let result = try await folder.run()
    let json = try folder.text(of: .reportJSON, "report", in: result)
    return try JSONDecoder().decode(Report.self, from: Data(json.utf8))
  }

  @Test func `it is the share of the one less that of the other`() async throws {
    let report = try await report(2, 1, Self.manifest)
    let shares = report.results.filter { $0.metric == "exact-match" }
    #expect(shares.map(\.split) == ["unrealized", "other-persona", "realized"])
    #expect(shares.prefix(2).map(\.value) == [0.5, 0.25])
    let difference = try #require(report.results.last)
    #expect(difference.metric == "persona-difference")
    #expect([difference.split, difference.subtracted] == ["unrealized", "other-persona"])
    #expect(difference.value == 0.25)
    #expect(
      difference.counts == .init(both: 0, firstAlone: 2, secondAlone: 1, neither: 1)
    )
    let interval = PairedDifference(try #require(difference.counts))
    #expect(difference.interval == [interval.lower, interval.upper])
    #expect(difference.n == 4)
  }

  @Test func `the table has a row for it, beside what was published`() async throws {
    let report = try await report(2, 1, Self.manifest + Self.expectations)
    let table = ReportTable(report)
    let titles = table.columns.map(\.title)
    let row = try #require(table.rows.last)
    func cell(_ title: String) -> String? { titles.firstIndex(of: title).map { row[$0] } }
    #expect(cell("split") == "unrealized − other-persona")
    #expect(cell("exact match") == "+0.25")
    #expect(cell("published") == "0.1")
    #expect(cell("95 % interval") == "-0.46 to +0.75")
    let published = titles.firstIndex(of: "published").map { column in table.rows.map { $0[column] }
    }
    #expect(published == ["0.36", "0.26", "", "0.1"])
    #expect(table.notes.contains { $0.contains("Newcombe, paired") })
    #expect(MarkdownReport(report).text.contains("| unrealized − other-persona | +0.25 |"))
  }

  @Test func `seeds have a mean of it`() async throws {
    let folder = try ExperimentFolder(provider: try await provider(3, 1), Self.manifest)
    let options = ["fine-tune.seeds=[0, 1]"]
    let result = try await folder.run(set: options)
    let report = try #require(try folder.report(of: result, set: options))
    let rows = ReportTable(report).rows.suffix(3)
    #expect(rows.map { $0[2] } == ["0", "1", "mean of 2"])
    #expect(rows.last?[4...5] == ["+0.500", ""])
  }

  @Test func `asking for it asks the models nothing again`() async throws {
    let folder = try ExperimentFolder(Self.manifest)
    _ = try await folder.run(set: ["evaluate.metrics=[exact-match]"])
    #expect(try await folder.run().built == ["report"])
  }

  @Test func `what a failed evaluation leaves of it is not reported`() async throws {
    let folder = try ExperimentFolder(Self.manifest)
    folder.provider.waitingFailures.withLock { $0 = [.jobFailed("out of luck")] }
    let options = ["fine-tune.models=[large, small]"]
    let result = try await folder.run(set: options, jobs: 1)
    let report = try #require(try folder.report(of: result, set: options))
    #expect(report.results.filter { $0.metric == "persona-difference" }.map(\.model) == ["small"])
    #expect(report.missing?.count == 3)
  }

  @Test(arguments: [
    ("dataset.personas=[M1]", "no-other-persona"),
    ("evaluate.splits=[unrealized]", "difference-needs"),
    ("evaluate.metrics=[persona-difference]", "difference-needs"),
    ("dataset.guidance.phrasings=['{question} {answer}']", "bad-template"),
    ("dataset.pairs=ten.csv", "too-few-pairs"),
    ("dataset.examples.template='{persona} {question} {answer}'", "bad-template"),
  ])
  func `personas that cannot be had are told with their place`(option: String, id: String) throws {
    let folder = try ExperimentFolder(Self.manifest)
    let rows = (0..<10).map { "What is item \($0)?,Answer number \($0)\n" }.joined()
    folder.folder.write("question,answer\n" + rows, to: "ten.csv")
    let (plan, problems) = folder.plan(set: [option])
    #expect(plan == nil)
    #expect(problems.map(\.id.rawValue) == [id])
    #expect(problems.first?.range != nil)
  }
}
