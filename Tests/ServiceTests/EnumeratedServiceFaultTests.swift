import Foundation
import TestSupport
import Testing

/// Every call by which a client changes a file or uses the network, and every request of it, disturbed
/// one after the other and none left out.
///
/// It takes long, so it is done where `ENUMERATE_FAULTS` asks for it, as `make faults` does. The calls
/// before a client turns to its service are those of every run, which `FaultTests` disturbs.
@Suite(
  .serialized,
  .timeLimit(.minutes(180)),
  .enabled(if: Faults.areUsable, Faults.reason),
  .enabled(if: Faults.areAskedFor, "ENUMERATE_FAULTS is not set")
)
struct EnumeratedServiceFaultTests {
  /// How many servers, each with its clients, there are at a time.
  private static let workers = 2

  private let library: FaultLibrary

  init() async throws {
    library = try await FaultLibrary()
  }

  @Test(arguments: Dialect.allCases)
  func `a client that is killed at any call pays once`(dialect: Dialect) async throws {
    let killed = try await trials(dialect) { undisturbed in
      undisturbed.callsWithService.map { Faults.trial(.kill, $0, dialect, library) }
    }
    #expect(killed > 250)
  }

  @Test(arguments: Dialect.allCases)
  func `a client that is killed in the middle of any sending pays once`(
    dialect: Dialect
  ) async throws {
    let killed = try await trials(dialect) { undisturbed in
      undisturbed.callsOfNetwork.map { Faults.trial(.torn, $0, dialect, library) }
    }
    #expect(killed > 40)
  }

  @Test(arguments: Dialect.allCases)
  func `a network that breaks at any call costs nothing`(dialect: Dialect) async throws {
    _ = try await trials(dialect) { undisturbed in
      undisturbed.callsOfNetwork.map { Faults.trial(.error, $0, dialect, library) }
    }
  }

  @Test(
    arguments: Dialect.allCases,
    [
      #""hang-up-before""#, #""hang-up-after""#, #""truncate""#, #""crash-before""#,
      #""crash-after""#, #""status", "status": 500"#,
      #""status", "status": 429, "retry-after": 20"#,
    ]
  )
  func `a server that fails at any request creates one job`(
    dialect: Dialect,
    fault: String
  ) async throws {
    _ = try await trials(dialect) { undisturbed in
      (0..<undisturbed.requests).map { number in
        Trial(
          "\(fault) at request \(number + 1)",
          faults: #"[{"skip": \#(number), "do": \#(fault)}]"#
        )
      }
    }
  }

  /// Does trials, a few at the same time, and returns how many clients were killed.
  private func trials(
    _ dialect: Dialect,
    _ list: (Undisturbed) -> [Trial]
  ) async throws -> Int {
    // Each worker has a port of its own, and so what a run leaves there.
    var places: [Undisturbed] = []
    for _ in 0..<Self.workers {
      places.append(try await Undisturbed(dialect, library: library.path))
    }
    let trials = list(places[0])
    return try await withThrowingTaskGroup(of: Int.self) { group in
      for (worker, place) in places.enumerated() {
        group.addTask {
          var killed = 0
          for number in stride(from: worker, to: trials.count, by: Self.workers) {
            if try await trials[number].check(against: place).wasKilled { killed += 1 }
          }
          return killed
        }
      }
      return try await group.reduce(0, +)
    }
  }
}

extension Undisturbed {
  /// The numbers of the calls from shortly before the first one of the network on.
  fileprivate var callsWithService: [Int] {
    guard let first = calls.firstIndex(where: Self.network.contains) else { return [] }
    return Array(max(1, first - 20)...calls.count)
  }

  /// How many requests the client sends, with some more for answers that come later than here.
  fileprivate var requests: Int { calls.count { "RP".contains($0) } + 2 }

  /// The numbers of the calls of the network.
  fileprivate var callsOfNetwork: [Int] {
    zip(1..., calls).filter { Self.network.contains($0.1) }.map(\.0)
  }
}
