import Foundation
import TestSupport
import Testing

@testable import manifest_run

struct DiffCommandTests {
  private let folder = TemporaryFolder()

  /// What the tests read of `diff --json`.
  private struct Document: Decodable {
    struct Side: Decodable {
      var label: String
      var name: String
      var wasRun: Bool
    }

    struct Difference: Decodable {
      var path: String
      var affects: String
      var a: Value?
      var b: Value?
    }

    struct Value: Decodable {
      var origin: Origin
      var content: String?
    }

    struct Origin: Decodable {
      var kind: String
      var path: String?
      var line: Int?
    }

    struct Steps: Decodable {
      struct Rerun: Decodable { var id: String }

      var rerun: [Rerun]
      var kept: Int
    }

    struct Result: Decodable {
      struct Measured: Decodable {
        var value: Double
        var interval: [Double]?
      }

      var metric: String
      var a: Measured?
      var b: Measured?
    }

    var formatVersion: Int
    var a: Side
    var b: Side
    var differences: [Difference]
    var steps: Steps
    var results: [Result]
  }

  @Test func `the exit status tells a difference only where it is asked for`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    let same = try await program("diff", path, path, "--exit-code")
    #expect(same.results.contains("Both manifests mean the same."))
    #expect(same.messages == "")
    let option = "fine-tune.epochs=3"
    _ = try await program("diff", path, path, "--set-b", option)
    _ = try await program("diff", path, path, "--set-b", option, "--exit-code", exits: 1)
    _ = try await program("diff", path, path, "--set-a", option, "--exit-code", exits: 1)
    _ = try await program("diff", path, path, "--set", option, "--exit-code")
    _ = try await program("diff", path, path, "--json", "--format", "md", exits: 64)
    // There is no repository to compare one manifest with itself in.
    _ = try await program("diff", path, exits: 65)
    #expect(folder.names == ["m.yaml"])
  }

  @Test func `an invalid side is told with its places`() async throws {
    let good = folder.write(smallManifest, to: "good.yaml")
    let bad = folder.write(smallManifest.replacing("epochs:", with: "epoch:"), to: "bad.yaml")
    for sides in [(good, bad), (bad, good), (bad, bad)] {
      let output = try await program("diff", sides.0, sides.1, exits: 65)
      #expect(output.results == "")
      #expect(output.messages.contains("bad.yaml:4:29: error: unknown key 'epoch' in 'fine-tune'"))
      #expect(output.messages.hasSuffix("\n1 error\n"))
    }
    let worse = folder.write(smallManifest.replacing("ada", with: "adda"), to: "worse.yaml")
    let both = try await program("diff", bad, worse, exits: 65)
    #expect(both.messages.contains("unknown key 'epoch'"))
    #expect(both.messages.contains("has no model 'adda'"))
    #expect(both.messages.hasSuffix("\n2 errors\n"))
    let missing = try await program("diff", good, "\(folder.path)/gone.yaml", exits: 65)
    #expect(missing.messages.contains("there is no file '\(folder.path)/gone.yaml'"))
  }

  @Test func `runs are compared with runs and manifests, whatever has changed since`() async throws
  {
    let path = folder.write(smallManifest, to: "m.yaml")
    _ = try await program("run", path, "--quiet", in: folder.path)
    let matrix = "matrix={fine-tune.epochs: [1, 2]}"
    _ = try await program("run", path, "--quiet", "--set", matrix, in: folder.path)
    folder.write(smallManifest.replacing("name: ", with: "name: other_"), to: "m.yaml")
    func compare(_ a: String, _ b: String) async throws -> Document {
      try await program("diff", a, b, "--json", in: folder.path).json(Document.self)
    }
    let variants = try await compare("2/epochs=1", "last/fine-tune.epochs=2")
    #expect(variants.differences.map(\.path) == ["fine-tune.epochs"])
    #expect(variants.results.allSatisfy { $0.a != nil && $0.b != nil })
    let changed = try await program(
      "diff",
      "last",
      path,
      "--set",
      "fine-tune.epochs=3",
      in: folder.path,
      exits: 1
    )
    #expect(changed.messages.contains("'last' is a run, in which no key can be given another"))
    let mixed = try await compare("last~1", path)
    #expect(mixed.differences.map(\.path) == ["name"])
    #expect(mixed.results.allSatisfy { $0.a != nil && $0.b != nil })
    for (side, words) in [
      ("2/epochs=3", "run 2 has no experiment 'epochs=3'"), ("7", "there is no run 7"),
      ("last~2", "there are 2 runs here, and none before them"),
    ] {
      let output = try await program("diff", side, path, in: folder.path, exits: 1)
      #expect(output.messages.contains(words), "\(output.messages)")
    }
  }

  @Test func `results of what was run stand side by side`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    func compare() async throws -> Document {
      try await program("diff", path, path, "--set-b", "fine-tune.epochs=1", "--json")
        .json(Document.self)
    }
    _ = try await program("run", path, "--quiet")
    let half = try await compare()
    #expect(half.a.wasRun && !half.b.wasRun)
    #expect(half.results.count == 4)
    #expect(half.results.allSatisfy { $0.a != nil && $0.b == nil })
    #expect(half.steps.rerun.count == 4)
    _ = try await program("run", path, "--quiet", "--set", "fine-tune.epochs=1")
    let whole = try await compare()
    #expect(whole.b.wasRun)
    #expect(whole.results.allSatisfy { $0.a != nil && $0.b != nil })
    #expect(whole.results.first?.b?.interval?.count == 2)
    // What would run with A done does not depend on what was run here.
    #expect(whole.steps.rerun.map(\.id) == half.steps.rerun.map(\.id))
    let elsewhere = try await program(
      "diff",
      path,
      path,
      "--json",
      "--workspace",
      "\(folder.path)/none"
    )
    #expect(try elsewhere.json(Document.self).results.isEmpty)
    #expect(!folder.names.contains("none"))
  }
}
