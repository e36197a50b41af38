import ArgumentParser
import Engine
import Foundation
import TestSupport
import Testing

@testable import manifest_run

struct RunCommandTests {
  private let folder = TemporaryFolder()

  /// What the tests read of `run --json`.
  private struct Run: Decodable {
    struct Step: Decodable {
      var id: String
      var kind: String
      var outcome: String
      var seconds: Double
      var buildSeconds: Double?
      var outputs: [Output]
    }

    struct Output: Decodable, Equatable {
      var name: String
      var digest: String
      var size: Int
      var path: String
    }

    struct Result: Decodable {
      var model: String
      var provider: String
      var parameters: Int
      var seed: Int
      var split: String
      var metric: String
      var value: Double
      var n: Int
      var correct: Int?
      var interval: [Double]?
      var baseValue: Double?
    }

    struct Expectation: Decodable, Equatable {
      var model: String
      var split: String
      var metric: String
      var value: Double
      var source: String?
    }

    var formatVersion: Int
    var run: Int
    var name: String
    var manifestDigest: String
    var workspace: String
    var outcome: String
    var steps: [Step]
    var results: [Result]
    var expectations: [Expectation]
  }

  @Test func `a run prints its results and a second one does nothing`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    let first = try await program(path)
    #expect(first.results.contains("local:ada"))
    #expect(first.results.contains("unrealized"))
    #expect(first.messages.contains("generate  started"))
    #expect(first.messages.contains("7 steps, 7 built"))
    let second = try await program("run", path)
    #expect(second.messages.contains("7 steps, 7 reused"))
    #expect(second.results == first.results)
    #expect(folder.names.contains(".manifest-run"))
    let report = folder.lines(of: ".manifest-run/runs/2/report.md")
    #expect(report.first == "# small")
    #expect(report.contains { $0.contains("local:ada") && $0.contains("unrealized") })
  }

  @Test func `a model that has not learned its examples is told wherever results are`() async throws
  {
    let path = folder.write(smallManifest, to: "m.yaml")
    let sentence = "Undertrained: local:ada has not learned the examples that it was trained on"
    #expect(try await program(path).results.contains("\n\(sentence)"))
    let report = folder.lines(of: ".manifest-run/runs/1/report.md")
    #expect(report.contains { $0.hasPrefix("- \(sentence)") })
    let shown = try await program("show", "1", "--workspace", "\(folder.path)/.manifest-run")
    #expect(shown.results.contains("\n\(sentence)"))
  }

  @Test func `its JSON has what programs need`() async throws {
    let published =
      "{ model: ada, split: realized, metric: exact-match, value: 0.5, source: a book }"
    let path = folder.write(smallManifest + "\nexpect: [\(published)]\n", to: "m.yaml")
    let run = try await program("run", path, "--json", "--quiet").json(Run.self)
    #expect(run.formatVersion == 1)
    #expect(run.run == 1)
    #expect(run.name == "small")
    #expect(
      run.expectations == [
        Run.Expectation(
          model: "ada",
          split: "realized",
          metric: "exact-match",
          value: 0.5,
          source: "a book"
        )
      ]
    )
    #expect(run.outcome == "done")
    #expect(run.manifestDigest.count == 64)
    #expect(run.workspace == folder.path + "/.manifest-run")
    #expect(
      run.steps.map(\.kind) == [
        "generate", "upload", "upload", "fine-tune", "evaluate", "evaluate", "report",
      ]
    )
    #expect(run.steps.allSatisfy { $0.outcome == "built" && $0.buildSeconds == $0.seconds })
    #expect(run.results.map(\.metric) == ["exact-match", "log-probability"] * 2)
    let match = try #require(run.results.first)
    #expect(match.n == 4)
    #expect(match.interval?.count == 2)
    #expect(match.parameters > 10_000)
    #expect(run.results[1].baseValue != nil)
    let again = try await program("run", path, "--json", "--quiet").json(Run.self)
    #expect(again.steps.allSatisfy { $0.outcome == "reused" })
    #expect(again.steps.map(\.buildSeconds) == run.steps.map(\.buildSeconds))
    #expect(again.results.map(\.value) == run.results.map(\.value))
  }

  @Test func `its JSON says what each step made and where it is`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    let run = try await program(path, "--until", "fine-tune", "--json").json(Run.self)
    #expect(
      run.steps.map { $0.outputs.map(\.name) } == [
        [
          "dataset-card.json", "realized.jsonl", "train.jsonl", "unrealized.jsonl",
          "validation.jsonl",
        ],
        ["upload.json"],
        ["upload.json"],
        ["metrics.jsonl", "model-receipt.json", "model.json", "model.weights"],
      ]
    )
    for output in run.steps.flatMap(\.outputs) {
      let content = try Data(contentsOf: URL(filePath: "\(run.workspace)/\(output.path)"))
      #expect(content.count == output.size)
      #expect(Digest(of: content).hexadecimal == output.digest)
    }
    let again = try await program(path, "--until", "fine-tune", "--json").json(Run.self)
    #expect(again.steps.map(\.outputs) == run.steps.map(\.outputs))
  }

  @Test func `a step that did not come to its end has made nothing`() async throws {
    let long = smallManifest.replacing("epochs: 2", with: "epochs: 50000")
    let path = folder.write(long, to: "m.yaml")
    let output = try await program(path, "--json", exits: 130, interruptedAfter: 2)
    let run = try output.json(Run.self)
    #expect(run.outcome == "interrupted")
    #expect(run.steps.first?.outputs.isEmpty == false)
    let skipped = run.steps.filter { $0.outcome == "skipped" }
    #expect(skipped.count == 4)
    #expect(skipped.allSatisfy { $0.outputs.isEmpty })
  }

  @Test func `it stops after the steps of a kind`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    let output = try await program("run", path, "--until", "generate", "--json")
    let run = try output.json(Run.self)
    #expect(run.name == "small")
    #expect(run.steps.map(\.kind) == ["generate"])
    #expect(run.results.isEmpty)
  }

  @Test func `equal seeds give equal models and other seeds others`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    let digests = try await [("a", "0"), ("b", "0"), ("c", "1")].asyncMap { workspace, seed in
      _ = try await program(
        "run",
        path,
        "--workspace",
        "\(folder.path)/\(workspace)",
        "--quiet",
        "--until",
        "fine-tune",
        "--set",
        "fine-tune.seeds=[\(seed)]"
      )
      return try objects(in: "\(folder.path)/\(workspace)")
    }
    #expect(digests[0] == digests[1])
    #expect(digests[0] != digests[2])
  }

  @Test func `an interrupted run says so and the next one goes on`() async throws {
    let long = smallManifest.replacing("epochs: 2", with: "epochs: 50000")
    let path = folder.write(long, to: "m.yaml")
    let output = try await program(path, exits: 130, interruptedAfter: 2)
    #expect(output.messages.contains("interrupted, run again to go on from here"))
    #expect(output.results == "")
    let run = try await program(path, "--set", "fine-tune.epochs=1", "--json").json(Run.self)
    #expect(run.steps.filter { $0.outcome == "reused" }.map(\.kind).contains("generate"))
  }

  @Test func `an edit of the manifest or of what it extends changes nothing in a running run`()
    async throws
  {
    let base = smallManifest.replacing("epochs: 2", with: "epochs: 1000")
    folder.write(base, to: "base.yaml")
    let path = folder.write("extends: base.yaml\nname: child\n", to: "m.yaml")
    let undisturbed = "\(folder.path)/undisturbed"
    async let running = program("run", path, "--json")
    try await waitForGeneratedData(in: folder.path + "/.manifest-run")
    // The models are still to be tuned and asked, and the report to be written.
    folder.write(base.replacing("[ada]", with: "[babbage]"), to: "base.yaml")
    folder.write("name: [not, a, manifest]\n", to: "m.yaml")
    let edited = try await running.json(Run.self)
    folder.write(base, to: "base.yaml")
    folder.write("extends: base.yaml\nname: child\n", to: "m.yaml")
    let run = try await program("run", path, "--json", "--workspace", undisturbed).json(Run.self)
    #expect(edited.outcome == "done")
    #expect(edited.name == "child")
    #expect(edited.manifestDigest == run.manifestDigest)
    #expect(edited.results.map(\.model) == ["ada", "ada", "ada", "ada"])
    #expect(edited.results.map(\.value) == run.results.map(\.value))
    #expect(try objects(in: folder.path + "/.manifest-run") == objects(in: undisturbed))
    #expect(folder.lines(of: ".manifest-run/runs/1/report.md").first == "# child")
  }

  @Test func `a killed run leaves nothing behind that the next one would not make`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    let long = "fine-tune.epochs=400"
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      DispatchQueue.global().asyncAfter(deadline: .now() + 0.4) { kill(getpid(), SIGKILL) }
      await Program.run(
        ManifestRun.self,
        ["run", path, "--quiet", "--set", "fine-tune.epochs=400"]
      )
    }
    _ = try await program("run", path, "--quiet", "--set", long)
    let other = "\(folder.path)/undisturbed"
    _ = try await program("run", path, "--quiet", "--set", long, "--workspace", other)
    #expect(try objects(in: folder.path + "/.manifest-run") == objects(in: other))
  }

  @Test func `a damaged artifact is found and made again`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    let run = try await program("run", path, "--json").json(Run.self)
    let store = folder.path + "/.manifest-run/store-1/objects"
    let files = try FileManager.default.subpathsOfDirectory(atPath: store).filter { $0.count > 3 }
    for file in files {
      let url = URL(filePath: "\(store)/\(file)")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o644],
        ofItemAtPath: url.path
      )
      var data = try Data(contentsOf: url)
      data[data.count / 2] ^= 1
      try data.write(to: url)
    }
    let again = try await program("run", path, "--json").json(Run.self)
    #expect(again.steps.allSatisfy { $0.outcome == "built" })
    #expect(again.results.map(\.value) == run.results.map(\.value))
    #expect(
      try await program("run", path, "--json").json(Run.self).steps.allSatisfy {
        $0.outcome == "reused"
      }
    )
  }

  @Test func `generating large datasets can be interrupted too`() async throws {
    // As many at once as there are cores, so that no thread is left for whoever notices.
    let seeds = (0..<ProcessInfo.processInfo.activeProcessorCount).map(String.init)
    let path = folder.write(
      smallManifest.replacing("realized: 12", with: "realized: 1000000")
        + "\nmatrix: { dataset.seed: [\(seeds.joined(separator: ", "))] }\n",
      to: "m.yaml"
    )
    let output = try await program(path, exits: 130, interruptedAfter: 2)
    let steps = seeds.count * 6 + 1
    #expect(output.messages.contains("\(steps) steps, \(steps) skipped"))
    #expect(try await program("plan", path, "--json").results.contains("never made"))
  }

  @Test func `a workspace that cannot be made is told`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    let output = try await program(path, "--workspace", "/dev/null/here", exits: 1)
    #expect(output.messages.hasPrefix("error: "))
    #expect(output.results == "")
  }

  /// Waits until a run has made its data, for ten seconds at most.
  private func waitForGeneratedData(in workspace: String) async throws {
    for _ in 0..<1000 {
      guard try objects(in: workspace).count < 4 else { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("no data after ten seconds")
  }

  private func objects(in workspace: String) throws -> Set<String> {
    let files = FileManager.default.enumerator(atPath: workspace + "/store-1/objects")?.allObjects
    return Set((files as? [String] ?? []).filter { $0.count > 3 })
  }
}

private func * (list: [String], count: Int) -> [String] {
  (0..<count).flatMap { _ in list }
}

extension Array {
  fileprivate func asyncMap<Value>(
    _ transform: (Element) async throws -> Value
  ) async throws -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await transform(element)) }
    return values
  }
}
