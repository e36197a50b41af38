import Engine
import Foundation
import TestSupport
import Testing

@testable import manifest_run

/// `list`, `show RUN`, `logs`, `status` and `rm` after runs of the program.
@Suite(.timeLimit(.hang))
struct RunCommandsTests {
  private let folder = TemporaryFolder()
  private var workspace: String { "\(folder.path)/.manifest-run" }

  private func makeRuns() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    _ = try await program("run", path, "--quiet")
    _ = try await program("run", path, "--quiet", "--set", "fine-tune.epochs=3")
    _ = try await program("run", path, "--quiet", "--until", "generate")
  }

  private struct Listed: Decodable {
    struct Run: Decodable {
      var run: Int
      var manifest: String
      var manifestPath: String?
      var outcome: String
      var started: String
      var steps: [String: Int]
      var results: [Result]
    }

    struct Result: Decodable {
      var model: String
      var split: String
      var metric: String
      var value: Double
    }

    var formatVersion: Int
    var runs: [Run]
  }

  private func list(_ first: String = "--json", _ second: String = "--json") async throws -> [Listed
    .Run]
  {
    try await program("list", "--json", first, second, "--workspace", workspace).json(Listed.self)
      .runs
  }

  @Test func `runs are listed, newest first, by what is asked`() async throws {
    try await makeRuns()
    let all = try await list()
    #expect(all.map(\.run) == [3, 2, 1])
    #expect(all.map(\.outcome) == ["done", "done", "done"])
    #expect(all.map(\.results.count) == [0, 4, 4])
    #expect(all[0].steps == ["reused": 1] && all[2].steps == ["built": 7])
    #expect(all[0].manifest == "small" && all[0].manifestPath == "m.yaml")
    #expect(try await list("--limit", "1").map(\.run) == [3])
    #expect(try await list("--manifest", "sm*").count == 3)
    #expect(try await list("--manifest", "m.yaml").count == 3)
    #expect(try await list("--manifest", "other").isEmpty)
    #expect(try await list("--model", "ada").map(\.run) == [2, 1])
    #expect(try await list("--model", "curie").isEmpty)
    #expect(try await list("--outcome", "failed").isEmpty)
    #expect(try await list("--since", "1h").count == 3)
    #expect(try await list("--until", "1h").isEmpty)
    let met = try await list("--where", "exact-match[realized]>=0")
    #expect(met.map(\.run) == [2, 1])
    #expect(met.allSatisfy { $0.results.map(\.split) == ["realized"] })
    #expect(try await list("--where", "exact-match>1").isEmpty)
  }

  @Test func `a list is a table for people and lines for spreadsheets`() async throws {
    try await makeRuns()
    let table = try await program("list", "--workspace", workspace)
    let lines = table.results.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("run  started"))
    #expect(lines[2].contains("4 built, 3 reused") && lines[2].contains("exact-match unrealized"))
    #expect(table.messages == "\n1 run more found everything done; '--all' lists them\n")
    let all = try await program("list", "--all", "--workspace", workspace)
    #expect(all.results.split(separator: "\n").count == 5 && all.messages.isEmpty)
    // Nothing is folded where a condition asks for it, and no result is cut.
    let met = try await program("list", "--where", "exact-match>=0", "--workspace", workspace)
    #expect(met.results.contains("ada seed-0 unrealized 0."))
    #expect(met.results.contains("ada seed-0 realized 0.") && !met.results.contains("…"))
    let csv = try await program("list", "--csv", "--workspace", workspace)
    let rows = csv.results.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows.count == 10)
    #expect(rows.allSatisfy { $0.count == rows[0].count })
    #expect(rows[0].first == "run" && rows[1].first == "3")
    let none = try await program("list", "--model", "curie", "--workspace", workspace)
    #expect(none.results.isEmpty)
    #expect(none.messages == "none of 3 runs is like this\n  the models with results are 'ada'\n")
  }

  @Test func `a spreadsheet has each result once, in the run that made it`() async throws {
    let matrix = "\nmatrix: { fine-tune.epochs: [1, 2], evaluate.temperature: [0] }\n"
    let path = folder.write(smallManifest + matrix, to: "m.yaml")
    _ = try await program("run", path, "--quiet", "--set", "matrix.fine-tune.epochs=[1]")
    _ = try await program("run", path, "--quiet")
    let csv = try await program("list", "--csv", "--workspace", workspace)
    let lines = csv.results.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let rows = lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
    // Two splits and two metrics of two experiments.
    #expect(rows.count == 8)
    for (epochs, run) in [("1", "1"), ("2", "2")] {
      let ofOne = rows.filter { $0["fine-tune.epochs"] == epochs }
      #expect(ofOne.count == 4)
      #expect(ofOne.allSatisfy { $0["run"] == run && $0["made_in_run"] == run })
      #expect(ofOne.allSatisfy { $0["evaluate.temperature"] == "0" })
      #expect(ofOne.allSatisfy { Double($0["seconds"] ?? "") ?? 0 > 0 })
    }
    for row in rows where row["metric"] == "exact-match" {
      let (correct, n) = (Double(row["correct"] ?? "") ?? -1, Double(row["n"] ?? "") ?? 0)
      #expect(Double(row["value"] ?? "") == correct / n)
      #expect(Double(row["interval_low"] ?? "") ?? 9 <= correct / n)
      #expect(Double(row["interval_high"] ?? "") ?? -9 >= correct / n)
    }
  }

  @Test func `results are known without the artifacts, and without the run's folder`() async throws
  {
    try await makeRuns()
    try FileManager.default.removeItem(atPath: "\(workspace)/runs/1")
    #expect(try await list("--where", "exact-match>=0").map(\.run) == [2, 1])
    try FileManager.default.removeItem(atPath: "\(workspace)/store-1")
    #expect(try await list("--where", "exact-match>=0").map(\.run) == [2])
  }

  @Test(arguments: [
    (["list", "--where", "exact-match"], "compares with nothing"),
    (["list", "--since", "soon"], "'--since' must be a date"),
    (["list", "--csv", "--json"], "'--csv' and '--json' exclude each other"),
    (["list", "--limit", "0"], "'--limit' must be at least 1"),
    (["show", "m.yaml"], "'m.yaml' is no run; say 'show m.yaml --resolved'"),
    (["show", "0"], "'0' is no run"),
    (["show", "1", "--set", "a=b"], "'--set' changes a manifest, and '1' is a run"),
    (["rm"], "say which runs"),
    (["rm", "7-3"], "7-3"),
    (["rm", "--older-than", "old"], "'--older-than' must be a number with s, m, h, d or w"),
    (["status", "--set", "a=b"], "'--set' changes a manifest; name one"),
    (["dag", "m.yaml", "--json", "--format", "dot"], "'--json' and '--format' exclude each other"),
  ])
  func `wrong usage says what is allowed`(arguments: [String], sentence: String) async throws {
    let padded = arguments + Array(repeating: "--quiet", count: 5 - arguments.count)
    let said = try await program(
      padded[0],
      padded[1],
      padded[2],
      padded[3],
      padded[4],
      exits: 64
    )
    #expect(said.messages.contains(sentence), "\(said.messages)")
  }

  @Test func `looking makes no workspace`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    let plan = try await program("plan", path)
    #expect(plan.results.hasPrefix("generate "))
    #expect(try await program("status", path).results.contains("never made"))
    #expect(try await program("dag", path).results.contains("will-run"))
    #expect(try await program("list", in: folder.path).messages.hasPrefix("no runs: "))
    #expect(try await program("status", in: folder.path).messages == "nothing was run here yet\n")
    for command in ["show", "logs", "rm"] {
      let said = try await program(command, "1", in: folder.path, exits: 1)
      #expect(said.messages.contains("there is no workspace '.manifest-run'"))
    }
    #expect(folder.names == ["m.yaml"])
  }

  @Test func `a run is shown with all that is known of it`() async throws {
    try await makeRuns()
    let page = try await program("show", "2", "--workspace", workspace)
    for text in [
      "run 2  small  done", "m.yaml", "git       no repository", "local:ada",
      "'epochs' changed from 2 to 3", "epochs: 3",
    ] {
      #expect(page.results.contains(text), "\(text)")
    }
    let json = try await program("show", "last", "--json", "--workspace", workspace)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.results.utf8)) as? [String: Any]
    )
    #expect(object["run"] as? Int == 3)
    #expect((object["machine"] as? [String: Any])?["cores"] as? Int ?? 0 > 0)
    #expect((object["git"] as? [String: Any])?["problem"] as? String == "no repository")
    #expect((object["steps"] as? [[String: Any]])?.first?["outcome"] as? String == "reused")
    let manifest = folder.path + "/m.yaml"
    let resolved = try await program("show", manifest, "--resolved")
    #expect(resolved.results.contains("realized: 12"))
    let missing = try await program("show", "99", "--workspace", workspace, exits: 1)
    #expect(missing.messages.contains("there is no run 99"))
  }

  @Test func `the log of a run tells its steps, one of them, or its lines`() async throws {
    try await makeRuns()
    let all = try await program("logs", "1", "--workspace", workspace)
    #expect(all.results.contains("fine-tune/ada/seed-0") && all.results.contains("run ended: done"))
    let one = try await program("logs", "1", "fine-tune/*", "--workspace", workspace)
    #expect(one.results.contains("100 %") && !one.results.contains("generate"))
    let lines = try await program("logs", "1", "--json", "--workspace", workspace)
    #expect(
      lines.results.split(separator: "\n").map(String.init)
        == folder.lines(of: ".manifest-run/runs/1/events.jsonl")
    )
    let followed = try await program("logs", "1", "--follow", "--workspace", workspace)
    #expect(followed.results == all.results)
    let wrong = try await program("logs", "1", "genrate", "--workspace", workspace, exits: 1)
    #expect(wrong.messages.contains("the run has no step 'genrate'"))
    #expect(wrong.messages.contains("did you mean 'generate'?"))
    try FileManager.default.removeItem(atPath: "\(workspace)/runs/1/events.jsonl")
    let nothing = try await program("logs", "1", "--workspace", workspace, exits: 1)
    #expect(nothing.messages.contains("nothing was kept of what happened in run 1"))
  }

  @Test func `removed runs are gone and what they made is reused`() async throws {
    try await makeRuns()
    let dry = try await program("rm", "1-2", "--dry-run", "--workspace", workspace)
    #expect(
      dry.results.split(separator: "\n").count == 2 && dry.results.hasPrefix("would remove run 2")
    )
    #expect(try await list().count == 3)
    let young = try await program("rm", "--older-than", "1d", "--workspace", workspace)
    #expect(young.messages == "there is nothing to remove\n")
    let done = try await program("rm", "1-2", "--workspace", workspace)
    #expect(done.results.contains("removed run 1"))
    #expect(try await list().map(\.run) == [3])
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(workspace)/runs") == ["3"])
    let again = try await program("rm", "1", "--workspace", workspace, exits: 1)
    #expect(again.messages.contains("there is no run 1"))
    let rerun = try await program("run", folder.path + "/m.yaml")
    #expect(rerun.messages.contains("7 steps, 7 reused"))
  }
}
