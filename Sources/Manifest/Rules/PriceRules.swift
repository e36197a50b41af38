internal import Diagnostics

/// Rules on prices.
enum PriceRules {
  /// No model has two prices, of which one would be ignored.
  static func eachModelHasOnePrice(
    _ manifest: ResolvedValue,
    _ diagnostics: inout DiagnosticList
  ) {
    guard let prices = manifest.value(at: "prices") else { return }
    var first: [String: ResolvedValue] = [:]
    for model in prices.list.compactMap({ $0["model"] }) {
      if let earlier = first[model.string] {
        diagnostics.append(.secondPrice(model, first: earlier))
      } else {
        first[model.string] = model
      }
    }
  }
}
