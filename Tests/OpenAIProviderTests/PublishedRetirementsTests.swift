import Providers
import Testing

@testable import OpenAIProvider

struct PublishedRetirementsTests {
  private func retirement(
    of model: String,
    at baseURL: String = ServiceConfiguration.hostedURL,
    _ dialect: Dialect = .jobs
  ) -> ModelRetirement? {
    let configuration = ServiceConfiguration(
      name: "openai",
      baseURL: baseURL,
      dialect: dialect,
      key: .none
    )
    return OpenAIProvider(configuration, transport: FakeService(), stateFolder: nil)
      .retirement(of: model)
  }

  @Test func `the models of the older dialect are retired with it`() {
    #expect(retirement(of: "curie")?.date == "2024-01-04")
    #expect(retirement(of: "curie", .legacy)?.date == "2024-01-04")
    #expect(retirement(of: "davinci-002")?.date == "2024-10-28")
    #expect(retirement(of: "davinci-002", .legacy) == nil)
    #expect(retirement(of: "gpt-4.1-mini")?.date == "2027-01-06")
    #expect(retirement(of: "mine") == nil)
  }

  @Test(arguments: ["http://127.0.0.1:8080/v1", "https://api.openai.com.example/v1"])
  func `another service of the same models retires none`(baseURL: String) {
    #expect(retirement(of: "davinci-002", at: baseURL) == nil)
  }
}
