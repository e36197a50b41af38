import Engine
import Report
import Steps
import TestSupport
import Testing

/// Seeds are replicates of an experiment and no variants of it.
struct ReplicateTests {
  private let matrix = "\nmatrix: { fine-tune.epochs: [1, 2] }\n"

  @Test func `seeds share everything but their training and what follows it`() throws {
    let folder = try ExperimentFolder(ExperimentFolder.manifest + matrix)
    let ids = try #require(folder.plan(set: ["fine-tune.seeds=[0, 7]"]).plan).steps.map(
      \.id.rawValue
    )
    #expect(ids.count { $0.hasPrefix("generate") } == 1)
    #expect(ids.count { $0.hasPrefix("upload") } == 2)
    #expect(
      ids.filter { $0.hasPrefix("fine-tune") } == [
        "fine-tune/small/seed-0[epochs=1]", "fine-tune/small/seed-7[epochs=1]",
        "fine-tune/small/seed-0[epochs=2]", "fine-tune/small/seed-7[epochs=2]",
      ]
    )
  }

  @Test func `the report has a mean of the seeds for each variant and none of the variants`()
    async throws
  {
    let folder = try ExperimentFolder(ExperimentFolder.manifest + matrix)
    let options = ["fine-tune.seeds=[0, 7]", "evaluate.splits=[unrealized]"]
    let result = try await folder.run(set: options)
    let report = try #require(try folder.report(of: result, set: options))
    let table = ReportTable(report)
    let columns = try ["variant", "seed"].map { title in
      try #require(table.columns.firstIndex { $0.title == title })
    }
    #expect(
      table.rows.map { row in columns.map { row[$0] }.joined(separator: " ") } == [
        "epochs=1 0", "epochs=1 7", "epochs=1 mean of 2",
        "epochs=2 0", "epochs=2 7", "epochs=2 mean of 2",
      ]
    )
  }

  @Test func `the report of a matrix says who did best, and whether that is sure`() async throws {
    let folder = try ExperimentFolder(ExperimentFolder.manifest + matrix)
    let options = ["fine-tune.seeds=[0, 7]"]
    let result = try await folder.run(set: options)
    let leaders = try #require(try folder.report(of: result, set: options)?.leaders)
    #expect(leaders.map(\.split) == ["unrealized", "realized"])
    for leader in leaders {
      // Both epochs give the same answers here.
      #expect(leader.best == ["fine-tune.epochs": "1"] && leader.next == ["fine-tune.epochs": "2"])
      #expect(leader.difference == 0 && !leader.isSeparable)
      #expect(leader.sentence.contains("no experiment is highest; epochs=1 and epochs=2 are equal"))
    }
    let single = try ExperimentFolder()
    #expect(try single.report(of: try await single.run())?.leaders == nil)
  }

  @Test func `another seed trains alone what it adds`() async throws {
    let folder = try ExperimentFolder()
    _ = try await folder.run(set: ["fine-tune.seeds=[0]"])
    let second = try await folder.run(set: ["fine-tune.seeds=[1, 0]"])
    #expect(
      second.built == [
        "fine-tune/small/seed-1", "evaluate/small/seed-1/unrealized",
        "evaluate/small/seed-1/realized", "report",
      ]
    )
  }
}
