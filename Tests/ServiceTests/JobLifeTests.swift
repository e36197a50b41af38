import Foundation
import Synchronization
import System
import TestSupport
import Testing

@testable import OpenAIProvider

/// The life of a job at services with ways of their own, from its creation to its model.
@Suite(.timeLimit(.hang))
struct JobLifeTests {
  private static let step = "fine-tune/ada/seed-0"

  /// Calls the program on the workspace of a rehearsal's user.
  private func call(
    _ arguments: String...,
    on rehearsal: Rehearsal,
    _ service: StubService
  ) async throws -> ProgramCall.Ending {
    var call = try rehearsal.call(at: service.address)
    call.arguments = arguments + ["--workspace", rehearsal.folder.path + "/workspace"]
    return try await call.ending()
  }

  private static let prices =
    "prices=[{ model: ada, training: 1000000, input: 0, output: 0, base-input: 0 }]"

  @Test(arguments: ["model_output_name", "output_name", "output_model", "result_model"])
  func `a model is taken under each name of its field`(member: String) async throws {
    let service = try StubService(ServiceHabits { $0.modelMember = member })
    let rehearsal = Rehearsal(.jobs)
    let run = try await rehearsal.call(at: service.address).ending()
    #expect(run.status == 0, "\(run.messages)")
    #expect(service.jobs.count == 1)
  }

  @Test(arguments: Dialect.allCases)
  func `a success without a model is looked at again`(dialect: Dialect) async throws {
    let service = try StubService(ServiceHabits { $0.looksUntilModel = 3 })
    let rehearsal = Rehearsal(dialect)
    let run = try await rehearsal.call(at: service.address).ending()
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.messages.contains("does not name its model yet"))
    #expect(service.jobs.count == 1)
  }

  @Test(arguments: Dialect.allCases)
  func `a paid job whose model nobody names is kept, and taken by the name that a user gives`(
    dialect: Dialect
  ) async throws {
    let service = try StubService(
      ServiceHabits {
        $0.modelMember = nil
        // It ended long ago, so that nobody waits for the name.
        $0.changesJob = { _, job in
          job["finished_at"] = .number(1_700_000_100)
          job["updated_at"] = .number(1_700_000_100)
        }
      }
    )
    let rehearsal = Rehearsal(dialect)
    for _ in 0..<2 {
      let run = try await rehearsal.call(at: service.address).ending()
      #expect(run.status == 1)
      #expect(run.messages.contains("succeeded at '\(dialect.rawValue)', which names no model"))
      #expect(run.messages.contains("manifest-run provider adopt \(Self.step) MODEL"))
    }
    let status = try await call("status", "--once", on: rehearsal, service)
    #expect(status.results.contains("succeeded, and the provider does not name its model"))
    let cancel = try await call("cancel", on: rehearsal, service)
    #expect(cancel.status == 0 && cancel.results.contains("does not name"))
    for (model, words) in [("a-typing-error", "has no model"), ("ada", "was to tune")] {
      let refused = try await call("provider", "adopt", Self.step, model, on: rehearsal, service)
      #expect(refused.status == 1 && refused.messages.contains(words), "\(refused.messages)")
    }
    let unknown = try await call("provider", "adopt", "fine-tune/x", "m", on: rehearsal, service)
    #expect(unknown.status == 1 && unknown.messages.contains("no job is left"))
    // The name that the service gave to the model.
    let suffix = service.jobs[0].asked["suffix"]?.string ?? ""
    let model =
      dialect == .jobs
      ? "ft:ada:acme:\(suffix):1" : "ada:ft-acme:\(suffix)-2023-01-01-00-00-01"
    let adopted = try await call(
      "provider",
      "adopt",
      Self.step,
      model,
      "--json",
      on: rehearsal,
      service
    )
    #expect(adopted.status == 0, "\(adopted.messages)")
    #expect(adopted.results.contains("\"model\" : \"\(model)\""), "\(adopted.results)")
    #expect(adopted.results.contains("\"step\" : \""), "\(adopted.results)")
    let after = try await call("status", "--once", on: rehearsal, service)
    #expect(
      after.results.contains("the next run takes the model '\(model)', which was named by hand")
    )
    let run = try await rehearsal.call("run", "--json", at: service.address).ending()
    #expect(run.status == 0, "\(run.messages)")
    let path = try #require(try RunResults(run).paths(of: "model-receipt.json").values.first)
    #expect(
      String(decoding: rehearsal.folder.bytes(of: "workspace/" + path), as: UTF8.self)
        .contains(#""adopted" : true"#)
    )
    let show = try await call("show", "last", on: rehearsal, service)
    #expect(show.results.contains("models named by hand\n  \(Self.step)  \(model)"))
    #expect(service.jobs.count == 1)
  }

  @Test(arguments: ["user_error", "error", "expired", "canceled", "stopped"])
  func `a known end is one`(word: String) async throws {
    let service = try StubService(ServiceHabits { $0.states = ["queued", word] })
    let rehearsal = Rehearsal(.jobs)
    let run = try await rehearsal.call(at: service.address).ending()
    #expect(run.status == 1, "\(run.messages)")
    #expect(service.jobs.count == 1)
    let status = try await call("status", "--once", on: rehearsal, service)
    #expect(!status.results.contains("jobs at providers"))
  }

  @Test(arguments: Dialect.allCases)
  func `a state that nobody knows is shown, and a deadline ends the waiting alone`(
    dialect: Dialect
  ) async throws {
    let service = try StubService(ServiceHabits { $0.states = ["queued", "awaiting_review"] })
    let rehearsal = Rehearsal(dialect)
    let deadline = ["--set", "fine-tune.deadline=2s"]
    var run = try rehearsal.call(at: service.address)
    run.arguments += deadline
    let first = try await run.ending()
    #expect(first.status == 4, "\(first.messages)")
    #expect(first.messages.contains("has given no model within 2s, and is waited for no longer"))
    let events = try await call("logs", "last", on: rehearsal, service)
    #expect(events.results.contains("tells the state 'awaiting_review' of the job 'ftjob-1'"))
    let status = try await call("status", "--once", on: rehearsal, service)
    #expect(status.results.contains("ftjob-1  awaiting_review"))
    let json = try await call("status", "--json", on: rehearsal, service)
    #expect(json.results.contains(#""state" : "awaiting_review""#))
    // Past it a run looks once.
    #expect(try await run.ending().status == 4)
    #expect(!service.jobs[0].isCancelled)
    service.change { $0.states = ["succeeded"] }
    let last = try await run.ending()
    #expect(last.status == 0, "\(last.messages)")
    #expect(service.jobs.count == 1)
  }

  @Test(arguments: Dialect.allCases)
  func `a service without events gives its model all the same`(dialect: Dialect) async throws {
    let service = try StubService(ServiceHabits { $0.hasEvents = false })
    let rehearsal = Rehearsal(dialect)
    let run = try await rehearsal.call("run", "--verbose", at: service.address).ending()
    #expect(run.status == 0, "\(run.messages)")
    let told = run.messages.split(separator: "\n").count { $0.contains("without its events") }
    #expect(told == 1)
    #expect(service.requests.count { $0.hasSuffix("/events") } == 1)
    #expect(service.jobs.count == 1)
  }

  @Test(arguments: [-5, 0, 1e17, 1e30])
  func `a bill that cannot be is told, and the estimate stands`(tokens: Double) async throws {
    let service = try StubService(ServiceHabits { $0.trainedTokens = .number(tokens) })
    let rehearsal = Rehearsal(.jobs)
    var run = try rehearsal.call(at: service.address)
    run.arguments += ["--set", Self.prices, "--budget", "1000000"]
    let ending = try await run.ending()
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(ending.messages.contains("tokens, which cannot be"))
    let show = try await call("show", "last", "--json", on: rehearsal, service)
    let costs = try JSONDecoder().decode(Costs.self, from: Data(show.results.utf8)).costs
    let tuning = try #require(costs.first { $0.step == Self.step })
    #expect(tuning.billed == nil)
  }

  private struct Costs: Decodable {
    struct Cost: Decodable {
      struct Bill: Decodable {}

      var step: String
      var billed: Bill?
    }

    var costs: [Cost]
  }

  @Test(arguments: Dialect.allCases)
  func `where no request for a job ever left, none is said to`(dialect: Dialect) async throws {
    let path = dialect == .jobs ? "/fine_tuning/jobs" : "/fine-tunes"
    let service = try StubService(
      ServiceHabits {
        $0.answers = { method, asked in
          method == "GET" && asked == path ? (500, #"{"error":{"message":"away"}}"#) : nil
        }
      }
    )
    let rehearsal = Rehearsal(dialect)
    let run = try await rehearsal.call(at: service.address).ending()
    #expect(run.status == 69 || run.status == 1, "\(run.messages)")
    #expect(!run.messages.contains("not known whether"), "\(run.messages)")
    #expect(!run.messages.contains("left at providers"))
    #expect(run.messages.contains("answers with status 500; asked again in"))
    let status = try await call("status", "--once", on: rehearsal, service)
    #expect(!status.results.contains("jobs at providers"))
    #expect(!service.requests.contains("POST " + path))
    service.change { $0.answers = { _, _ in nil } }
    #expect(try await rehearsal.call(at: service.address).ending().status == 0)
    #expect(service.jobs.count == 1)
  }

  @Test func `a model that is not there yet is waited for in words`() async throws {
    let rest = Mutex(12)
    let service = try StubService(
      ServiceHabits {
        $0.answers = { method, path in
          guard method == "GET", path.hasPrefix("/models/ft"), !path.hasSuffix("step-0") else {
            return nil
          }
          let isAbsent = rest.withLock { rest in
            rest -= 1
            return rest >= 0
          }
          return isAbsent ? (404, #"{"error":{"message":"no such model"}}"#) : nil
        }
      }
    )
    let rehearsal = Rehearsal(.jobs)
    let run = try await rehearsal.call(at: service.address).ending()
    #expect(run.status == 0, "\(run.messages)")
    let told = run.messages.split(separator: "\n").count { $0.contains("is not there yet") }
    #expect((1...4).contains(told), "\(run.messages)")
  }
}
