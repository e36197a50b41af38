import TestSupport
import Testing

/// The program at a service in this process; its habits are the subject of other tests.
@Suite(.timeLimit(.hang))
struct StubServiceTests {
  @Test(arguments: Dialect.allCases)
  func `a service without bad habits is paid for each fine-tune once`(dialect: Dialect) async throws
  {
    let manifest = Rehearsal.tiny.replacing("[ada]", with: "[ada, babbage]")
    let service = try StubService()
    let rehearsal = Rehearsal(dialect, manifest: manifest)
    let first = try await rehearsal.call("run", at: service.address).ending()
    #expect(first.status == 0, "\(first.messages)")
    #expect(service.jobs.count == 2)
    #expect(service.files.count == 2)
    let other = Rehearsal.User(workspace: "other")
    let second = try await rehearsal.call("run", at: service.address, by: other).ending()
    #expect(second.status == 0, "\(second.messages)")
    #expect(service.jobs.count == 2)
  }
}
