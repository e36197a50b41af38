/// What some work costs: quantities with their prices.
///
/// What is counted and in which currency is for those who make bills to say; the engine adds up.
package struct Bill: Codable, Hashable, Sendable {
  /// One kind of work.
  package struct Line: Codable, Hashable, Sendable {
    /// What is counted, such as `training`.
    package var name: String

    /// How much of it is done once; nil where it is not known.
    package var quantity: Int?

    /// How often it is done.
    package var times: Int

    /// What a million costs; nil where it is not known.
    package var pricePerMillion: Double?

    package init(_ name: String, _ quantity: Int?, times: Int = 1, pricePerMillion: Double?) {
      self.name = name
      self.quantity = quantity
      self.times = times
      self.pricePerMillion = pricePerMillion
    }

    /// All of it; nil where it is not known.
    package var total: Int? {
      quantity.map {
        let (product, overflow) = $0.multipliedReportingOverflow(by: times)
        return overflow ? .max : product
      }
    }

    /// What the line costs; nil where the quantity or the price is not known.
    package var amount: Double? {
      if total == 0 { return 0 }
      guard let total, let pricePerMillion else { return nil }
      return Double(total) / 1e6 * pricePerMillion
    }

    enum CodingKeys: String, CodingKey {
      case name, quantity, times
      case pricePerMillion = "price_per_million"
    }
  }

  package var lines: [Line]

  /// The currency's code, such as `USD`.
  package var currency: String

  /// Where the quantities and prices are from, as sentences.
  package var notes: [String]

  package init(lines: [Line], currency: String, notes: [String] = []) {
    self.lines = lines
    self.currency = currency
    self.notes = notes
  }

  /// What all lines cost; nil where one of them is not known, which is not the same as nothing.
  package var amount: Double? {
    lines.reduce(0.0) { sum, line in
      guard let sum, let amount = line.amount else { return nil }
      return sum + amount
    }
  }
}
