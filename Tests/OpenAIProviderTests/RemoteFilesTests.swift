import HTTP
import Providers
import Synchronization
import TestSupport
import Testing

@testable import OpenAIProvider

struct RemoteFilesTests {
  @Test func `a file is uploaded under a name with its digest and waited for`() async throws {
    let bench = Bench()
    bench.service.state.withLock { $0.filePolls = 3 }
    let id = try await bench.provider.files.upload(bench.file())
    #expect(id.rawValue == "file-1")
    let files = bench.service.state.withLock(\.files)
    #expect(files.map(\.name) == ["train-abababababababababababababababab.jsonl"])
    #expect(files.map(\.bytes) == [30])
    #expect(bench.clock.now > 1_000_001)
    #expect(bench.folder.names == ["state", "train.jsonl"])
  }

  @Test func `the same content is uploaded once, from whichever run`() async throws {
    let bench = Bench()
    let first = try await bench.provider.files.upload(bench.file())
    #expect(try await bench.provider.files.upload(bench.file()) == first)
    #expect(bench.service.requests.count { $0.method == .post } == 1)
  }

  @Test(
    arguments: [FakeService.Fault.lostAfter, .doneAnd(FakeService.error(500))]
  )
  func `an upload whose answer was lost is found`(fault: FakeService.Fault) async throws {
    let bench = Bench()
    bench.service.fail(.post, "/files", fault)
    _ = try await bench.provider.files.upload(bench.file())
    #expect(bench.service.state.withLock(\.files).count == 1)
  }

  @Test(
    arguments: [
      FakeService.Fault.lostBefore, .refused, .answer(FakeService.error(503)),
      .answer(FakeService.error(429, headers: ["Retry-After": "7"])),
    ]
  )
  func `an upload that did not happen is repeated`(fault: FakeService.Fault) async throws {
    let bench = Bench()
    bench.service.fail(.post, "/files", fault, fault)
    _ = try await bench.provider.files.upload(bench.file())
    #expect(bench.service.state.withLock(\.files).count == 1)
  }

  @Test func `a file that the service refuses is named`() async throws {
    let bench = Bench()
    bench.service.state.withLock { $0.fileStatus = "error" }
    let error = await #expect(throws: ProviderError.self) {
      try await bench.provider.files.upload(bench.file())
    }
    #expect(error?.description.contains("refuses the content of 'train.jsonl'") == true)
  }

  @Test func `a file that is never checked is given up with its name`() async throws {
    let bench = Bench()
    bench.service.state.withLock { $0.filePolls = 100_000 }
    let error = await #expect(throws: ProviderError.self) {
      try await bench.provider.files.upload(bench.file())
    }
    #expect(error?.description.contains("as 'file-1'") == true)
  }
}
