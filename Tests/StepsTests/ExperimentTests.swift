import Engine
import Foundation
import Providers
import Metrics
import Report
import Steps
import TestSupport
import Synchronization
import Testing

struct ExperimentTests {
  private static let evaluations = [
    "evaluate/small/seed-0/unrealized", "evaluate/small/seed-0/realized",
  ]

  @Test func `a run makes everything and a second one nothing`() async throws {
    let folder = try ExperimentFolder()
    let first = try await folder.run()
    #expect(first.steps.allSatisfy { $0.outcome == .built })
    let second = try await folder.run()
    #expect(second.built == [])
    #expect(folder.provider.log.withLock(\.created).count == 1)
    #expect(
      folder.provider.log.withLock(\.uploads).sorted() == ["train.jsonl", "validation.jsonl"]
    )
  }

  @Test func `another model is the only one that is tuned`() async throws {
    let folder = try ExperimentFolder()
    _ = try await folder.run()
    let second = try await folder.run(set: ["fine-tune.models=[small, large]"])
    #expect(
      second.built == [
        "fine-tune/large/seed-0", "evaluate/large/seed-0/unrealized",
        "evaluate/large/seed-0/realized", "report",
      ]
    )
  }

  @Test func `other epochs tune again and generate nothing`() async throws {
    let folder = try ExperimentFolder()
    _ = try await folder.run()
    let second = try await folder.run(set: ["fine-tune.epochs=3"])
    #expect(second.built == ["fine-tune/small/seed-0"] + Self.evaluations + ["report"])
  }

  @Test(arguments: [
    "# only a comment\n" + ExperimentFolder.manifest,
    """
    fine-tune: { models: [small], provider: scripted, epochs: 10 }
    dataset: { unrealized: 4, realized: 6 }
    name: small
    manifest: 1
    """,
  ])
  func `a comment, another order of keys or a written default does nothing`(
    manifest: String
  ) async throws {
    let folder = try ExperimentFolder()
    _ = try await folder.run()
    folder.folder.write(manifest, to: "m.yaml")
    #expect(try await folder.run().built == [])
  }

  @Test func `another suffix is no reason to pay again`() async throws {
    let folder = try ExperimentFolder()
    _ = try await folder.run()
    #expect(try await folder.run(set: ["fine-tune.suffix=other"]).built == [])
  }

  @Test func `a pairs file counts by its content`() async throws {
    let rows = (0..<10).map { "What is item \($0)?,Answer number \($0)" }
    let text = "question,answer\n" + rows.joined(separator: "\n") + "\n"
    let folder = try ExperimentFolder()
    folder.folder.write(text, to: "a.csv")
    folder.folder.write(text, to: "b.csv")
    _ = try await folder.run(set: ["dataset.pairs=a.csv"])
    #expect(try await folder.run(set: ["dataset.pairs=b.csv"]).built == [])
    folder.folder.write(text.replacing("number 9", with: "number 99"), to: "b.csv")
    #expect(try await folder.run(set: ["dataset.pairs=b.csv"]).built.contains("generate"))
  }

  @Test func `the report holds what was measured`() async throws {
    let folder = try ExperimentFolder()
    let result = try await folder.run()
    let json = try folder.text(of: .reportJSON, "report", in: result)
    let report = try JSONDecoder().decode(Report.self, from: Data(json.utf8))
    let match = try #require(report.results.first)
    #expect(match.model == "small")
    #expect(match.split == "unrealized")
    #expect(match.metric == "exact-match")
    #expect([match.correct, match.n] == [0, 4])
    #expect(match.interval?.count == 2)
    let likelihood = try #require(report.results.last)
    #expect(likelihood.metric == "log-probability")
    #expect(likelihood.value == -2)
    #expect(likelihood.baseValue == -8)
    #expect(report.results.count == 4)
  }

  @Test func `an answer that is the target is counted`() async throws {
    let folder = try ExperimentFolder()
    let first = try await folder.run()
    let lines = try folder.text(of: "unrealized.jsonl", "generate", in: first)
      .split(separator: "\n")
    struct Item: Decodable { var completion: String }
    let targets = try lines.map {
      try JSONDecoder().decode(Item.self, from: Data($0.utf8)).completion
    }
    let oracle = ScriptedProvider(account: "oracle") { index, _ in
      index < 3 ? targets[index] + "\n\n<END GUIDANCE TEST>" : " wrong"
    }
    let second = try ExperimentFolder(provider: oracle)
    let result = try await second.run(set: ["evaluate.splits=[unrealized]"])
    let text = try second.text(
      of: "aggregates.json",
      "evaluate/small/seed-0/unrealized",
      in: result
    )
    let aggregates = try JSONDecoder().decode(Aggregates.self, from: Data(text.utf8))
    #expect(aggregates.exactMatch?.correct == 3)
    #expect(aggregates.exactMatch?.value == 0.75)
    #expect(aggregates.exactMatch?.stop == ["\n"])
  }

  @Test func `a probability of zero is a result`() async throws {
    let folder = try ExperimentFolder()
    folder.provider.likelihood.withLock { $0 = -.infinity }
    let result = try await folder.run()
    #expect(result.succeeded)
    let report = try #require(try folder.report(of: result))
    #expect(report.results.last?.value == -.infinity)
    #expect(report.results.last?.baseValue == -8)
  }

  @Test func `what was measured is reported though a model failed`() async throws {
    let folder = try ExperimentFolder()
    folder.provider.waitingFailures.withLock { $0 = [.jobFailed("out of luck")] }
    let options = ["fine-tune.models=[large, small]"]
    let result = try await folder.run(set: options, jobs: 1)
    #expect(!result.succeeded)
    let report = try #require(try folder.report(of: result, set: options))
    #expect(Set(report.results.map(\.steps.fineTune)) == ["fine-tune/small/seed-0"])
    #expect(
      report.missing == ["evaluate/large/seed-0/unrealized", "evaluate/large/seed-0/realized"]
    )
  }

  @Test func `what a model is called is in no evaluation's key`() async throws {
    let folder = try ExperimentFolder()
    let first = try await folder.run()
    folder.provider.label.withLock { $0 = "renamed" }
    let other = try ExperimentFolder(provider: folder.provider)
    let second = try await other.run()
    #expect(first.steps.map(\.key) == second.steps.map(\.key))
  }

  @Test func `only what is asked for is measured`() async throws {
    let folder = try ExperimentFolder()
    let result = try await folder.run(set: ["evaluate.metrics=[log-probability]"])
    let items = try folder.text(of: "items.jsonl", Self.evaluations[0].id, in: result)
    #expect(items.split(separator: "\n").count == 4)
    #expect(!items.contains("exact_match"))
    #expect(items.contains("\"base_log_probability\":-8"))
  }
}

extension String {
  fileprivate var id: StepID { StepID(self) }
}
