import Foundation
import TestSupport
import Testing

/// Networks, servers and clients that fail around the requests that cost money.
///
/// However often a client is called until it succeeds, the server must have created one job for the
/// one fine-tune, and the results must be those of a run that nothing happened to.
@Suite(.timeLimit(.hang), .enabled(if: Faults.areUsable, Faults.reason))
struct ServiceFaultTests {
  private let library: FaultLibrary

  init() async throws {
    library = try await FaultLibrary()
  }

  private func undisturbed(_ dialect: Dialect) async throws -> Undisturbed {
    try await Undisturbed(dialect, library: library.path)
  }

  @Test(arguments: Dialect.allCases)
  func `whatever happens to the request for a job, one job is created`(
    dialect: Dialect
  ) async throws {
    let undisturbed = try await undisturbed(dialect)
    for fault in [
      #""hang-up-before""#, #""hang-up-after""#, #""truncate""#, #""crash-before""#,
      #""crash-after""#, #""status", "status": 500"#,
      #""status", "times": 4, "status": 429, "retry-after": 7"#,
    ] {
      let faults = #"[{"route": "\#(dialect.creation)", "do": \#(fault)}]"#
      try await Trial(fault, faults: faults).check(against: undisturbed)
    }
  }

  @Test(arguments: Dialect.allCases)
  func `a service that refuses, fails or dawdles everywhere changes nothing`(
    dialect: Dialect
  ) async throws {
    let undisturbed = try await undisturbed(dialect)
    let storm = #"{"times": 40, "do": "status", "status": 429, "retry-after": 1}"#
    for faults in [
      "[\(storm)]",
      #"[{"skip": 2, "times": 3, "do": "status", "status": 503}]"#,
      #"[{"times": "all", "do": "delay", "seconds": 0.05}]"#,
      #"[{"times": "all", "do": "slow", "seconds": 0.05}]"#,
    ] {
      try await Trial(faults, faults: faults).check(against: undisturbed)
    }
  }

  @Test(arguments: Dialect.allCases)
  func `a client that is killed around the request for a job creates no second one`(
    dialect: Dialect
  ) async throws {
    let undisturbed = try await undisturbed(dialect)
    var killed = 0
    for call in undisturbed.callsAroundRequest {
      let ending = try await Faults.trial(.kill, call, dialect, library)
        .check(against: undisturbed)
      #expect(ending.wasKilled || ending.status == 0, "call \(call): \(ending.messages)")
      killed += ending.wasKilled ? 1 : 0
    }
    #expect(killed == undisturbed.callsAroundRequest.count)
  }

  @Test(arguments: Dialect.allCases)
  func `a server that is killed while a job runs goes on with it`(
    dialect: Dialect
  ) async throws {
    let manifest = Rehearsal.tiny.replacing("realized: 12", with: "realized: 60")
      .replacing("epochs: 1, batch-size: 4", with: "epochs: 50, batch-size: 1")
    let undisturbed = try await Undisturbed(dialect, library: library.path, manifest: manifest)
    let faults = #"[{"route": "\#(dialect.look)", "skip": 1, "do": "crash-before"}]"#
    let trial = Trial("a restart in the middle of a job", faults: faults)
    // On a busy machine a job may have ended when its client looks at it for the second time.
    for _ in 0..<10 {
      let rehearsal = undisturbed.another()
      // The client waits for its server, which takes longer to be there again than to train.
      let ending = try await trial.check(against: undisturbed, in: rehearsal)
      #expect(ending.status == 0, "\(ending.messages)")
      if rehearsal.jobs.contains(where: { rehearsal.events(of: $0).contains("begins again") }) {
        return
      }
    }
    Issue.record("no job was running at any of the server's ends")
  }
}

/// What this machine has for disturbing programs.
enum Faults {
  /// What happens to a process at a call, as `faults.c` explains it.
  enum Kind: String, Sendable {
    case kill, torn, error
  }

  /// Whether calls can be disturbed.
  static var areUsable: Bool {
    #if os(Linux)
    true
    #else
    false
    #endif
  }

  /// Whether every call is to be disturbed, which takes long.
  static var areAskedFor: Bool { ProcessInfo.processInfo.environment["ENUMERATE_FAULTS"] != nil }

  /// Why tests are skipped where they cannot.
  static let reason: Comment = "calls are disturbed by LD_PRELOAD, which only Linux has"

  /// A client to which something happens at a call.
  static func trial(
    _ kind: Kind,
    _ call: Int,
    _ dialect: Dialect,
    _ library: FaultLibrary
  ) -> Trial {
    Trial(
      "\(kind) at call \(call)",
      variables: [
        "LD_PRELOAD": library.path, "FAULTS_KIND": kind.rawValue, "FAULTS_AT": "\(call)",
        "FAULTS_NETWORK": dialect.creation + " ",
      ]
    )
  }
}
