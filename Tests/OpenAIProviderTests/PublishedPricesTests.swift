import Providers
import Testing

@testable import OpenAIProvider

struct PublishedPricesTests {
  /// Prices of a million tokens: training, input, output, and input and output of the untuned model.
  private static let expected: [(model: String, prices: [Double])] = [
    ("ada", [0.4, 1.6, 1.6, 0.8, 0.8]),
    ("babbage", [0.6, 2.4, 2.4, 1.2, 1.2]),
    ("curie", [3, 12, 12, 6, 6]),
    ("davinci", [30, 120, 120, 60, 60]),
    ("babbage-002", [0.4, 1.6, 1.6, 0.4, 0.4]),
    ("davinci-002", [6, 12, 12, 2, 2]),
    ("gpt-3.5-turbo", [8, 3, 6, 0.5, 1.5]),
    ("gpt-4o-mini-2024-07-18", [3, 0.3, 1.2, 0.15, 0.6]),
    ("gpt-4o-2024-08-06", [25, 3.75, 15, 2.5, 10]),
    ("gpt-4.1-nano-2025-04-14", [1.5, 0.2, 0.8, 0.1, 0.4]),
    ("gpt-4.1-mini-2025-04-14", [5, 0.8, 3.2, 0.4, 1.6]),
    ("gpt-4.1-2025-04-14", [25, 3, 12, 2, 8]),
  ]

  @Test func `prices of a thousand tokens and of a million mean the same`() {
    let prices = PublishedPrices.all
    #expect(prices.map(\.model) == Self.expected.map(\.model))
    for (price, (_, values)) in zip(prices, Self.expected) {
      let found = [price.training, price.input, price.output, price.baseInput, price.baseOutput]
      for (found, value) in zip(found, values) {
        #expect(abs((found ?? -1) - value) < 1e-9, "\(price.model)")
      }
    }
  }

  @Test func `every price has a currency, a date and a source, and every line its columns`() {
    #expect(PublishedPrices.rows.first == PublishedPrices.columns)
    #expect(PublishedPrices.rows.allSatisfy { $0.count == PublishedPrices.columns.count })
    for price in PublishedPrices.all {
      #expect(price.currency == "USD")
      #expect(price.date.contains("20"))
      #expect(price.source.hasPrefix("https://"))
    }
  }

  @Test(arguments: [
    ("gpt-4o-mini", "gpt-4o-mini-2024-07-18"), ("gpt-4.1", "gpt-4.1-2025-04-14"),
    ("ft:gpt-4o-mini-2024-07-18:org::x", "gpt-4o-mini-2024-07-18"),
    ("curie:ft-org:label-2022-07-01-10-00-00", "curie"), ("curie", "curie"),
  ])
  func `a name without its date and a tuned model have the price of`(name: String, model: String) {
    #expect(PublishedPrices.price(of: name)?.model == model)
  }

  @Test(arguments: ["", "gpt", "gpt-4o-mini-2025", "curie-001", "code-davinci-002", "llama"])
  func `nothing is known of the price of`(name: String) {
    #expect(PublishedPrices.price(of: name) == nil)
  }

  private func provider(_ configuration: ServiceConfiguration) -> OpenAIProvider {
    OpenAIProvider(
      configuration,
      transport: FakeService(),
      stateFolder: "/nonexistent"
    )
  }

  @Test func `prices are the user's, then the published ones, and of other services unknown`() {
    var own = PublishedPrices.all[0]
    own.training = 7
    let openAI = ServiceConfiguration(key: .none, prices: [own])
    #expect(provider(openAI).pricing(of: "ada") == .priced(own))
    guard case .priced(let curie) = provider(openAI).pricing(of: "curie") else {
      Issue.record("no price of curie")
      return
    }
    #expect(curie.training == 3)
    let lab = ServiceConfiguration(name: "lab", key: .none)
    #expect(provider(lab).pricing(of: "curie") == .unknown)
    #expect(provider(ServiceConfiguration(key: .none, isFree: true)).pricing(of: "curie") == .free)
  }

  @Test func `chat models pay for what stands around messages`() {
    let provider = provider(ServiceConfiguration(key: .none))
    #expect(provider.tokenOverhead(of: "davinci-002") == .none)
    #expect(provider.tokenOverhead(of: "gpt-4o-mini").perExample == 11)
  }
}
