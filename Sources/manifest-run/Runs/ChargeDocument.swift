import Engine

extension Bill {
  /// The bill as programs read it.
  var document: JSONObject {
    [
      // Absent where a price is not known.
      "amount": amount,
      "currency": currency.isEmpty ? nil : currency,
      "lines": lines.map { line -> JSONObject in
        [
          "name": line.name,
          // Tokens of one pass, how many passes there are, and all tokens.
          "tokens": line.quantity,
          "times": line.times,
          "total": line.total,
          "price_per_million": line.pricePerMillion,
          "amount": line.amount,
        ]
      },
      "notes": notes,
    ]
  }
}

extension Charge {
  /// The charge as programs read it.
  var document: JSONObject {
    [
      "step": step,
      // The run that paid.
      "run": run,
      // `open`, `closed` or `void`.
      "state": state.rawValue,
      "expected": expected.document,
      // Absent where the service did not tell.
      "billed": billed?.document,
    ]
  }
}
