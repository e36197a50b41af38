import Foundation
import System
import TestSupport
import Testing

@testable import Server

struct RestartTests {
  private static let jobs = "/v1/fine_tuning/jobs"

  @Test func `files, finished jobs and models are there after a restart`() async throws {
    let folder = TemporaryFolder()
    let before = try await withServer(in: folder) { client in
      let file = try await client.upload()
      let made = try await client.job(Self.jobs, ["model": "ada", "training_file": .string(file)])
      let id = made["id"]?.text ?? ""
      _ = try await client.job("\(Self.jobs)/\(id)", is: "succeeded")
      return try await Self.everything(client, id)
    }
    let after = try await withServer(in: folder) { client in
      try await Self.everything(client, before.id)
    }
    #expect(after.texts == before.texts)
  }

  private static func everything(
    _ client: TestClient,
    _ id: String
  ) async throws -> (id: String, texts: [String]) {
    var texts: [String] = []
    let paths = [
      "/v1/files", "/v1/models", jobs, "\(jobs)/\(id)/events?limit=100", "\(jobs)/\(id)",
    ]
    for path in paths { texts.append(try await client.send("GET", path).text) }
    return (id, texts)
  }

  @Test func `a job that ran when the server stopped begins again and ends with the same model`()
    async throws
  {
    let folder = TemporaryFolder()
    let held = FakeProvider(holdsJobs: true)
    let ids = try await withServer(in: folder, provider: held) { client in
      let file = try await client.upload()
      var ids: [String] = []
      for _ in 0..<2 {
        let job = try await client.job(Self.jobs, ["model": "ada", "training_file": .string(file)])
        ids.append(job["id"]?.text ?? "")
      }
      _ = try await client.job("\(Self.jobs)/\(ids[0])", is: "running")
      _ = try await client.job("\(Self.jobs)/\(ids[1])", is: "queued")
      return ids
    }
    try await withServer(in: folder) { client in
      for id in ids {
        let job = try await client.job("\(Self.jobs)/\(id)", is: "succeeded")
        #expect(job["fine_tuned_model"]?.text == "ft:ada:local::\(id.suffix(8))")
      }
      let events = try await client.send("GET", "\(Self.jobs)/\(ids[0])/events?limit=100").text
      #expect(events.contains("begins again"))
      // The one step that was told before the restart is not told a second time.
      #expect(events.components(separatedBy: "Step 1/").count == 2)
      guard case .array(let all) = try await client.send("GET", Self.jobs).json["data"] else {
        throw TestClient.Failure("no list")
      }
      #expect(all.count == 2)
    }
  }

  @Test func `what a kill leaves half done is taken away`() async throws {
    let folder = TemporaryFolder()
    let id = try await withServer(in: folder) { client in
      let file = try await client.upload()
      let made = try await client.job(Self.jobs, ["model": "ada", "training_file": .string(file)])
      _ = try await client.job("\(Self.jobs)/\(made["id"]?.text ?? "")", is: "succeeded")
      return made["id"]?.text ?? ""
    }
    folder.write("half", to: "state/incoming/upload-1")
    folder.write("{", to: "state/incoming/ftjob-half/job.json")
    folder.write("never recorded", to: "state/files/file-orphan.data")
    folder.write("{\"id\": \"ftev", to: "state/jobs/\(id)/events.jsonl", appending: true)
    folder.write("{\"id\":", to: "state/jobs/\(id)/job.json.new")
    try await withServer(in: folder) { client in
      let events = try await client.send("GET", "\(Self.jobs)/\(id)/events?limit=100").json
      guard case .array(let items) = events["data"] else { throw TestClient.Failure("no list") }
      #expect(items.first?["message"] == "The job has successfully completed")
    }
    #expect(try FileSystem.names(in: folder.path + "/state/incoming").isEmpty)
    #expect(
      try FileSystem.names(in: folder.path + "/state/files").allSatisfy { !$0.contains("orphan") }
    )
    #expect(folder.lines(of: "state/jobs/\(id)/events.jsonl").allSatisfy { $0.hasSuffix("}") })
  }

  @Test func `a second server of the same folder is refused`() async throws {
    let folder = TemporaryFolder()
    try await withServer(in: folder) { _ in
      #expect(throws: ServerError.stateInUse(folder.path + "/state")) {
        try StateFolder(path: folder.path + "/state")
      }
    }
    _ = try StateFolder(path: folder.path + "/state")
  }

  @Test func `a process that is being started keeps no folder from the next server`() throws {
    let folder = TemporaryFolder()
    // Such a process has a copy of every open file until its program begins.
    var copies: [Int32] = []
    do {
      let state = try StateFolder(path: folder.path)
      var lock = stat()
      try #require(stat(folder.path + "/lock", &lock) == 0)
      for file in 0..<Int32(4096) {
        var status = stat()
        guard fstat(file, &status) == 0, status.st_ino == lock.st_ino else { continue }
        copies.append(dup(file))
      }
      withExtendedLifetime(state) {}
    }
    defer { for copy in copies { close(copy) } }
    #expect(!copies.isEmpty)
    _ = try StateFolder(path: folder.path)
  }

  @Test(.timeLimit(.hang), arguments: ["files/file-a.json", "jobs/ftjob-a/job.json", "lock"])
  func `a pipe in place of a file is told at once`(name: String) throws {
    let folder = TemporaryFolder()
    folder.write("", to: name)
    FileSystem.remove("\(folder.path)/\(name)")
    try #require(mkfifo("\(folder.path)/\(name)", 0o600) == 0)
    let error = #expect(throws: ServerError.self) {
      try Store(folder: try StateFolder(path: folder.path))
    }
    #expect(error?.description.contains("\(name)': it is a pipe") == true)
  }

  @Test func `a damaged record is told and never dropped in silence`() throws {
    let folder = TemporaryFolder()
    let state = try StateFolder(path: folder.path)
    folder.write("{\"id\": 3}", to: "files/file-a.json")
    #expect(throws: ServerError.self) { try Store(folder: state) }
  }
}
