import Foundation
import System
import TestSupport
import Testing

@testable import OpenAIProvider

/// Services that show less of their jobs than they were told, or other things: each fine-tune is paid
/// for once, and no other parameters are believed than those it was trained with.
@Suite(.timeLimit(.hang))
struct JobHabitTests {
  private static let other = Rehearsal.User(name: "other", workspace: "other")

  /// What a service shows of whose a job is.
  static let shown: [ServiceHabits] = [
    ServiceHabits { $0.keepsMetadata = false },
    ServiceHabits { ($0.keepsMetadata, $0.tellsSuffix) = (false, false) },
    ServiceHabits { ($0.keepsMetadata, $0.namesModelsBySuffix) = (false, false) },
    ServiceHabits {
      ($0.keepsMetadata, $0.tellsSuffix, $0.namesModelsBySuffix) = (false, false, false)
    },
  ]

  @Test(arguments: Dialect.allCases, shown)
  func `a job is created once, however little its service shows of whose it is`(
    dialect: Dialect,
    habits: ServiceHabits
  ) async throws {
    var habits = habits
    habits.hangsUpAfterCreating = [1, 2]
    let service = try StubService(habits)
    let rehearsal = Rehearsal(dialect)
    let first = try await rehearsal.call("run", at: service.address).ending()
    #expect(first.status == 0, "\(first.messages)")
    let second = try await rehearsal.call("run", at: service.address, by: Self.other).ending()
    #expect(second.status == 0, "\(second.messages)")
    #expect(service.jobs.count == 1)
  }

  @Test(arguments: Dialect.allCases, shown)
  func `a job that was left is found from another workspace`(
    dialect: Dialect,
    habits: ServiceHabits
  ) async throws {
    var habits = habits
    habits.states = ["running"]
    let service = try StubService(habits)
    let rehearsal = Rehearsal(dialect)
    for user in [Rehearsal.User(), Self.other] {
      let ending = try await rehearsal.call("run", "--no-wait", at: service.address, by: user)
        .ending()
      #expect(ending.status == 4, "\(ending.messages)")
    }
    #expect(service.jobs.count == 1)
  }

  @Test(arguments: ["seeds: [0, 1]", "seeds: [1, 0]"])
  func `two seeds are two jobs at a service that shows neither marks nor seeds`(
    seeds: String
  ) async throws {
    let manifest = Rehearsal.tiny.replacing("epochs: 1", with: "epochs: 1, \(seeds)")
    let service = try StubService(
      ServiceHabits {
        $0 = Self.shown[3]
        $0.tellsSeed = false
        $0.hangsUpAfterCreating = [1, 2]
      }
    )
    let rehearsal = Rehearsal(.jobs, manifest: manifest)
    let first = try await rehearsal.call("run", at: service.address).ending()
    #expect(first.status == 0, "\(first.messages)")
    let asked = service.jobs.compactMap { $0.asked["seed"]?.integer }
    #expect(asked.sorted() == [0, 1])
    // Which of the two is which step's nobody there can know: neither is taken, none is created.
    let second = try await rehearsal.call("run", at: service.address, by: Self.other).ending()
    #expect(second.status == 1)
    #expect(second.messages.contains("may be this step's job"))
    #expect(service.jobs.count == 2)
  }

  @Test func `a job whose mark is in its metadata alone is found, as earlier versions made them`()
    async throws
  {
    let service = try StubService()
    let rehearsal = Rehearsal(.jobs)
    #expect(try await rehearsal.call("run", at: service.address).ending().status == 0)
    service.change {
      $0.tellsSuffix = false
      $0.namesModelsBySuffix = false
      $0.tellsNumbers = false
    }
    let ending = try await rehearsal.call("run", at: service.address, by: Self.other).ending()
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(service.jobs.count == 1)
  }

  @Test(arguments: Dialect.allCases)
  func `other numbers than were asked for are refused at once, and accepted by the manifest`(
    dialect: Dialect
  ) async throws {
    let service = try StubService(
      ServiceHabits {
        $0.numbers = [
          "n_epochs": .number(3), "batch_size": .number(1), "learning_rate_multiplier": .number(2),
        ]
        $0.seed = .number(99)
        $0.states = ["running"]
      }
    )
    let rehearsal = Rehearsal(dialect)
    for _ in 0..<2 {
      let ending = try await rehearsal.call("run", at: service.address).ending()
      #expect(ending.status == 1)
      for words in ["ftjob-1", "'epochs' is 3, not 1", "manifest-run cancel fine-tune/ada/seed-0"] {
        #expect(ending.messages.contains(words), "\(words): \(ending.messages)")
      }
      #expect(ending.messages.contains("'seeds' is 99, not 0") == (dialect == .jobs))
    }
    service.change { $0.states = ["succeeded"] }
    var accepted = [
      "--set", "fine-tune.epochs=3", "--set", "fine-tune.batch-size=1",
      "--set", "fine-tune.learning-rate-multiplier=2",
    ]
    if dialect == .jobs { accepted += ["--set", "fine-tune.seeds=[99]"] }
    var call = try rehearsal.call("run", "--json", at: service.address)
    call.arguments += accepted
    let ending = try await call.ending()
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(service.jobs.count == 1)
    var look = try rehearsal.call("status", at: service.address)
    look.arguments.remove(at: 1)
    let status = try await look.ending()
    #expect(status.status == 0, "\(status.messages)")
    #expect(!(status.results + status.messages).contains("ftjob-1"), "\(status)")
  }

  @Test
  func `what the service says is kept beside what was asked, and what it does not say is noted`()
    async throws
  {
    let service = try StubService(
      ServiceHabits {
        $0.numbers = [
          "batch_size": .string("auto"), "learning_rate_multiplier": .number(0.4000000059),
        ]
        $0.tellsSeed = false
      }
    )
    let rehearsal = Rehearsal(.jobs)
    let ending = try await rehearsal.call("run", "--json", "--verbose", at: service.address)
      .ending()
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(
      ending.messages.contains("does not say with which 'batch-size' (it says 'auto'), 'seeds'")
    )
    let path = try #require(try RunResults(ending).paths(of: "model-receipt.json").values.first)
    let receipt = String(decoding: rehearsal.folder.bytes(of: "workspace/" + path), as: UTF8.self)
    let text = receipt.split { $0.isWhitespace }.joined()
    #expect(text.contains(#"{"asked":"4","key":"batch-size","told":"auto"}"#), "\(receipt)")
    #expect(text.contains(#"{"asked":"0","key":"seeds"}"#), "\(receipt)")
  }

  @Test func `a number that shows only at the end is compared too`() async throws {
    let service = try StubService(
      ServiceHabits {
        $0.changesJob = { _, told in
          guard told["status"] == .string("running") else { return }
          told["hyperparameters"] = .object(["n_epochs": .string("auto")])
        }
        $0.numbers = ["n_epochs": .number(3)]
        $0.states = ["running", "running", "succeeded"]
      }
    )
    let rehearsal = Rehearsal(.jobs)
    let ending = try await rehearsal.call("run", at: service.address).ending()
    #expect(ending.status == 1)
    #expect(ending.messages.contains("'epochs' is 3, not 1"), "\(ending.messages)")
    #expect(service.jobs.count == 1)
  }

  @Test(arguments: Dialect.allCases)
  func `a suffix that was cut is told, and its mark is whole`(dialect: Dialect) async throws {
    let service = try StubService()
    let rehearsal = Rehearsal(dialect)
    let label = String(repeating: "long-", count: 20) + "label"
    var call = try rehearsal.call("run", "--verbose", at: service.address)
    call.arguments += ["--set", "fine-tune.suffix=\(label)"]
    let ending = try await call.ending()
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(ending.messages.contains("has too little room for the suffix 'long-long-"))
    let suffix = try #require(service.jobs.first?.asked["suffix"]?.string)
    #expect(suffix.count <= (dialect == .jobs ? 64 : 40))
    // Another label asks for no other model.
    let again = try await rehearsal.call("run", "--json", at: service.address).ending()
    #expect(try RunResults(again).steps.allSatisfy { $0.outcome != "built" }, "\(again.results)")
    #expect(service.jobs.count == 1)
  }
}
