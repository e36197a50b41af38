import Foundation
import Report
import Steps
import TestSupport
import Testing

/// What a report says of published values where its data are not those that they are of.
struct PublishedValueTests {
  private static let base = """
    manifest: 1
    name: base
    description: Six realized pairs.
    dataset: { realized: 6, unrealized: 4 }
    fine-tune: { provider: scripted, models: [small] }
    evaluate: { splits: [unrealized], metrics: [exact-match] }
    expect: [{ model: small, split: unrealized, metric: exact-match, value: 0.94, source: a book }]
    """

  private func report(_ manifest: String, set overrides: [String] = []) async throws -> Report {
    let folder = try ExperimentFolder(manifest)
    folder.folder.write(Self.base, to: "base.yaml")
    folder.folder.write(
      "question,answer\n" + (0..<12).map { "Which item is \($0)?,Number \($0)\n" }.joined(),
      to: "pairs.csv"
    )
    let result = try await folder.run(set: overrides)
    return try #require(try folder.report(of: result, set: overrides))
  }

  /// The cells of the column of published values; nil without one.
  private func published(_ report: Report) -> [String]? {
    let table = ReportTable(report)
    return table.columns.firstIndex { $0.title == "published" }
      .map { column in table.rows.map { $0[column] } }
  }

  private static let own = "Published: small, unrealized, exact-match 0.94 (a book)."
  private static let other =
    "Published, on other data: small, unrealized, exact-match 0.94 (a book)."

  @Test(arguments: [
    "",
    "\nfine-tune: { epochs: 3 }",
    "\nevaluate: { metrics: [exact-match, log-probability] }",
    "\ndataset: { realized: 6, guidance: { splits: [unrealized, realized] } }",
  ])
  func `they stand beside what is measured with the data of their manifest`(
    change: String
  ) async throws {
    let report = try await report("extends: base.yaml\nname: derived" + change)
    #expect(published(report) == ["0.94"])
    #expect(ReportTable(report).notes.contains(Self.own))
  }

  @Test(arguments: [
    "pairs: pairs.csv", "realized: 5", "seed: 1", "layout: prompt-and-target", "order: shuffled",
    "guidance: { phrasings: 2 }", "guidance: { answers: shuffled }", "examples: { repeats: 2 }",
  ])
  func `with other data they are in a note alone`(change: String) async throws {
    for (manifest, overrides) in [
      ("extends: base.yaml\nname: derived\ndataset: { \(change) }", []),
      (Self.base, ["dataset={ realized: 6, unrealized: 4, \(change) }"]),
    ] where !(change.hasPrefix("realized") && !overrides.isEmpty) {
      let report = try await report(manifest, set: overrides)
      #expect(published(report) == nil)
      #expect(ReportTable(report).notes.contains(Self.other))
      #expect(report.expectations.map(\.otherData) == [[[:]]])
    }
  }

  @Test func `of a matrix they stand in the rows that have their data`() async throws {
    let report = try await report(
      "extends: base.yaml\nname: derived\nmatrix: { dataset.realized: [5, 6] }"
    )
    #expect(published(report) == ["", "0.94"])
    #expect(report.expectations.map(\.otherData) == [[["dataset.realized": "5"]]])
    #expect(
      ReportTable(report).notes.contains(
        "Published, on the data of some rows: small, unrealized, exact-match 0.94 (a book)."
      )
    )
  }

  @Test func `what another manifest or an option writes is of its own data`() async throws {
    let values = "[{ model: small, split: unrealized, metric: exact-match, value: 0.5 }]"
    let derived = "extends: base.yaml\nname: derived\ndataset: { realized: 5 }"
    #expect(published(try await report(derived + "\nexpect: " + values)) == ["0.5"])
    #expect(published(try await report(derived, set: ["expect=" + values])) == ["0.5"])
  }

  @Test func `a manifest is not described by what another says of itself`() async throws {
    #expect(try await report("extends: base.yaml\nname: derived").description == nil)
    #expect(try await report(Self.base).description == "Six realized pairs.")
    #expect(
      try await report("extends: base.yaml\nname: derived\ndescription: Others.").description
        == "Others."
    )
  }
}
