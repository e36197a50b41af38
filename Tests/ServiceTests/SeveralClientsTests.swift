import Foundation
import TestSupport
import Testing

/// Several clients of one service that want the same.
@Suite(.timeLimit(.hang))
struct SeveralClientsTests {
  /// What the clients have in common.
  enum Common: String, CaseIterable, Sendable {
    case workspace, user, cache

    /// The clients, each with its place.
    var clients: [Rehearsal.User] {
      (1...3).map { number in
        switch self {
        case .workspace: .init()
        case .user: .init(workspace: "workspace-\(number)")
        case .cache: .init(name: "user-\(number)", workspace: "workspace-\(number)")
        }
      }
    }

    /// The options by which they share it.
    func options(_ folder: TemporaryFolder) -> [String] {
      self == .cache ? ["--cache", folder.path + "/cache"] : []
    }
  }

  @Test(arguments: Dialect.allCases, Common.allCases)
  func `clients at the same time pay for one job together`(
    dialect: Dialect,
    common: Common
  ) async throws {
    let rehearsal = Rehearsal(dialect)
    let endings = try await rehearsal.withServer { server in
      try await withThrowingTaskGroup(of: ProgramCall.Ending.self) { group in
        for user in common.clients {
          var call = try rehearsal.call("run", "--json", at: server.address, by: user)
          call.arguments += common.options(rehearsal.folder)
          group.addTask { [call] in try await call.ending() }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
    }
    #expect(endings.count == 3)
    for ending in endings { try #require(ending.status == 0, "\(ending.messages)") }
    #expect(rehearsal.jobs.count == 1, "\(rehearsal.jobs)")
    #expect(Set(try endings.map { try RunResults($0).digests }).count == 1)
  }

  @Test(.enabled(if: Faults.areUsable, Faults.reason), arguments: Dialect.allCases)
  func `a machine finds the job that another one created before it died`(
    dialect: Dialect
  ) async throws {
    let library = try await FaultLibrary()
    let undisturbed = try await Undisturbed(dialect, library: library.path)
    // The answer is there, and nothing of it is written down yet.
    let call = try #require(undisturbed.firstChangeAfterRequest)
    let rehearsal = undisturbed.another()
    let (first, second) = try await rehearsal.withServer(port: undisturbed.port) { server in
      var variables = Faults.trial(.kill, call, dialect, library).variables
      variables["FAULTS_ROOT"] = rehearsal.folder.path
      let first = try rehearsal.call("run", at: server.address, variables: variables)
      let other = Rehearsal.User(name: "other-user", workspace: "other-workspace")
      let second = try rehearsal.call("run", "--json", at: server.address, by: other)
      return (try await first.ending(), try await second.ending())
    }
    #expect(first.wasKilled)
    try #require(second.status == 0, "\(second.messages)")
    #expect(rehearsal.jobs.count == 1)
    #expect(try RunResults(second).digests == undisturbed.digests)
  }
}
