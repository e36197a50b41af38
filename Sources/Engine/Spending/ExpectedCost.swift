/// What a step is expected to cost, worked out when it is asked for: that may take making a dataset's
/// documents to count them.
package struct ExpectedCost: Sendable {
  private let workOut: @Sendable () -> Bill?

  /// - Parameter workOut: Gives the bill; nil where the step costs nothing.
  package init(_ workOut: @escaping @Sendable () -> Bill?) {
    self.workOut = workOut
  }

  /// What a step costs that is not paid for.
  package static let nothing = ExpectedCost { nil }

  /// The bill; nil where the step costs nothing.
  var bill: Bill? { workOut() }
}

/// Written as the bill.
extension ExpectedCost: Codable {
  package init(from decoder: any Decoder) throws {
    let bill = try decoder.singleValueContainer().decode(Bill?.self)
    self.init { bill }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(bill)
  }
}
