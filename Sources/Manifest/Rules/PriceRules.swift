internal import Diagnostics

// Rules on prices.

extension ResolvedValue {
  /// No model has two prices, of which one would be ignored.
  func eachModelHasOnePrice(into diagnostics: inout DiagnosticList) {
    guard let prices = value(at: "prices") else { return }
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
