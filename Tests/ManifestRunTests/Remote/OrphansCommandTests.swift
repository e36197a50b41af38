import Foundation
import TestSupport
import Testing

extension RemoteTests {
  /// What an account has that no run of a workspace refers to.
  @Suite(.timeLimit(.hang))
  struct OrphansCommandTests {
    /// What the tests read of `provider orphans --json`.
    private struct Listing: Decodable {
      struct Item: Decodable {
        var id: String
        var name: String?
        var inUse: Bool?
        var status: String?
      }

      var files: [Item]
      var jobs: [Item]
      var models: [Item]
      var deleted: [String]
      var cancelled: [String]
    }

    @Test func `what a workspace refers to is not listed there, and is in another`() async throws {
      let bench = try await RemoteBench()
      bench.folder.write(RemoteBench.shortManifest, to: "a/m.yaml")
      bench.folder.write(RemoteBench.shortManifest, to: "b/m.yaml")
      #expect(try await bench.call("run", "m.yaml").status == 0)
      #expect(try await bench.call("run", "m.yaml", "--until", "generate", in: "b").status == 0)
      let own = try await bench.call("provider", "orphans", "--json").json(Listing.self)
      #expect(own.files.isEmpty && own.jobs.isEmpty && own.models.isEmpty)
      // The contents of the files are known by their digests; the job's own file is not.
      let other = try await bench.call("provider", "orphans", "--json", in: "b").json(Listing.self)
      #expect(other.jobs.map(\.status) == ["succeeded"])
      #expect(other.models.count == 1)
      #expect(other.files.allSatisfy { $0.name?.hasPrefix("train-") == false })
      let text = try await bench.call("provider", "orphans", in: "b")
      #expect(text.results.contains("1 job, 1 model"))
      #expect(text.messages == "'--delete' deletes the files and models\n")
    }

    @Test func `nothing is deleted without a yes, nor without a workspace`() async throws {
      let bench = try await RemoteBench()
      bench.folder.write(RemoteBench.shortManifest, to: "a/m.yaml")
      #expect(try await bench.call("run", "m.yaml").status == 0)
      let none = try await bench.call("provider", "orphans", "--delete", "--yes", in: "b")
      #expect(none.status == 1)
      #expect(none.messages.contains("nothing says what is still wanted"))
      let manifest = RemoteBench.shortManifest.replacing("realized: 12", with: "realized: 13")
      bench.folder.write(manifest, to: "b/m.yaml")
      #expect(try await bench.call("run", "m.yaml", "--until", "generate", in: "b").status == 0)
      let silent = try await bench.call("provider", "orphans", "--delete", in: "b")
      #expect(silent.status == 64)
      #expect(silent.messages.contains("'--yes'"))
      let matching = try await bench.call(
        "provider",
        "orphans",
        "--json",
        "--match",
        "validation-*",
        in: "b"
      )
      .json(Listing.self)
      #expect(matching.files.count == 1)
      #expect(matching.jobs.isEmpty && matching.models.isEmpty)
      let fresh = try await bench.call(
        "provider",
        "orphans",
        "--json",
        "--older-than",
        "1d",
        in: "b"
      )
      .json(Listing.self)
      #expect(fresh.files.isEmpty)
      let before = try await bench.call("provider", "orphans", "--json", in: "b").json(Listing.self)
      #expect(before.files.count == 3)
      let deleted = try await bench.call(
        "provider",
        "orphans",
        "--delete",
        "--yes",
        "--json",
        in: "b"
      )
      .json(Listing.self)
      #expect(Set(deleted.deleted) == Set((before.files + before.models).map(\.id)))
      let after = try await bench.call("provider", "orphans", "--json", in: "b").json(Listing.self)
      #expect(after.files.isEmpty && after.models.isEmpty)
      // Providers keep the list of jobs for ever.
      #expect(after.jobs.count == 1)
    }

    @Test func `files that were deleted at the provider are uploaded again for a job`() async throws
    {
      let bench = try await RemoteBench()
      let two = RemoteBench.shortManifest.replacing("[ada]", with: "[ada, babbage]")
      bench.folder.write(two, to: "a/m.yaml")
      let manifest = RemoteBench.shortManifest.replacing("realized: 12", with: "realized: 13")
      bench.folder.write(manifest, to: "b/m.yaml")
      #expect(try await bench.call("run", "m.yaml", "--until", "upload").status == 0)
      #expect(try await bench.call("run", "m.yaml", "--until", "generate", in: "b").status == 0)
      #expect(
        try await bench.call("provider", "orphans", "--delete", "--yes", in: "b").status == 0
      )
      let run = try await bench.call("run", "m.yaml", "--verbose")
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.messages.contains("'train.jsonl' is no longer at the provider"))
      #expect(bench.count("POST /v1/files") == 4)
      #expect(bench.count("POST /v1/fine_tuning/jobs") == 2)
    }

    @Test func `a running job is stopped only where that is asked, and keeps its files`()
      async throws
    {
      let bench = try await RemoteBench()
      bench.folder.write(RemoteBench.longManifest, to: "a/m.yaml")
      bench.folder.write(RemoteBench.shortManifest, to: "b/m.yaml")
      #expect(try await bench.call("run", "m.yaml", "--no-wait").status == 4)
      #expect(try await bench.call("run", "m.yaml", "--until", "generate", in: "b").status == 0)
      let kept = try await bench.call(
        "provider",
        "orphans",
        "--delete",
        "--yes",
        "--json",
        in: "b"
      )
      .json(Listing.self)
      #expect(kept.files.map(\.inUse) == [true, true])
      #expect(kept.deleted.isEmpty && kept.cancelled.isEmpty)
      let stopped = try await bench.call(
        "provider",
        "orphans",
        "--cancel",
        "--yes",
        "--json",
        in: "b"
      )
      .json(Listing.self)
      #expect(stopped.cancelled == kept.jobs.map(\.id))
    }

    @Test func `a service that is not there is named with those that are`() async throws {
      let bench = try await RemoteBench()
      let call = try await bench.call("provider", "orphans", "nobody")
      #expect(call.status == 64)
      #expect(call.messages.contains("the services are 'openai', 'openai-legacy'"))
    }
  }
}
