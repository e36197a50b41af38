import Foundation
import Providers
import TestSupport
import Testing

@testable import OpenAIProvider

struct ConfigurationTests {
  @Test func `without variables the hosted service is asked, in both dialects`() {
    let services = ServiceConfiguration.services { _ in nil }
    #expect(services.map(\.name) == ["openai", "openai-legacy"])
    #expect(services.map(\.dialect) == [.jobs, .legacy])
    #expect(services.allSatisfy { $0.baseURL == "https://api.openai.com/v1" })
    #expect(
      services.map(\.account) == ["https://api.openai.com/v1", "https://api.openai.com/v1 legacy"]
    )
  }

  @Test func `the variables of the official clients hold`() {
    let variables = [
      "OPENAI_BASE_URL": "http://127.0.0.1:8080/v1/", "OPENAI_API_BASE": "http://127.0.0.1:1/v1",
      "OPENAI_ORG_ID": "org-1", "OPENAI_PROJECT_ID": "proj_1", "OPENAI_ORGANIZATION": "",
    ]
    let service = ServiceConfiguration.services { variables[$0] }[0]
    #expect(service.account == "http://127.0.0.1:8080/v1 org-1 proj_1")
    let older = ServiceConfiguration.services { ["OPENAI_API_BASE": "http://[::1]:1/v1"][$0] }[0]
    #expect(older.baseURL == "http://[::1]:1/v1")
  }

  @Test func `the file of the older clients holds the key where no variable does`() {
    let path = ["OPENAI_API_KEY_PATH": "/home/me/key"]
    #expect("\(ServiceConfiguration.services { path[$0] }[0].key)" == "the file '/home/me/key'")
    let both = path.merging(["OPENAI_API_KEY": "sk-abc"]) { $1 }
    #expect(
      "\(ServiceConfiguration.services { both[$0] }[0].key)"
        == "the environment variable 'OPENAI_API_KEY'"
    )
  }

  @Test(
    arguments: [
      ("https://a.example/v1", true), ("http://127.0.0.1:8080/v1", true),
      ("http://localhost/v1", true), ("http://[::1]:9/v1", true), ("http://a.example/v1", false),
      ("http://127.evil.example/", false), ("http://localhost@evil.example/", false),
      ("https://user:password@a.example", false), ("https://a.example/?key=1", false),
      ("file:///etc/passwd", false), ("https://", false), ("", false), ("https://a b", false),
      ("http://127.0.0.1.evil.example", false),
    ]
  )
  func `a key leaves this machine encrypted only, to an address without secrets`(
    url: String,
    isSound: Bool
  ) {
    #expect((ServiceConfiguration.problem(ofBaseURL: url) == nil) == isSound)
  }

  @Test func `nothing is sent to an address that would show the key`() async throws {
    var bench = Bench()
    bench.configuration.baseURL = "http://lab.example/v1"
    let error = await #expect(throws: ProviderError.self) {
      try await bench.provider.files.upload(bench.file())
    }
    #expect(error?.description.hasPrefix("'base-url' of 'lab': 'http://' would send") == true)
    #expect(bench.service.requests.isEmpty)
  }
}

struct CoveredKeyTests {
  @Test(
    arguments: [
      ("sk-0123456789", "key sk-0123456789 (sk-01234…456789)", "key <key> (<key>…<key>)"),
      ("x", "the model x does not exist: 'x'", "the model <key> does not exist: '<key>'"),
      ("local", "local:locals is local", "<key>:locals is <key>"), ("", "nothing", "nothing"),
    ]
  )
  func `a key is covered, and words that only hold a short one are not`(
    key: String,
    text: String,
    covered: String
  ) {
    #expect(Secret(key).redacted(in: text) == covered)
  }
}

struct ServiceKeyTests {
  private func secret(_ reference: KeyReference) async throws -> Secret? {
    var clientClock = ClientClock.system
    // Between all other tests a command may take long, and no more is said of it than its time.
    clientClock.now = { 0 }
    return try await ServiceKey(reference, clock: clientClock).secret()
  }

  @Test(arguments: ["sk-abc\n", "sk-abc", "  sk-abc \r\nsecond line\n"])
  func `a file holds the key on its first line`(content: String) async throws {
    let folder = TemporaryFolder()
    let path = folder.write(content, to: "key")
    #expect(try await secret(.file(path: path))?.authorization == "Bearer sk-abc")
  }

  @Test func `a file that others may write holds no key`() async throws {
    let folder = TemporaryFolder()
    let path = folder.write("sk-abc", to: "key")
    chmod(path, 0o666)
    let error = await #expect(throws: ProviderError.self) { try await secret(.file(path: path)) }
    #expect(error?.description.contains("others may write '\(path)' (mode 666)") == true)
  }

  @Test func `a command prints the key`() async throws {
    #expect(
      try await secret(.command(["printf", "%s\\n", "sk-abc"]))?.authorization == "Bearer sk-abc"
    )
  }

  @Test func `a service may want none`() async throws {
    #expect(try await secret(.none) == nil)
  }

  @Test(
    arguments: [
      (.environment(variable: "LAB_KEY", value: nil), "environment variable 'LAB_KEY'"),
      (.file(path: "/nowhere/key"), "'/nowhere/key' with the key cannot be read"),
      (.command(["false"]), "the command 'false' for the key failed"),
      (.command(["no-such-program-here"]), "'no-such-program-here' for the key cannot be run"),
      (.command([]), "cannot be run"), (.command(["true"]), "the command 'true' holds no key"),
      (.command(["printf", "two words"]), "holds no key"),
      (.command(["yes", "sk-abc"]), "prints more than a key"),
    ] as [(KeyReference, String)]
  )
  func `a key that cannot be had says where it was looked for`(
    reference: KeyReference,
    words: String
  ) async throws {
    let error = await #expect(throws: ProviderError.self) { try await secret(reference) }
    #expect(error?.description.contains(words) == true)
  }

  @Test(.timeLimit(.hang)) func `a pipe in place of a key's file is told at once`() async throws {
    let folder = TemporaryFolder()
    let path = "\(folder.path)/key"
    try #require(mkfifo(path, 0o600) == 0)
    let error = await #expect(throws: ProviderError.self) { try await secret(.file(path: path)) }
    #expect(error?.description.contains("'\(path)' with the key cannot be read") == true)
  }
}
