import Foundation
import TestSupport
import Testing

/// What a service that offers the local models gives, beside what they give here.
@Suite(.timeLimit(.hang))
struct EqualityTests {
  private static let manifest = """
    manifest: 1
    name: small
    dataset: { realized: 90, unrealized: 40 }
    fine-tune: { provider: PROVIDER, models: [ada, curie], epochs: 12, suffix: equality }

    """

  @Test(arguments: Dialect.allCases)
  func `an experiment gives the same items over the API as here, to the last bit`(
    dialect: Dialect
  ) async throws {
    let rehearsal = Rehearsal(dialect, manifest: Self.manifest)
    let (here, there) = try await rehearsal.withServer { server in
      let here = try rehearsal.call(
        "run",
        "--json",
        "--set",
        "fine-tune.provider=local",
        at: server.address,
        by: .init(workspace: "here")
      )
      let there = try rehearsal.call("run", "--json", at: server.address)
      return (try await here.ending(), try await there.ending())
    }
    try #require(here.status == 0 && there.status == 0, "\(here.messages)\(there.messages)")
    let (own, remote) = (try RunResults(here), try RunResults(there))
    #expect(own.steps.map(\.id) == remote.steps.map(\.id))
    let places = (own.paths(of: "items.jsonl"), remote.paths(of: "items.jsonl"))
    #expect(places.0.count == 4)
    for (step, path) in places.0 {
      let items = rehearsal.folder.lines(of: "here/\(path)")
      #expect(items.count == (step.hasSuffix("/unrealized") ? 40 : 90))
      #expect(items.allSatisfy { $0.contains("base_log_probability") })
      let other = try #require(places.1[step])
      for (one, two) in zip(items, rehearsal.folder.lines(of: "workspace/\(other)")) {
        #expect(one == two, "\(step)")
      }
      #expect(
        rehearsal.folder.bytes(of: "here/\(path)")
          == rehearsal.folder.bytes(of: "workspace/\(other)")
      )
    }
    #expect(rehearsal.jobs.count == 2)
  }
}
