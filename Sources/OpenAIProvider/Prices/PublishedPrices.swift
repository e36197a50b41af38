internal import Providers

/// The prices that OpenAI published for tuning models and using them: those of `prices.tsv`.
enum PublishedPrices {
  /// The columns of the file, in its first line.
  static let columns = [
    "model", "per", "training", "input", "output", "base-input", "base-output", "currency", "date",
    "source",
  ]

  /// The price of a model, for which a name without its date and the name of a tuned model stand too.
  static func price(of model: String) -> ModelPrice? {
    let name = base(of: model)
    return all.first { $0.model == name } ?? all.first { $0.model.hasPrefix("\(name)-20") }
  }

  /// All prices of the file, of a million tokens.
  static var all: [ModelPrice] {
    rows.dropFirst().map { row in
      guard let price = ModelPrice(row) else { preconditionFailure("no price: \(row)") }
      return price
    }
  }

  /// The file's lines, each cell by cell.
  static var rows: [[String]] {
    String(decoding: PackageResources.prices_tsv, as: UTF8.self)
      .split(separator: "\n")
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
  }

  /// The model that a tuned one was made from by its name, `ft:BASE:…` or `BASE:ft-…`.
  private static func base(of model: String) -> String {
    let parts = model.split(separator: ":")
    guard parts.count > 1 else { return model }
    return String(parts[0] == "ft" ? parts[1] : parts[0])
  }
}

extension ModelPrice {
  /// A line of the file; prices are published for a thousand tokens or for a million.
  fileprivate init?(_ row: [String]) {
    guard row.count == PublishedPrices.columns.count, let per = Double(row[1]), per > 0 else {
      return nil
    }
    let prices = row[2...6].map { cell in Double(cell).map { $0 * (1_000_000 / per) } }
    guard let training = prices[0], let input = prices[1], let output = prices[2] else {
      return nil
    }
    self.init(
      model: row[0],
      training: training,
      input: input,
      output: output,
      baseInput: prices[3],
      baseOutput: prices[4],
      currency: row[7],
      date: row[8],
      source: row[9]
    )
  }
}
