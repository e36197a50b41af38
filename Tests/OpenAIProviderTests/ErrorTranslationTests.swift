import Foundation
import HTTP
import Providers
import TestSupport
import Testing

@testable import OpenAIProvider

struct ErrorTranslationTests {
  private static let key = "sk-recognisable-0123456789"

  private let translation = ErrorTranslation(
    configuration: ServiceConfiguration(
      name: "lab",
      baseURL: "https://lab.example/v1",
      key: .environment(variable: "LAB_KEY", value: Secret(key))
    ),
    key: Secret(key)
  )

  private func error(
    _ status: Int,
    _ body: String,
    model: String? = nil,
    file: String? = nil,
    location: String? = nil
  ) -> ProviderError {
    translation.error(
      .status(
        status,
        WireFailure(Array(body.utf8)),
        headers: RetryHeaders([:]),
        location: location
      ),
      of: .get("/fine_tuning/jobs?limit=100", "listing the fine-tuning jobs"),
      model: model,
      file: file
    )
  }

  private func body(_ code: String, _ message: String = "So it is.") -> String {
    #"{"error":{"message":"\#(message)","type":"x","param":null,"code":"\#(code)"}}"#
  }

  @Test func `that training is closed says since when and what remains`() {
    #expect(
      error(403, body("training_not_available"))
        == .denied(
          "'lab' lets this organization create no fine-tuning jobs (it says: So it is); OpenAI has been "
            + "closing this since 2026-05-07, and from 2027-01-06 for everybody: use "
            + "'provider: local', or a compatible service with 'base-url'"
        )
    )
  }

  @Test func `a wrong key is told by its place and never shown`() {
    let message = "Incorrect API key provided: \(Self.key). Or sk-recog*****456789."
    let text = error(401, body("invalid_api_key", message)).description
    #expect(text.contains("does not accept the key from the environment variable 'LAB_KEY'"))
    #expect(!text.contains("recog"))
    #expect(!text.contains("456789"))
  }

  @Test func `a key that is wanted and not configured says how to write one`() {
    let translation = ErrorTranslation(
      configuration: ServiceConfiguration(name: "lab", key: .none),
      key: nil
    )
    let failure = APIFailure.status(
      401,
      WireFailure([]),
      headers: RetryHeaders([:]),
      location: nil
    )
    #expect(
      translation.error(failure, of: .get("/files", "listing"))
        == .denied(
          "'lab' wants a key and its configuration names none: write 'key-variable', 'key-file' or "
            + "'key-command'"
        )
    )
  }

  @Test(
    arguments: [
      (429, "insufficient_quota", "has no money left"), (402, "", "has no money left"),
      (429, "daily_rate_limit_exceeded", "no more fine-tuning jobs for this account today"),
    ]
  )
  func `what is used up is told apart from a moment's load`(
    status: Int,
    code: String,
    words: String
  ) {
    guard case .exhausted(let text) = error(status, body(code)) else {
      Issue.record("not exhausted")
      return
    }
    #expect(text.contains(words))
    #expect(text.contains("(it says: So it is)"))
  }

  @Test(
    arguments: [
      (429, "rate_limit_exceeded", "requests-per-minute"), (503, "", "is overloaded"),
      (500, "", "failed with status 500"), (529, "", "is overloaded"),
    ]
  )
  func `a moment's load says what to do`(status: Int, code: String, words: String) {
    guard case .unavailable(let text) = error(status, body(code)) else {
      Issue.record("not unavailable")
      return
    }
    #expect(text.contains(words))
  }

  @Test func `an unknown model is named`() {
    #expect(
      error(404, body("model_not_found"), model: "babage-002").description
        .hasPrefix("'lab' has no model 'babage-002' for this key")
    )
  }

  @Test func `a page of a proxy points at the address`() {
    guard case .unreadable(let text) = error(404, "<html>not found</html>", model: "m") else {
      Issue.record("not unreadable")
      return
    }
    #expect(text.contains("there is nothing at https://lab.example/v1/fine_tuning/jobs;"))
    #expect(text.contains("'jobs'"))
  }

  @Test func `a refused file is named with the service's words`() {
    let message = "Expected file to have JSONL format, where every line is a JSON object."
    #expect(
      error(400, body("", message), file: "train.jsonl")
        == .rejected(
          "'train.jsonl': 'lab' refused listing the fine-tuning jobs with status 400 (it says: Expected "
            + "file to have JSONL format, where every line is a JSON object)"
        )
    )
  }

  @Test func `a redirect says where to, without its query`() {
    let text = error(308, "", location: "https://other.example/v1?token=1").description
    #expect(text.contains("redirects to https://other.example/v1,"))
    #expect(text.contains("'base-url'"))
  }

  @Test func `long and dirty texts of a service become one line`() {
    let text = error(400, body("", String(repeating: "a\\n\\u001b[31m b ", count: 200)))
      .description
    #expect(text.count < 500)
    #expect(!text.contains("\n"))
    #expect(!text.contains("\u{1b}"))
  }

  @Test func `every sentence ends without a full stop and begins in lower case or a name`() {
    let bodies = ["training_not_available", "invalid_api_key", "insufficient_quota", "x"].map {
      body($0)
    }
    for status in [400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 503] {
      for body in bodies {
        let text = error(status, body, model: "m").description
        #expect(!text.hasSuffix("."))
        #expect(text.first?.isUppercase == false)
      }
    }
  }
}

struct SecretTests {
  @Test func `a key is shown by no way of showing`() {
    let configuration = ServiceConfiguration(
      key: .environment(variable: "X", value: Secret("sk-recognisable-0123456789"))
    )
    var dumped = ""
    dump(configuration, to: &dumped)
    let texts = ["\(configuration)", String(reflecting: configuration), dumped]
    #expect(texts.allSatisfy { !$0.contains("recognisable") })
  }

  @Test func `no key is left in a file, an address or an error`() async throws {
    let bench = Bench()
    let id = try await bench.jobs.createJob(try await bench.request())
    _ = try await bench.jobs.result(of: id) { _ in }
    let files = FileManager.default.enumerator(atPath: bench.folder.path)
    var count = 0
    while let name = files?.nextObject() as? String {
      guard let data = FileManager.default.contents(atPath: bench.folder.path + "/" + name) else {
        continue
      }
      count += 1
      #expect(!String(decoding: data, as: UTF8.self).contains("recognisable"))
    }
    #expect(count >= 2)
    #expect(bench.service.requests.allSatisfy { !$0.url.contains("recognisable") })
    #expect(
      bench.service.requests.allSatisfy {
        $0.headers["Authorization"] == "Bearer sk-recognisable-0123456789"
      }
    )
    #expect(!bench.provider.identity.account.contains("recognisable"))
  }
}

struct ParameterSupportTests {
  private func problems(
    _ dialect: Dialect,
    _ change: (inout FineTuneParameters) -> Void
  ) -> [String] {
    var parameters = FineTuneParameters(
      model: "davinci-002",
      epochs: 10,
      batchSize: 8,
      learningRateMultiplier: 0.4,
      seed: 0
    )
    change(&parameters)
    return ParameterSupport.violations(in: parameters, dialect: dialect).map(\.key)
  }

  @Test(arguments: Dialect.allCases)
  func `the first experiment is taken by both dialects`(dialect: Dialect) {
    #expect(problems(dialect) { _ in } == [])
  }

  @Test func `what a dialect does not take is named by its key`() {
    #expect(problems(.jobs) { $0.epochs = 51 } == ["epochs"])
    #expect(problems(.jobs) { $0.batchSize = 257 } == ["batch-size"])
    #expect(problems(.jobs) { $0.learningRateMultiplier = 0 } == ["learning-rate-multiplier"])
    #expect(problems(.jobs) { $0.seed = 1 << 31 } == ["seeds"])
    #expect(problems(.jobs) { $0.seed = 5 } == [])
    #expect(problems(.legacy) { $0.seed = 5 } == ["seeds"])
  }
}
