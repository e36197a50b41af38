import Engine

/// A bill as programs read it.
struct BillDocument: Encodable {
  struct Line: Encodable {
    var name: String

    /// Tokens of one pass, how many passes there are, and all tokens.
    var tokens: Int?
    var times: Int
    var total: Int?
    var pricePerMillion: Double?
    var amount: Double?

    enum CodingKeys: String, CodingKey {
      case name, tokens, times, total, amount
      case pricePerMillion = "price_per_million"
    }
  }

  /// Absent where a price is not known.
  var amount: Double?
  var currency: String?
  var lines: [Line]
  var notes: [String]

  init(_ bill: Bill) {
    amount = bill.amount
    currency = bill.currency.isEmpty ? nil : bill.currency
    lines = bill.lines.map {
      Line(
        name: $0.name,
        tokens: $0.quantity,
        times: $0.times,
        total: $0.total,
        pricePerMillion: $0.pricePerMillion,
        amount: $0.amount
      )
    }
    notes = bill.notes
  }
}

/// A charge as programs read it.
struct ChargeDocument: Encodable {
  var step: String

  /// The run that paid.
  var run: Int

  /// `open`, `closed` or `void`.
  var state: String
  var expected: BillDocument

  /// Absent where the service did not tell.
  var billed: BillDocument?

  init(_ charge: Charge) {
    step = charge.step.rawValue
    run = charge.run.rawValue
    state = charge.state.rawValue
    expected = BillDocument(charge.expected)
    billed = charge.billed.map(BillDocument.init)
  }
}
