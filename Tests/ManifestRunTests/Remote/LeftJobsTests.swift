import Engine
import Foundation
import TestSupport
import Testing

extension RemoteTests {
  /// Jobs that are left at a provider: told of, gone on with, stopped.
  @Suite(.timeLimit(.hang))
  struct LeftJobsTests {
    /// What the tests read of `run --json`.
    private struct Run: Decodable {
      struct Step: Decodable {
        var id: String
        var outcome: String
      }

      var outcome: String
      var steps: [Step]
      var remoteJobs: [Job]

      func steps(_ outcome: String) -> [String] {
        steps.filter { $0.outcome == outcome }.map(\.id)
      }
    }

    /// What the tests read of `status --json`.
    private struct Status: Decodable {
      /// All jobs at the provider, as a folder without a workspace sees them.
      struct Everything: Decodable {
        struct Job: Decodable {
          var id: String
        }

        var jobs: [Job]
      }

      var jobs: [Job]
    }

    private struct Job: Decodable {
      var step: String
      var job: String?
      var state: String
      var problem: String?
    }

    /// What the tests read of `cancel --json`.
    private struct Cancellation: Decodable {
      struct Job: Decodable {
        var step: String
        var outcome: String
      }

      var jobs: [Job]
    }

    @Test func `a run that does not wait leaves its job, and a later one takes what has ended`()
      async throws
    {
      let bench = try await RemoteBench()
      // The server trains one model at a time, so the second job waits for the end of the first.
      bench.folder.write(RemoteBench.longManifest, to: "first/m.yaml")
      bench.folder.write(RemoteBench.shortManifest, to: "a/m.yaml")
      #expect(try await bench.call("run", "m.yaml", "--no-wait", in: "first").status == 4)
      for _ in 0..<2 {
        let call = try await bench.call("run", "m.yaml", "--no-wait", "--json")
        #expect(call.status == 4)
        let run = try call.json(Run.self)
        #expect(run.outcome == "waiting")
        #expect(run.steps("waiting").count == 4)
        #expect(run.steps("failed") == [])
        #expect(run.remoteJobs.map(\.step) == ["fine-tune/ada/seed-0"])
        let job = try #require(run.remoteJobs.first?.job)
        #expect(call.messages.contains("fine-tune/ada/seed-0  waiting: the job '\(job)' goes on"))
      }
      #expect(try await bench.call("cancel", in: "first").status == 0)
      let last = try await bench.call("run", "m.yaml", "--json")
      #expect(last.status == 0, "\(last.messages)")
      #expect(try last.json(Run.self).remoteJobs.isEmpty)
      #expect(bench.count("POST /v1/fine_tuning/jobs") == 2)
      #expect(bench.count("POST /v1/files") == 4)
      #expect(try await bench.call("status", "--json").json(Status.self).jobs.isEmpty)
    }

    @Test(arguments: ["openai", "openai-legacy"])
    func `another workspace goes on with the job, and uploads nothing again`(
      provider: String
    ) async throws {
      let bench = try await RemoteBench()
      let manifest = RemoteBench.longManifest.replacing("openai", with: provider)
      let cache = bench.folder.path + "/cache"
      try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
      for (name, options) in [
        ("a", []), ("b", []), ("c", ["--cache", cache]), ("d", ["--cache", cache]),
      ] {
        bench.folder.write(manifest, to: "\(name)/m.yaml")
        let process = try bench.launch(
          ["run", "m.yaml", "--no-wait", "--json"] + options,
          in: name,
          telling: name
        )
        #expect(try await process.end().status == 4)
      }
      let jobs = try ["a", "b", "c", "d"].map { name in
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let data = Data(bench.folder.bytes(of: "\(name).out"))
        return try decoder.decode(Run.self, from: data).remoteJobs.map(\.job)
      }
      #expect(Set(jobs).count == 1)
      #expect(jobs.first?.count == 1)
      let path = provider == "openai" ? "/v1/fine_tuning/jobs" : "/v1/fine-tunes"
      #expect(bench.count("POST \(path)") == 1)
      #expect(bench.count("POST /v1/files") == 2)
    }

    @Test func `status and cancel say what the provider says, and do nothing twice`() async throws {
      let bench = try await RemoteBench()
      bench.folder.write(RemoteBench.longManifest, to: "a/m.yaml")
      #expect(try await bench.call("run", "m.yaml", "--no-wait").status == 4)
      let status = try await bench.call("status", "--once")
      #expect(
        status.results.contains("jobs at providers:\n  fine-tune/davinci/seed-0  openai  ftjob-")
      )
      let dry = try await bench.call("cancel", "--dry-run")
      #expect(dry.status == 0)
      #expect(dry.results.contains("would be cancelled"))
      let others = try await bench.call("cancel", "fine-tune/ada/*")
      #expect(others.status == 0)
      #expect(others.messages == "no jobs are left running for 'fine-tune/ada/*'\n")
      let state = try await bench.call("status", "--json").json(Status.self).jobs.map(\.state)
      #expect(state == ["running"])
      let cancelled = try await bench.call("cancel", "last", "--json")
      #expect(cancelled.status == 0)
      #expect(try cancelled.json(Cancellation.self).jobs.map(\.outcome) == ["cancelled"])
      let again = try await bench.call("cancel")
      #expect(again.status == 0)
      #expect(again.messages == "no jobs are left running\n")
      #expect(try await bench.call("status", "--json").json(Status.self).jobs.isEmpty)
      let workspace = try Workspace.open(at: bench.folder.path + "/a/.manifest-run")
      #expect(
        try workspace.journal.entries().map(\.detail) == ["cancelled by 'manifest-run cancel'"]
      )
      #expect(try await bench.call("run", "m.yaml", "--no-wait").status == 4)
      #expect(bench.count("POST /v1/fine_tuning/jobs") == 2)
    }

    @Test func `a job that has ended with a model is not thrown away by cancel`() async throws {
      let bench = try await RemoteBench()
      bench.folder.write(RemoteBench.longManifest, to: "first/m.yaml")
      bench.folder.write(RemoteBench.shortManifest, to: "a/m.yaml")
      #expect(try await bench.call("run", "m.yaml", "--no-wait", in: "first").status == 4)
      #expect(try await bench.call("run", "m.yaml", "--no-wait").status == 4)
      #expect(try await bench.call("cancel", in: "first").status == 0)
      while try await bench.call("status", "--json").json(Status.self).jobs.first?.state
        != "succeeded"
      {
        try await Task.sleep(for: .milliseconds(100))
      }
      let cancel = try await bench.call("cancel")
      #expect(cancel.status == 0)
      #expect(cancel.results.contains("has ended with the model '"))
      #expect(try await bench.call("run", "m.yaml", "--no-wait").status == 0)
      #expect(bench.count("POST /v1/fine_tuning/jobs") == 2)
    }

    @Test func `without the network, status tells what is known and cancel changes nothing`()
      async throws
    {
      let bench = try await RemoteBench()
      bench.folder.write(RemoteBench.longManifest, to: "a/m.yaml")
      #expect(try await bench.call("run", "m.yaml", "--no-wait").status == 4)
      bench.stop()
      let status = try await bench.call("status", "--json")
      #expect(status.status == 0)
      let job = try #require(try status.json(Status.self).jobs.first)
      #expect(job.state == "created")
      #expect(job.problem?.contains("no answer") == true)
      let cancel = try await bench.call("cancel")
      #expect(cancel.status == 69)
      #expect(cancel.messages.contains("the job may go on"))
      let workspace = try Workspace.open(at: bench.folder.path + "/a/.manifest-run")
      #expect(try workspace.openWork().count == 1)
    }

    @Test func `an interrupted run says which jobs go on and how to go on with them`() async throws
    {
      let bench = try await RemoteBench()
      bench.folder.write(RemoteBench.longManifest, to: "a/m.yaml")
      let process = try bench.launch(["run", "m.yaml"], in: "a", telling: "run")
      while bench.count("GET /v1/fine_tuning/jobs/") == 0,
        !bench.folder.lines(of: "serve.err").contains(where: { $0.contains("/events 200") })
      {
        try await Task.sleep(for: .milliseconds(20))
      }
      let waitedFor = try await bench.call("cancel")
      #expect(waitedFor.status == 1)
      #expect(waitedFor.messages.contains("a run waits for it"))
      process.send(SIGINT)
      #expect(try await process.end().status == 130)
      let job = try #require(
        try await bench.call("status", "--json").json(Status.self).jobs.first?.job
      )
      let lines = bench.folder.lines(of: "run.err")
      #expect(
        lines.contains { $0.hasPrefix("  fine-tune/davinci/seed-0  openai  \(job)  created ") }
      )
      #expect(lines.contains { $0.hasSuffix("'manifest-run cancel' stops them") })
      #expect(try await bench.call("cancel", "1").status == 0)
      #expect(bench.count("POST /v1/fine_tuning/jobs") == 1)
    }

    @Test func `a creation whose answer was lost is looked for by its mark`() async throws {
      let bench = try await RemoteBench()
      bench.folder.write(RemoteBench.longManifest, to: "a/m.yaml")
      bench.folder.write(RemoteBench.shortManifest, to: "b/m.yaml")
      #expect(try await bench.call("run", "m.yaml", "--no-wait").status == 4)
      let first = try Workspace.open(at: bench.folder.path + "/a/.manifest-run")
      let created = try #require(try first.openWork().first)
      // What a run leaves that is killed while its requests are on their way.
      #expect(try await bench.call("run", "m.yaml", "--until", "generate", in: "b").status == 0)
      let second = try Workspace.open(at: bench.folder.path + "/b/.manifest-run")
      for key in [created.key, Digest(of: "lost".utf8)] {
        try second.journal.entries(of: created.step, key: key, now: { created.begun - 100 })
          .intend(account: bench.account)
      }
      let status = try await bench.call("status", "--json", in: "b").json(Status.self)
      #expect(status.jobs.map(\.state) == ["running", "never-created"])
      let cancel = try await bench.call("cancel", "--json", in: "b")
      #expect(cancel.status == 0)
      #expect(try cancel.json(Cancellation.self).jobs.map(\.outcome) == ["cancelled", "absent"])
      #expect(try second.openWork().isEmpty)
      #expect(bench.count("POST /v1/fine_tuning/jobs/\(created.remoteID ?? "")/cancel") == 1)
    }

    @Test func `a job of an account that no provider has is told of, and left`() async throws {
      let bench = try await RemoteBench()
      bench.folder.write(RemoteBench.shortManifest, to: "a/m.yaml")
      #expect(try await bench.call("run", "m.yaml", "--until", "generate").status == 0)
      let workspace = try Workspace.open(at: bench.folder.path + "/a/.manifest-run")
      try workspace.journal.entries(of: "tune", key: Digest(of: "x".utf8), now: { 7 })
        .created(remoteID: "ftjob-1", account: "https://elsewhere/v1")
      let job = try #require(try await bench.call("status", "--json").json(Status.self).jobs.first)
      #expect(job.problem == "no provider here has the account 'https://elsewhere/v1'")
      #expect(try await bench.call("cancel").status == 1)
      #expect(try workspace.openWork().count == 1)
    }

    @Test func `a request that was on its way at an interrupt is looked for, and not repeated`()
      async throws
    {
      // The server takes the request and does it only when the run that sent it has ended.
      let bench = try await RemoteBench(
        faults: #"[{"route": "POST /v1/fine_tuning/jobs", "do": "delay", "seconds": 4}]"#
      )
      bench.folder.write(RemoteBench.longManifest, to: "a/m.yaml")
      let process = try bench.launch(["run", "m.yaml"], in: "a", telling: "run")
      let path = bench.folder.path + "/a/.manifest-run"
      // Before a run has made its workspace there is nothing to read.
      while ((try? Workspace.openReadOnly(at: path).openWork()) ?? []).isEmpty {
        try await Task.sleep(for: .milliseconds(20))
      }
      try await Task.sleep(for: .milliseconds(500))
      process.send(SIGINT)
      #expect(try await process.end().status == 130)
      let words = "it is not known whether it was created: the next run looks before it creates one"
      #expect(bench.folder.lines(of: "run.err").contains { $0.hasSuffix(words) })
      let next = try await bench.call("run", "m.yaml", "--no-wait", "--json")
      #expect(next.status == 4)
      let jobs = try next.json(Run.self).remoteJobs
      #expect(jobs.count == 1)
      #expect(jobs.first?.job != nil)
      // The server's own list says how many it has made: of the first request nobody had an answer.
      let all = try await bench.call("provider", "orphans", "--json", in: "b")
      #expect(try all.json(Status.Everything.self).jobs.count == 1)
    }

    @Test func `jobs that end with the process cannot be left`() async throws {
      let bench = try await RemoteBench()
      let manifest = RemoteBench.shortManifest.replacing("openai", with: "local")
      bench.folder.write(manifest, to: "a/m.yaml")
      let call = try await bench.call("run", "m.yaml", "--no-wait")
      #expect(call.status == 64)
      #expect(call.messages.contains("its jobs end with it"))
      // Without such jobs there is nothing to refuse.
      #expect(try await bench.call("run", "m.yaml", "--no-wait", "--until", "generate").status == 0)
    }
  }
}
