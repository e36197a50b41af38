internal import Report

/// The words in which money is told.
package enum Money {
  /// What can be done where a budget is too small.
  package static let hint =
    "raise the budget ('--budget' or the manifest's 'budget'), or ask for fewer models, seeds, epochs "
    + "or pairs"

  /// What can be done where a budget meets an unknown price.
  package static let priceHint =
    "write the model's price into the manifest ('prices') or into the settings of the service, or run "
    + "without a budget"

  /// An amount such as `1.50 USD`; one that is not 0 never looks like 0.
  package static func text(_ amount: Double, _ currency: String) -> String {
    let digits = number(amount)
    return currency.isEmpty ? digits : "\(digits) \(currency)"
  }

  /// An amount without its currency.
  package static func number(_ amount: Double) -> String {
    if amount > 0, amount < 0.000_05 { return "<0.0001" }
    return Decimals.fixed(amount, amount > 0 && amount < 0.1 ? 4 : 2)
  }

  /// A price, to the last digit that was given.
  package static func price(_ price: Double) -> String {
    let text = Decimals.fixed(price, 2)
    return Double(text) == price ? text : Decimals.plain(price)
  }
}
