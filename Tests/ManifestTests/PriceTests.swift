import Manifest
import Testing

struct PriceTests {
  @Test func `without prices and a budget nothing is said about money`() throws {
    let manifest = try #require(load("manifest: 1\nname: m\n").manifest)
    #expect(manifest.budget == nil)
    #expect(manifest.experiments.first?.prices.isEmpty == true)
    #expect(!manifest.canonicalText.contains("prices"))
    #expect(!manifest.canonicalText.contains("budget"))
  }

  @Test func `prices and the budget are those that are written`() throws {
    let manifest = try #require(
      load(
        """
        manifest: 1
        name: m
        budget: 20
        prices:
          - { model: a, training: 3, input: 12, output: 12.5, base-input: 6, currency: EUR }
          - { model: b, training: 0, input: 0, output: 0, date: '2026-11-01', source: a letter }
        """
      ).manifest
    )
    #expect(manifest.budget == 20)
    let prices = try #require(manifest.experiments.first).prices
    #expect(prices.map(\.model) == ["a", "b"])
    #expect(prices.map(\.training) == [3, 0])
    #expect(prices.map(\.output) == [12.5, 0])
    #expect(prices.map(\.baseInput) == [6, nil])
    #expect(prices.map(\.currency) == ["EUR", "USD"])
    #expect(prices.map(\.source) == [nil, "a letter"])
  }

  @Test(arguments: [
    "budget: -1", "budget: many", "prices: [{ model: a }]", "prices: cheap",
    "prices: [{ model: a, training: -1, input: 1, output: 1 }]",
    "matrix: { budget: [1, 2] }",
  ])
  func `what cannot be a price or a budget is refused`(line: String) {
    #expect(load("manifest: 1\nname: m\n\(line)\n").manifest == nil)
  }
}
