import Foundation
import System
import TestSupport
import Testing

@testable import OpenAIProvider

/// The program at services whose lists have no end, and at accounts that have two names.
@Suite(.timeLimit(.hang))
struct AccountHabitTests {
  /// A call of `provider orphans` by the client of a rehearsal.
  private func orphans(
    _ rehearsal: Rehearsal,
    _ provider: String,
    _ options: String...,
    at address: String
  ) async throws -> ProgramCall.Ending {
    var call = try rehearsal.call("provider", at: address)
    let workspace = call.arguments.suffix(2)
    call.arguments = ["provider", "orphans", provider] + workspace + options
    return try await call.ending()
  }

  @Test(arguments: Dialect.allCases)
  func `where the list of jobs has no end none is created`(dialect: Dialect) async throws {
    let service = try StubService(ServiceHabits { $0.endlessLists = ["jobs"] })
    let rehearsal = Rehearsal(dialect)
    for _ in 0..<2 {
      let run = try await rehearsal.call("run", at: service.address).ending()
      #expect(run.status == 1)
      #expect(
        run.messages.contains(
          "listing the fine-tuning jobs: the list of '\(dialect.rawValue)' does not end within 100 pages"
        ),
        "\(run.messages)"
      )
      #expect(service.jobs.isEmpty)
    }
    #expect(service.requests.count < 500)
    // What could not be seen was not there, and is made as soon as it can.
    service.change { $0.endlessLists = [] }
    let run = try await rehearsal.call("run", at: service.address).ending()
    #expect(run.status == 0, "\(run.messages)")
    #expect(service.jobs.count == 1)
  }

  @Test func `where the list of files has no end they are uploaded once more`() async throws {
    let service = try StubService(ServiceHabits { $0.endlessLists = ["files"] })
    let rehearsal = Rehearsal(.jobs)
    let run = try await rehearsal.call("run", at: service.address).ending()
    #expect(run.status == 0, "\(run.messages)")
    #expect(service.jobs.count == 1)
    #expect(service.requests.count < 500)
  }

  @Test func `events without end take nothing from a job`() async throws {
    let service = try StubService(ServiceHabits { $0.endlessLists = ["events", "checkpoints"] })
    let rehearsal = Rehearsal(.jobs)
    let run = try await rehearsal.call("run", at: service.address).ending()
    #expect(run.status == 0, "\(run.messages)")
    #expect(service.jobs.count == 1)
    #expect(service.requests.count < 500)
  }

  @Test(arguments: ["jobs", "files", "models"])
  func `where a list has no end nothing is deleted`(list: String) async throws {
    let service = try StubService(ServiceHabits { $0.endlessLists = [list] })
    let rehearsal = Rehearsal(.jobs)
    _ = try await rehearsal.call("run", "--until", "generate", at: service.address).ending()
    let ending = try await orphans(rehearsal, "openai", "--delete", "--yes", at: service.address)
    #expect(ending.status == 1)
    #expect(ending.messages.contains("does not end within 100 pages"))
    #expect(!service.requests.contains { $0.hasPrefix("DELETE") })
  }

  @Test(arguments: Dialect.allCases)
  func `files of a job are no orphans under the account's other name`(
    dialect: Dialect
  ) async throws {
    let other: Dialect = dialect == .jobs ? .legacy : .jobs
    let service = try StubService(
      ServiceHabits {
        $0.changesJob = { number, job in
          guard job["status"] == .string("succeeded") else { return }
          job["result_files"] = .array([
            dialect == .jobs
              ? .string("result-\(number)") : .object(["id": .string("result-\(number)")])
          ])
        }
      }
    )
    let rehearsal = Rehearsal(dialect)
    let run = try await rehearsal.call("run", at: service.address).ending()
    #expect(run.status == 0, "\(run.messages)")
    for name in ["result-1", "nobody's"] {
      service.add(StubService.File(id: name, name: "step_metrics.csv", byteCount: 7))
    }
    let listed = try await orphans(
      rehearsal,
      other.rawValue,
      "--delete",
      "--yes",
      at: service.address
    )
    #expect(listed.status == 0, "\(listed.messages)")
    #expect(service.files.map(\.id) == ["file-1-of-many", "file-2-of-many", "result-1"])
    #expect(service.requests.filter { $0.hasPrefix("DELETE") } == ["DELETE /files/nobody's"])
    // Where the jobs cannot be seen, nobody knows which files are theirs.
    let path = dialect == .jobs ? "/fine_tuning/jobs" : "/fine-tunes"
    service.change { $0.answers = { _, asked in asked == path ? (404, "<html>") : nil } }
    let blind = try await orphans(
      rehearsal,
      other.rawValue,
      "--delete",
      "--yes",
      at: service.address
    )
    #expect(blind.status == 1)
    #expect(
      blind.messages.contains("jobs of this workspace have files there as '\(dialect.rawValue)'")
    )
    #expect(service.files.count == 3)
  }

  @Test func `a service without the older form is looked through all the same`() async throws {
    let service = try StubService(
      ServiceHabits { $0.answers = { _, path in path == "/fine-tunes" ? (404, "<html>") : nil } }
    )
    let rehearsal = Rehearsal(.jobs)
    let run = try await rehearsal.call("run", at: service.address).ending()
    #expect(run.status == 0, "\(run.messages)")
    let ending = try await orphans(rehearsal, "openai", at: service.address)
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(ending.results.contains("is without a run here"))
  }
}
