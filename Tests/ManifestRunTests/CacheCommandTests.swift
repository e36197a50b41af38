import Foundation
import TestSupport
import Testing

struct CacheCommandTests {
  private let folder = TemporaryFolder()

  private struct Verification: Decodable {
    struct Object: Decodable {
      struct Use: Decodable {
        var step: String
        var artifact: String
      }
      var digest: String
      var uses: [Use]
    }
    var objects: Int
    var damaged: [Object]
    var missing: [Object]
  }

  private struct Sizes: Decodable {
    struct Share: Decodable {
      var objects: Int
      var size: Int
    }
    var objects: Share
    var kinds: [String: Share]
    var runs: [String: Share]
    var quarantine: Share
  }

  private struct Removal: Decodable {
    struct Result: Decodable {
      var step: String
      var run: Int
    }
    var removed: Bool
    var size: Int
    var results: [Result]
    var keptRuns: [Int]
  }

  /// Does the data of an experiment, with another seed each time.
  private func generate(_ seed: Int) async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    _ = try await program("run", path, "--until", "generate", "--set", "dataset.seed=\(seed)")
  }

  private func objects() throws -> [String] {
    let store = "\(folder.path)/.manifest-run/store-1/objects"
    return try FileManager.default.subpathsOfDirectory(atPath: store).sorted()
      .filter { $0.count == 65 }.map { "\(store)/\($0)" }
  }

  @Test func `damage is told with the step, ends with status 1, and is made good by a run`()
    async throws
  {
    try await generate(1)
    #expect(
      try await program("cache", "verify", in: folder.path).results.hasSuffix(": all intact\n")
    )
    let damaged = try #require(try objects().first)
    chmod(damaged, 0o644)
    try Data("x".utf8).write(to: URL(filePath: damaged))
    let output = try await program("cache", "verify", "--json", in: folder.path, exits: 1)
    let found: Verification = try output.json()
    #expect(found.damaged.map(\.uses.first?.step) == ["generate"])
    let text = try await program("cache", "verify", in: folder.path, exits: 1).results
    #expect(text.hasPrefix("missing  \(found.damaged[0].digest.prefix(12))  generate '"))
    #expect(text.hasSuffix(" 0 damaged and put aside, 1 missing; the next run makes them again\n"))
    let sizes: Sizes = try await program("cache", "size", "--json", in: folder.path).json()
    #expect(sizes.quarantine.size == 1)
    try await generate(1)
    #expect(try await program("cache", "verify", "--quiet", in: folder.path).results == "")
  }

  @Test func `collection is told first, done when asked for, and keeps what is named`()
    async throws
  {
    for seed in 1...3 { try await generate(seed) }
    let before = try objects()
    let dry: Removal = try await program(
      "cache",
      "gc",
      "--keep-last",
      "1",
      "--json",
      in: folder.path
    )
    .json()
    #expect(!dry.removed)
    #expect(dry.results.map(\.run) == [1, 2])
    #expect(dry.keptRuns == [3])
    #expect(try objects() == before)
    let text = try await program("cache", "gc", "--keep-last", "1", in: folder.path).results
    #expect(text.contains("  generate 'train.jsonl', made in run 1\n"))
    #expect(text.hasSuffix("; --delete does it\n"))
    let named: Removal = try await program(
      "cache",
      "gc",
      "m.yaml",
      "--set",
      "dataset.seed=2",
      "--keep-last",
      "0",
      "--json",
      in: folder.path
    ).json()
    #expect(named.results.map(\.run) == [1, 3])
    let done = try await program("cache", "gc", "--keep-last", "1", "--delete", in: folder.path)
    #expect(done.results.contains("\nremoved 2 results, "))
    let sizes: Sizes = try await program("cache", "size", "--json", in: folder.path).json()
    #expect(sizes.runs.keys.sorted() == ["3"])
    #expect(sizes.kinds.keys.sorted() == ["generate"])
    #expect(sizes.objects.objects == (try objects().count))
    _ = try await program("cache", "verify", in: folder.path)
    #expect(
      try await program("cache", "gc", "--older-than", "0d", in: folder.path).results
        .contains("would remove 1 result")
    )
    #expect(
      try await program("cache", "gc", "--older-than", "30d", in: folder.path).results
        == "nothing to remove\n"
    )
  }

  @Test func `wrong usage and a missing workspace are told`() async throws {
    _ = try await program("cache", "gc", "--keep-last", "0", in: folder.path, exits: 64)
    _ = try await program("cache", "gc", "--keep-last", "-1", in: folder.path, exits: 64)
    _ = try await program("cache", "gc", "--older-than", "old", in: folder.path, exits: 64)
    let output = try await program("cache", "verify", in: folder.path, exits: 1)
    #expect(output.messages.contains("error: there is no workspace '.manifest-run'\n"))
    #expect(folder.names.isEmpty)
  }

  private struct Planned: Decodable {
    struct Step: Decodable {
      struct Source: Decodable {
        var cache: String
        var maker: String
      }
      var state: String
      var source: Source?
    }
    var steps: [Step]
  }

  @Test func `a cache that two workspaces share is told in plan and run`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    let cache = "\(folder.path)/cache"
    func call(_ command: String, _ workspace: String, _ more: String) async throws -> Output {
      try await program(
        command,
        path,
        "--until",
        "generate",
        "--workspace",
        "\(folder.path)/\(workspace)",
        "--cache",
        cache,
        more
      )
    }
    _ = try await call("run", "one", "--quiet")
    let planned: Planned = try await call("plan", "two", "--json").json()
    #expect(planned.steps.map(\.state) == ["reused"])
    #expect(planned.steps.first?.source?.cache == cache)
    let ran: Planned.Step.Source? = try await call("run", "two", "--json").json(Run.self).steps[0]
      .source
    #expect(ran?.cache == cache)
    #expect(ran?.maker == planned.steps.first?.source?.maker)
  }

  private struct Run: Decodable {
    struct Step: Decodable { var source: Planned.Step.Source? }
    var steps: [Step]
  }

  @Test func `a cache that cannot be used is told and stops nothing`() async throws {
    let path = folder.write(smallManifest, to: "m.yaml")
    let output = try await program("plan", path, "--cache", "\(folder.path)/not/there")
    #expect(output.messages.hasPrefix("warning: the cache is not used: cannot make the folder"))
    #expect(output.results.contains("generate  "))
    let url = "https://anna:secret@cache.example"
    let refused = try await program("plan", path, "--cache", url)
    #expect(refused.messages.hasPrefix("warning: the cache is not used: "))
    #expect(!refused.messages.contains("secret"))
    _ = try await program("plan", path, "--cache-mode", "write", exits: 64)
  }
}
