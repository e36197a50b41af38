import HTTP
import Providers
import Synchronization
import Testing

@testable import OpenAIProvider

struct RemoteInventoryTests {
  /// A service where the account may have one job.
  private static var crowded: Bench {
    var bench = Bench()
    bench.configuration.limits.concurrentJobs = 1
    return bench
  }

  @Test(arguments: Dialect.allCases)
  func `files are listed with the digits of their contents`(dialect: Dialect) async throws {
    let bench = Bench(dialect)
    _ = try await bench.provider.files.upload(bench.file())
    bench.service.state.withLock { $0.files.append(("file-2", "results.csv", 7, "results")) }
    let inventory = try #require(bench.provider.inventory)
    let files = try await inventory.files()
    #expect(files.map(\.id.rawValue) == ["file-1", "file-2"])
    #expect(files.map(\.byteCount) == [30, 7])
    #expect(files.map(\.digestPrefix) == [String(repeating: "ab", count: 16), nil])
    #expect(files.map(\.purpose) == ["fine-tune", "results"])
  }

  @Test(arguments: Dialect.allCases)
  func `jobs are listed with their marks, files and models`(dialect: Dialect) async throws {
    let bench = Bench(dialect)
    let request = try await bench.request()
    let id = try await bench.jobs.createJob(request)
    let inventory = try #require(bench.provider.inventory)
    let running = try #require(try await inventory.jobs().first)
    #expect(running.status == .queued)
    #expect(running.files.map(\.rawValue) == ["file-1"])
    // The older dialect shows a mark only in the name of the finished model.
    #expect(running.stepKeys == (dialect == .jobs ? [request.stepKey] : []))
    let model = try await bench.jobs.result(of: id) { _ in }
    let ended = try await inventory.job(id)
    #expect(ended.model == model.id)
    #expect(ended.files.map(\.rawValue) == ["file-1", "file-r"])
    let mark = dialect == .jobs ? request.stepKey : String(request.stepKey.prefix(16))
    #expect(ended.stepKeys == [mark])
  }

  @Test(arguments: Dialect.allCases)
  func `what is marked here is known by its mark, and nothing else is`(
    dialect: Dialect
  ) async throws {
    let bench = Bench(dialect)
    let request = try await bench.request()
    let id = try await bench.jobs.createJob(request)
    _ = try await bench.jobs.result(of: id) { _ in }
    let inventory = try #require(bench.provider.inventory)
    let job = try await inventory.job(id)
    let file = try #require(try await inventory.files().first)
    let digest = request.trainingFile.content.digest
    #expect(!job.stepKeys.isEmpty)
    #expect(inventory.marks(ofStep: request.stepKey).contains { job.stepKeys.contains($0) })
    #expect(inventory.mark(ofContent: digest) == file.digestPrefix)
    let others = [String(request.stepKey.reversed()), digest]
    for other in others {
      #expect(!inventory.marks(ofStep: other).contains { job.stepKeys.contains($0) })
    }
    #expect(inventory.mark(ofContent: request.stepKey) != file.digestPrefix)
  }

  @Test func `the dialects of an account list one owner's things`() throws {
    let (jobs, legacy) = (Bench(.jobs), Bench(.legacy))
    #expect(jobs.provider.identity.account != legacy.provider.identity.account)
    #expect(jobs.provider.inventory?.owner == legacy.provider.inventory?.owner)
    var other = Bench(.jobs)
    other.configuration.project = "proj_1"
    #expect(other.provider.inventory?.owner != jobs.provider.inventory?.owner)
  }

  @Test func `tuned models are told from the service's own`() async throws {
    let models = try await #require(Bench().provider.inventory).models()
    #expect(models.map(\.isTuned) == [false, true, true])
    #expect(models.map(\.created) == [1_700_000_000, 1_700_000_000, 1_700_000_000])
  }

  @Test func `deleting what is gone is no failure, and what is there is deleted`() async throws {
    let bench = Bench()
    _ = try await bench.provider.files.upload(bench.file())
    let inventory = try #require(bench.provider.inventory)
    for _ in 0..<2 {
      try await inventory.deleteFile(RemoteFileID(rawValue: "file-1"))
      try await inventory.deleteModel("davinci-002:ft-acme:one")
    }
    #expect(try await inventory.files().isEmpty)
    await #expect(throws: ProviderError.unknownJob(RemoteJobID(rawValue: "ft-9"))) {
      try await inventory.job(RemoteJobID(rawValue: "ft-9"))
    }
  }

  @Test(
    arguments: [
      ("train-0123456789abcdef0123456789abcdef.jsonl", "0123456789abcdef0123456789abcdef"),
      ("0123456789abcdef0123456789abcdef.jsonl", nil),
      ("train-0123456789abcdef0123456789abcdeX.jsonl", nil), ("train.jsonl", nil),
      ("train-0123456789abcdef0123456789abcdef.csv", nil), ("", nil),
    ]
  )
  func `the digits of a content are read from names that were given here`(
    name: String,
    digits: String?
  ) {
    #expect(RemoteFiles.digestPrefix(inName: name) == digits)
  }

  @Test func `an uploaded file is there until it is deleted or refused`() async throws {
    let bench = Bench()
    let id = try await bench.provider.files.upload(bench.file())
    #expect(try await bench.provider.files.has(id))
    bench.service.state.withLock { $0.fileStatus = "error" }
    #expect(try await !bench.provider.files.has(id))
    #expect(try await !bench.provider.files.has(RemoteFileID(rawValue: "file-9")))
    // A service without this call.
    bench.service.fail(.get, "/files", .answer(HTTPAnswer(status: 404, body: "<html>")))
    #expect(try await bench.provider.files.has(id))
    bench.service.fail(.get, "/files", .answer(FakeService.error(401)))
    await #expect(throws: ProviderError.self) { try await bench.provider.files.has(id) }
  }

  @Test func `steps that miss one file at the same time upload it once`() async throws {
    let bench = Bench()
    let provider = bench.patientProvider
    let file = bench.file()
    let ids = try await withThrowingTaskGroup(of: RemoteFileID.self) { group in
      for _ in 0..<4 { group.addTask { try await provider.files.upload(file) } }
      return try await group.reduce(into: Set<RemoteFileID>()) { $0.insert($1) }
    }
    #expect(ids.count == 1)
    #expect(bench.service.state.withLock(\.files).count == 1)
  }

  @Test(arguments: Dialect.allCases)
  func `a wish to stop whose answer was lost is repeated`(dialect: Dialect) async throws {
    let bench = Bench(dialect)
    let id = try await bench.jobs.createJob(try await bench.request())
    bench.service.fail(.post, "\(dialect.path)/\(id.rawValue)/cancel", .lostAfter, .lostBefore)
    try await bench.jobs.cancel(id)
    #expect(try await bench.jobs.status(of: id) == .cancelled)
  }

  @Test func `a request that does not wait for room says that there is none`() async throws {
    let bench = Self.crowded
    var request = try await bench.request()
    _ = try await bench.jobs.createJob(request)
    request.stepKey = String(request.stepKey.reversed())
    request.capacityTimeout = 0
    let hurried = request
    let error = await #expect(throws: ProviderError.self) {
      try await bench.jobs.createJob(hurried)
    }
    guard case .full(let sentence)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(sentence.contains("'concurrent-jobs'"))
    #expect(bench.service.created.count == 1)
  }

  @Test func `without marks a job is known by its files, uploaded again or not`() async throws {
    let bench = Bench(.legacy)
    let request = try await bench.request()
    let id = try await bench.jobs.createJob(request)
    var again = request
    again.trainingFile.id = RemoteFileID(rawValue: "file-7")
    #expect(try await bench.jobs.job(for: again) == id)
    again.validationFile = request.trainingFile
    #expect(try await bench.jobs.job(for: again) == nil)
  }
}
