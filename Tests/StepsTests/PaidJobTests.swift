import Engine
import Providers
import Steps
import Synchronization
import Testing

struct PaidJobTests {
  private static let tuning = StepID("fine-tune/small/seed-0")

  private func failure(_ result: RunResult) -> StepFailure? {
    guard
      case .failed(let failure)? = result.steps.first(where: { $0.id == Self.tuning })?.outcome
    else { return nil }
    return failure
  }

  @Test func `a job whose answer was lost is found again and not created twice`() async throws {
    let folder = try ExperimentFolder()
    let lost = ProviderError.unreachable(address: "test", problem: "connection reset")
    folder.provider.creationFailures.withLock { $0 = [lost] }
    let first = try await folder.run()
    let cause = try #require(failure(first)).cause
    guard case .unreachable = cause else {
      Issue.record("\(cause)")
      return
    }
    #expect(try await folder.run().succeeded)
    #expect(folder.provider.log.withLock(\.created).count == 1)
  }

  @Test func `a run that ended while waiting waits for the same job`() async throws {
    let folder = try ExperimentFolder()
    folder.provider.waitingFailures.withLock {
      $0 = [.unreachable(address: "test", problem: "no route")]
    }
    #expect(failure(try await folder.run()) != nil)
    #expect(try await folder.run().succeeded)
    let log = folder.provider.log.withLock(\.self)
    #expect(log.created.count == 1)
    #expect(log.awaited.count == 2)
    #expect(Set(log.awaited).count == 1)
  }

  @Test(
    arguments: [
      (.denied("no"), JournalEntry.State.abandoned), (.rejected("no"), .abandoned),
      (.exhausted("no"), .abandoned), (.uncertain("who knows"), .intended),
      (.unavailable("away"), .intended), (.unreadable("what"), .intended),
    ] as [(ProviderError, JournalEntry.State)]
  )
  func `a request stays in the journal where a job may have come of it`(
    error: ProviderError,
    state: JournalEntry.State
  ) async throws {
    let folder = try ExperimentFolder()
    folder.provider.creationFailures.withLock { $0 = [error] }
    #expect(failure(try await folder.run()) != nil)
    #expect(try folder.workspace().journal.entries().map(\.state) == [state])
  }

  @Test func `a refusal takes back no request of an earlier run`() async throws {
    let folder = try ExperimentFolder()
    folder.provider.creationFailures.withLock { $0 = [.uncertain("who knows"), .denied("no")] }
    _ = try await folder.run()
    folder.provider.jobs.withLock { $0 = [:] }
    _ = try await folder.run()
    #expect(try folder.workspace().journal.entries().map(\.state) == [.intended])
  }

  @Test func `a run that does not wait leaves the job, and a later one takes its model`()
    async throws
  {
    let folder = try ExperimentFolder()
    folder.provider.standing.withLock { $0 = .queued }
    let first = try await folder.run(waits: false)
    #expect(first.isWaiting)
    let outcome = first.steps.first { $0.id == Self.tuning }?.outcome
    guard case .waiting(.remoteWork)? = outcome else {
      Issue.record("\(String(describing: outcome))")
      return
    }
    #expect(first.steps.last?.outcome == .waiting(.dependency(Self.tuning)))
    #expect(first.built == ["generate", "upload/train", "upload/validation"])
    #expect(try await folder.run(waits: false).isWaiting)
    folder.provider.standing.withLock { $0 = nil }
    #expect(try await folder.run(waits: false).succeeded)
    let log = folder.provider.log.withLock(\.self)
    #expect(log.created.count == 1)
    #expect(log.awaited.count == 1)
  }

  @Test func `a job for which there is no room yet is created by a later run`() async throws {
    let folder = try ExperimentFolder()
    folder.provider.creationFailures.withLock { $0 = [.full("the lab has two jobs")] }
    let result = try await folder.run(waits: false)
    #expect(result.isWaiting)
    #expect(
      result.steps.contains { $0.outcome == .waiting(.turn("the lab has two jobs")) }
    )
    #expect(try folder.workspace().journal.entries().map(\.state) == [.abandoned])
    #expect(try folder.workspace().openWork().isEmpty)
  }

  @Test func `a file that is gone from the provider is uploaded again before a job is created`()
    async throws
  {
    let folder = try ExperimentFolder()
    let first = try await folder.run(set: ["fine-tune.epochs=3"])
    #expect(first.succeeded)
    let uploads = folder.provider.log.withLock(\.uploads)
    #expect(uploads.sorted() == ["train.jsonl", "validation.jsonl"])
    let digest = try #require(
      first.steps.first?.artifacts["train.jsonl"]?.digest.hexadecimal.prefix(8)
    )
    folder.provider.deletedFiles.withLock { $0 = ["file-\(digest)"] }
    // Another job with the same files, whose uploads are reused.
    #expect(try await folder.run(set: ["fine-tune.epochs=4"]).succeeded)
    #expect(folder.provider.log.withLock(\.uploads) == uploads + ["train.jsonl"])
  }

  @Test func `a job that failed is given up and the next run creates another`() async throws {
    let folder = try ExperimentFolder()
    folder.provider.waitingFailures.withLock { $0 = [.jobFailed("out of luck")] }
    #expect(failure(try await folder.run())?.description.contains("out of luck") == true)
    #expect(try await folder.run().succeeded)
    #expect(folder.provider.log.withLock(\.created).count == 2)
  }

  @Test func `a job that the provider has forgotten is created anew`() async throws {
    let folder = try ExperimentFolder()
    folder.provider.waitingFailures.withLock {
      $0 = [.unreachable(address: "test", problem: "no route")]
    }
    #expect(failure(try await folder.run()) != nil)
    folder.provider.jobs.withLock { $0 = [:] }
    #expect(try await folder.run().succeeded)
    #expect(folder.provider.log.withLock(\.created).count == 2)
  }

  @Test func `a curve holds the steps of one job alone`() async throws {
    let folder = try ExperimentFolder()
    folder.provider.waitingFailures.withLock {
      $0 = [.unreachable(address: "test", problem: "no route")]
    }
    _ = try await folder.run()
    let forgotten = RemoteJobID(rawValue: "job-of-before")
    folder.provider.waitingFailures.withLock { $0 = [.unknownJob(forgotten)] }
    let result = try await folder.run()
    let curve = try folder.text(of: "metrics.jsonl", Self.tuning, in: result)
    #expect(curve.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    ProviderError.unavailable("away"), .denied("no"), .cancelled, .full("two jobs"),
  ])
  func `where only questions were asked, nothing is in the journal`(error: ProviderError)
    async throws
  {
    let folder = try ExperimentFolder()
    folder.provider.lookFailures.withLock { $0 = [error] }
    #expect(try await !folder.run().succeeded)
    #expect(try folder.workspace().journal.entries().isEmpty)
    // What an earlier request may have created is not forgotten by it.
    folder.provider.creationFailures.withLock { $0 = [.uncertain("who knows")] }
    _ = try await folder.run()
    folder.provider.jobs.withLock { $0 = [:] }
    folder.provider.lookFailures.withLock { $0 = [error] }
    _ = try await folder.run()
    #expect(try folder.workspace().journal.entries().map(\.state) == [.intended])
  }

  @Test func `a deadline ends the waiting, and the job stays to be attached to`() async throws {
    let folder = try ExperimentFolder()
    folder.provider.standing.withLock { $0 = .running }
    let first = try await folder.run(set: ["fine-tune.deadline=1s"])
    #expect(first.isWaiting)
    let id = try #require(folder.provider.log.withLock(\.awaited).first?.rawValue)
    let outcome = first.steps.first { $0.id == Self.tuning }?.outcome
    #expect(outcome == .waiting(.deadline(id: id, "1s")))
    #expect(try folder.workspace().journal.entries().map(\.state) == [.created])
    // Past it a run looks once, however long it might wait otherwise.
    let late = try await folder.runTold(set: ["fine-tune.deadline=1s"], now: 5).result
    #expect(late.isWaiting)
    #expect(folder.provider.log.withLock(\.awaited).count == 1)
    folder.provider.standing.withLock { $0 = nil }
    #expect(try await folder.runTold(set: ["fine-tune.deadline=1s"], now: 5).result.succeeded)
    // It is in no key.
    let other = try await folder.run(set: ["fine-tune.deadline=2h"])
    #expect(other.steps.allSatisfy { $0.outcome == .reused })
    #expect(folder.provider.log.withLock(\.created).count == 1)
  }

  @Test func `a job that ends before its deadline is taken, and one that fails has failed`()
    async throws
  {
    let folder = try ExperimentFolder()
    folder.provider.waitingFailures.withLock { $0 = [.jobFailed("out of luck")] }
    let deadline = ["fine-tune.deadline=1h"]
    #expect(failure(try await folder.run(set: deadline)) != nil)
    #expect(try await folder.run(set: deadline).succeeded)
  }

  @Test func `a model that nobody names keeps its job, and is taken by the name that a user gives`()
    async throws
  {
    let folder = try ExperimentFolder()
    let unnamed = ProviderError.unnamedModel("the job names no model")
    folder.provider.waitingFailures.withLock { $0 = [unnamed, unnamed] }
    for _ in 0..<2 {
      let failure = try #require(failure(try await folder.run()))
      #expect(failure.hint?.contains("provider adopt fine-tune/small/seed-0 MODEL") == true)
    }
    let workspace = try folder.workspace()
    let entry = try #require(try workspace.openWork().first)
    let id = try #require(entry.remoteID)
    try workspace.journal.adopt("mine", remoteID: id, account: entry.account, at: 1)
    try workspace.journal.adopt("mine-2", remoteID: id, account: entry.account, at: 2)
    let result = try await folder.run()
    #expect(result.succeeded)
    let receipt = try folder.text(of: "model-receipt.json", Self.tuning, in: result)
    #expect(receipt.contains("\"adopted\" : true") && receipt.contains("\"mine-2\""))
    #expect(folder.provider.log.withLock(\.created).count == 1)
    let finished = try #require(try workspace.journal.entries().first)
    #expect(finished.state == .finished && finished.adoptedModel == "mine-2")
  }
}
