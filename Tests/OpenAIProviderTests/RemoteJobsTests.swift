import HTTP
import Providers
import Synchronization
import Testing

@testable import OpenAIProvider

struct RemoteJobsTests {
  @Test(arguments: Dialect.allCases)
  func `a job is created, followed and gives its model`(dialect: Dialect) async throws {
    let bench = Bench(dialect)
    let request = try await bench.request()
    let id = try await bench.jobs.createJob(request)
    #expect(try await bench.jobs.status(of: id) == .queued)
    let events = Mutex<[FineTuneEvent]>([])
    let model = try await bench.jobs.result(of: id) { event in
      events.withLock { $0.append(event) }
    }
    #expect(model.id.hasPrefix("davinci-002:ft-acme:simple-openweb-10epochs"))
    #expect(model.baseModel == "davinci-002")
    let epochs = dialect == .jobs ? 2 : 10
    #expect(
      events.withLock { $0 } == [
        .message("The job has begun"),
        .message("The job has ended"),
        .metric(FineTuneMetric(step: 1, epoch: epochs / 2, trainingLoss: 2.5)),
        .metric(
          FineTuneMetric(step: 2, epoch: epochs, trainingLoss: 1.5, validationLoss: 1.75)
        ),
      ]
    )
    #expect(try await bench.jobs.status(of: id) == .succeeded(model: model.id))
    #expect(bench.service.created.count == 1)
  }

  static let faults: [FakeService.Fault] = [
    .lostAfter, .lostBefore, .refused, .answer(FakeService.error(500)),
    .doneAnd(FakeService.error(500)), .doneAnd(FakeService.error(502)),
    .doneAnd(HTTPAnswer(status: 200, body: #"{"id":"ft-"#)),
    .answer(FakeService.error(429)),
    .answer(FakeService.error(429, headers: ["Retry-After": "300"])),
    .answer(FakeService.error(503, code: "server_is_overloaded")),
  ]

  @Test(arguments: Dialect.allCases, faults)
  func `whatever happens to the request, one job is created`(
    dialect: Dialect,
    fault: FakeService.Fault
  ) async throws {
    let bench = Bench(dialect)
    let request = try await bench.request()
    bench.service.fail(.post, dialect.path, fault)
    let id = try await bench.jobs.createJob(request)
    #expect(bench.service.created.map(\.id) == [id.rawValue])
    #expect(try await bench.jobs.job(for: request) == id)
  }

  @Test(arguments: Dialect.allCases)
  func `a storm of refusals is waited for`(dialect: Dialect) async throws {
    let bench = Bench(dialect)
    let request = try await bench.request()
    let refusal = FakeService.Fault.answer(FakeService.error(429, headers: ["Retry-After": "9"]))
    bench.service.fail(.post, dialect.path, refusal, refusal, refusal, refusal)
    bench.service.fail(.get, dialect.path, refusal, refusal, refusal)
    let start = bench.clock.now
    let id = try await bench.jobs.createJob(request)
    _ = try await bench.jobs.result(of: id) { _ in }
    #expect(bench.service.created.count == 1)
    #expect(bench.clock.now - start > 63)
  }

  @Test func `a service that cannot be asked leaves the job uncertain, not repeated`() async throws
  {
    let bench = Bench()
    let request = try await bench.request()
    bench.service.fail(.post, "/fine_tuning", .lostAfter)
    let outage = Array(repeating: FakeService.Fault.refused, count: 40)
    // The looks before the request succeed; the outage begins with the request.
    let nothing = FakeService.Fault.answer(HTTPAnswer(status: 200, body: "{}"))
    bench.service.fail(.get, "/fine_tuning", nothing, nothing)
    for fault in outage { bench.service.fail(.get, "/fine_tuning", fault) }
    let error = await #expect(throws: ProviderError.self) {
      try await bench.jobs.createJob(request)
    }
    guard case .uncertain? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    bench.service.state.withLock { $0.faults = [] }
    #expect(try await bench.jobs.createJob(request).rawValue == "ft-1")
    #expect(bench.service.created.count == 1)
  }

  @Test(
    arguments: Dialect.allCases,
    [FakeService.Fault.timeout, .answer(FakeService.error(504)), .answer(FakeService.error(408))]
  )
  func `a request that may still be worked on is not repeated by the same run`(
    dialect: Dialect,
    fault: FakeService.Fault
  ) async throws {
    let bench = Bench(dialect)
    let request = try await bench.request()
    bench.service.fail(.post, dialect.path, fault)
    let error = await #expect(throws: ProviderError.self) {
      try await bench.jobs.createJob(request)
    }
    guard case .uncertain(let sentence)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(sentence.contains("run again in some minutes"))
    #expect(bench.service.created.isEmpty)
    #expect(bench.service.requests.count { $0.method == .post } == 2)
  }

  @Test(arguments: Dialect.allCases)
  func `another run or machine finds the job`(dialect: Dialect) async throws {
    let bench = Bench(dialect)
    let request = try await bench.request()
    let id = try await bench.jobs.createJob(request)
    #expect(try await bench.jobs.createJob(request) == id)
    _ = try await bench.jobs.result(of: id) { _ in }
    // With a model it is known by another mark in the legacy dialect.
    #expect(try await bench.jobs.createJob(request) == id)
    #expect(bench.service.created.count == 1)
  }

  @Test(arguments: Dialect.allCases)
  func `a job that an earlier run may have asked for is looked for until it must show`(
    dialect: Dialect
  ) async throws {
    let bench = Bench(dialect)
    let request = try await bench.request()
    let id = try await bench.jobs.createJob(request)
    let nothing = FakeService.Fault.answer(HTTPAnswer(status: 200, body: #"{"data":[]}"#))
    bench.service.fail(.get, dialect.path, nothing, nothing)
    #expect(try await bench.jobs.job(for: request) == id)
  }

  @Test(arguments: Dialect.allCases)
  func `a job of another step is another job`(dialect: Dialect) async throws {
    let bench = Bench(dialect)
    var request = try await bench.request()
    _ = try await bench.jobs.createJob(request)
    request.parameters.epochs += 1
    request.stepKey = String(request.stepKey.reversed())
    _ = try await bench.jobs.createJob(request)
    #expect(bench.service.created.count == 2)
  }

  @Test(arguments: ["failed", "cancelled"])
  func `a job that gave no model is not taken again`(ending: String) async throws {
    let bench = Bench()
    bench.service.state.withLock { $0.ending = ending }
    let request = try await bench.request()
    let id = try await bench.jobs.createJob(request)
    let error = await #expect(throws: ProviderError.self) {
      try await bench.jobs.result(of: id) { _ in }
    }
    guard case .jobFailed? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try await bench.jobs.job(for: request) == nil)
    #expect(try await bench.jobs.createJob(request) != id)
  }

  @Test func `a job whose model was deleted is not taken again`() async throws {
    let bench = Bench()
    let request = try await bench.request()
    let id = try await bench.jobs.createJob(request)
    let model = try await bench.jobs.result(of: id) { _ in }
    bench.service.state.withLock { _ = $0.deletedModels.insert(model.id) }
    #expect(try await bench.jobs.job(for: request) == nil)
  }

  @Test func `no more jobs run at once than the account may have`() async throws {
    var bench = Bench()
    bench.configuration.limits.concurrentJobs = 1
    let first = try await bench.request()
    let running = try await bench.jobs.createJob(first)
    var second = first
    second.stepKey = String(first.stepKey.reversed())
    let jobs = bench.jobs
    let id = try await withThrowingTaskGroup(of: RemoteJobID?.self) {
      [second, clock = bench.clock, service = bench.service] group in
      group.addTask { try await jobs.createJob(second) }
      group.addTask {
        while clock.now < 1_000_100 { await Task.yield() }
        #expect(service.created.count == 1)
        _ = try await jobs.cancel(running)
        return nil
      }
      return try await group.reduce(nil) { $0 ?? $1 }
    }
    #expect(id?.rawValue == "ft-2")
  }

  @Test func `an outage while a job runs is waited for`() async throws {
    let bench = Bench()
    let id = try await bench.jobs.createJob(try await bench.request())
    for _ in 0..<12 { bench.service.fail(.get, "/fine_tuning/jobs/ft", .refused) }
    let (provider, notes) = bench.told
    _ = try await provider.fineTuning.result(of: id) { _ in }
    // Two looks fail, and it is told once.
    #expect(notes.waits.count { $0.contains("'ft-1' goes on") } == 1)
  }

  @Test(
    arguments: [
      FakeService.error(400), FakeService.error(401), FakeService.error(403),
      HTTPAnswer(status: 404, body: "<html>nothing here</html>"), FakeService.error(422),
    ]
  )
  func `a question that is refused does not give up a paid job`(answer: HTTPAnswer) async throws {
    let bench = Bench()
    let id = try await bench.jobs.createJob(try await bench.request())
    bench.service.fail(.get, "/fine_tuning/jobs/ft", .answer(answer))
    let error = await #expect(throws: ProviderError.self) {
      try await bench.jobs.result(of: id) { _ in }
    }
    switch error {
    case .denied, .unreadable: break
    default: Issue.record("\(String(describing: error))")
    }
  }

  @Test func `a job that the service does not know is told as such`() async throws {
    let id = RemoteJobID(rawValue: "ft-9")
    await #expect(throws: ProviderError.unknownJob(id)) {
      try await Bench().jobs.result(of: id) { _ in }
    }
    await #expect(throws: ProviderError.unknownJob(id)) { try await Bench().jobs.cancel(id) }
  }

  @Test func `cancelling stops a job, and what has ended stays as it is`() async throws {
    let bench = Bench()
    let request = try await bench.request()
    let id = try await bench.jobs.createJob(request)
    try await bench.jobs.cancel(id)
    #expect(try await bench.jobs.status(of: id) == .cancelled)
    let other = try await bench.jobs.createJob(request)
    _ = try await bench.jobs.result(of: other) { _ in }
    try await bench.jobs.cancel(other)
  }

  @Test(arguments: Dialect.allCases)
  func `a job is followed without events where there are none, and that is told once`(
    dialect: Dialect
  ) async throws {
    for answer in [
      HTTPAnswer(status: 404, body: "<html>"), FakeService.missing, FakeService.error(403),
      FakeService.error(500), HTTPAnswer(status: 200, body: "<html>"),
    ] {
      let bench = Bench(dialect)
      bench.service.state.withLock {
        $0.jobPolls = 8
        $0.resultFile = nil
      }
      let id = try await bench.jobs.createJob(try await bench.request())
      let path = "\(dialect.path)/\(id.rawValue)/events"
      for _ in 0..<100 { bench.service.fail(.get, path, .answer(answer)) }
      let messages = Mutex<[String]>([])
      let model = try await bench.jobs.result(of: id) { event in
        if case .message(let text) = event { messages.withLock { $0.append(text) } }
      }
      #expect(model.id.contains("ft-acme"))
      #expect(messages.withLock { $0.count { $0.contains("without its events") } } == 1)
      let questions = bench.service.requests.count { $0.url.contains("/events") }
      #expect(!(400..<500).contains(answer.status) || questions == 1)
    }
  }

  @Test(
    arguments: [
      FakeService.error(403), FakeService.error(500), HTTPAnswer(status: 404, body: "<html>"),
      HTTPAnswer(status: 200, body: "step,train_loss\nwhat"),
    ]
  )
  func `a curve that cannot be fetched takes nothing from the model`(answer: HTTPAnswer)
    async throws
  {
    let bench = Bench()
    let id = try await bench.jobs.createJob(try await bench.request())
    for _ in 0..<100 { bench.service.fail(.get, "/files/file-r/content", .answer(answer)) }
    let (provider, notes) = bench.told
    let model = try await provider.fineTuning.result(of: id) { event in
      if case .metric = event { Issue.record("there is no table") }
    }
    #expect(model.id.contains("ft-acme"))
    #expect(notes.warnings.count == (answer.status == 200 ? 0 : 1))
  }

  @Test(arguments: [403, 405, 501])
  func `a service or key that tells of no models takes nothing from a job`(status: Int)
    async throws
  {
    let bench = Bench()
    let request = try await bench.request()
    let id = try await bench.jobs.createJob(request)
    bench.service.fail(.get, "/models/", .answer(FakeService.error(status)))
    _ = try await bench.jobs.result(of: id) { _ in }
    bench.service.fail(.get, "/models/", .answer(FakeService.error(status)))
    #expect(try await bench.jobs.createJob(request) == id)
  }

  @Test func `a success without a model is looked at again until the model is named`()
    async throws
  {
    let bench = Bench()
    bench.service.state.withLock { $0.pollsUntilModel = 6 }
    let id = try await bench.jobs.createJob(try await bench.request())
    let (provider, notes) = bench.told
    let model = try await provider.fineTuning.result(of: id) { _ in }
    #expect(model.id.contains("ft-acme"))
    #expect((1...2).contains(notes.waits.count))
    #expect(notes.waits.first?.contains("does not name its model yet") == true)
  }

  @Test func `a job that never names its model is told of as such, and can be named by hand`()
    async throws
  {
    let bench = Bench()
    bench.service.state.withLock { $0.pollsUntilModel = .max }
    let request = try await bench.request()
    let id = try await bench.jobs.createJob(request)
    let start = bench.clock.now
    let error = await #expect(throws: ProviderError.self) {
      try await bench.jobs.result(of: id) { _ in }
    }
    #expect(error == .unnamedModel("job 'ft-1' succeeded at 'lab', which names no model"))
    #expect((250...500).contains(bench.clock.now - start))
    #expect(try await bench.jobs.status(of: id) == .succeeded(model: nil))
    #expect(try await bench.jobs.createJob(request) == id)
    let metrics = Mutex(0)
    let model = try await bench.jobs.model(named: "by-hand", of: id) { event in
      if case .metric = event { metrics.withLock { $0 += 1 } }
    }
    #expect(model.id == "by-hand" && model.baseModel == "davinci-002")
    #expect(metrics.withLock { $0 } == 2)
    let gone = RemoteJobID(rawValue: "ft-9")
    #expect(try await bench.jobs.model(named: "by-hand", of: gone) { _ in }.id == "by-hand")
  }

  @Test func `a state that nobody knows is shown as it is, and told of after ten minutes`()
    async throws
  {
    let bench = Bench()
    bench.service.state.withLock {
      $0.running = #"awaiting\u001b_review"#
      $0.jobPolls = 120
    }
    let id = try await bench.jobs.createJob(try await bench.request())
    let (provider, notes) = bench.told
    let messages = Mutex<[String]>([])
    let start = bench.clock.now
    _ = try await provider.fineTuning.result(of: id) { event in
      if case .message(let text) = event { messages.withLock { $0.append(text) } }
    }
    #expect(bench.clock.now - start > 1500)
    let said = messages.withLock { $0.filter { $0.contains("awaiting _review") } }
    #expect(said == ["'lab' tells the state 'awaiting _review' of the job 'ft-1'"])
    #expect((2...6).contains(notes.waits.count))
    #expect(notes.waits.first?.contains("for 10 minutes") == true)
    bench.service.state.withLock {
      $0.jobs[0].status = "awaiting_review"
      $0.ending = "awaiting_review"
    }
    #expect(try await bench.jobs.status(of: id) == .other("awaiting_review"))
  }

  @Test func `a model that is not there yet is told of once, and then seldom`() async throws {
    let bench = Bench()
    let id = try await bench.jobs.createJob(try await bench.request())
    for _ in 0..<18 { bench.service.fail(.get, "/models/", .answer(FakeService.missing)) }
    let (provider, notes) = bench.told
    let model = try await provider.fineTuning.result(of: id) { _ in }
    #expect((2...4).contains(notes.waits.count))
    #expect(notes.waits.first?.contains("'\(model.id)' is not there yet") == true)
    #expect(notes.waits.first?.contains("for up to 6 minutes") == true)
  }

  @Test func `long waits for one request are told, short ones are not`() async throws {
    let bench = Bench()
    let request = try await bench.request()
    let (provider, notes) = bench.told
    bench.service.fail(.get, "/fine_tuning", .answer(FakeService.error(503)))
    _ = try await provider.fineTuning.createJob(request)
    #expect(notes.waits == [])
    let later = FakeService.error(429, headers: ["Retry-After": "50"])
    bench.service.fail(.get, "/fine_tuning", .answer(later), .answer(later), .answer(later))
    _ = try await provider.fineTuning.createJob(request)
    #expect(
      notes.waits.first?.contains("'lab' answers with status 429; asked again in 53 s") == true
    )
    #expect((1...2).contains(notes.waits.count))
  }

  @Test(arguments: Dialect.allCases)
  func `nothing is written down where only questions were asked`(dialect: Dialect) async throws {
    let bench = Bench(dialect)
    let request = try await bench.request()
    for _ in 0..<40 { bench.service.fail(.get, dialect.path, .refused) }
    let requests = Mutex(0)
    await #expect(throws: ProviderError.self) {
      try await bench.jobs.createJob(request) { requests.withLock { $0 += 1 } }
    }
    #expect(requests.withLock { $0 } == 0)
    bench.service.state.withLock { $0.faults = [] }
    bench.service.fail(.post, dialect.path, .lostBefore)
    _ = try await bench.jobs.createJob(request) { requests.withLock { $0 += 1 } }
    #expect(requests.withLock { $0 } == 2)
  }

  @Test func `a table that is gone takes nothing from the model`() async throws {
    let bench = Bench()
    bench.service.state.withLock { $0.resultFile = nil }
    let id = try await bench.jobs.createJob(try await bench.request())
    _ = try await bench.jobs.result(of: id) { event in
      if case .metric = event { Issue.record("there is no table") }
    }
  }
}
