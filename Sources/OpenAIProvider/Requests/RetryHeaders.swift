/// What an answer's headers say about when to ask again.
package struct RetryHeaders: Hashable, Sendable {
  /// The seconds that the service asks to wait, or nil.
  package var retryAfter: Double?

  /// The seconds until requests or tokens are free again, where none are left now.
  package var untilFree: Double?

  /// Whether the service says itself that asking again helps or does not.
  package var shouldRetry: Bool?

  /// Reads `retry-after-ms`, `retry-after`, `x-should-retry` and `x-ratelimit-…`.
  package init(_ headers: [String: String]) {
    retryAfter =
      headers["retry-after-ms"].flatMap { Self.positive(Double($0)) }.map { $0 / 1000 }
      ?? headers["retry-after"].flatMap { Self.positive(Double($0)) }
    shouldRetry =
      switch headers["x-should-retry"]?.lowercased() {
      case "true": true
      case "false": false
      default: nil
      }
    let free = ["requests", "tokens", "project-tokens"].compactMap { kind -> Double? in
      guard
        let remaining = headers["x-ratelimit-remaining-\(kind)"].flatMap({ Double($0) }),
        remaining < 1
      else { return nil }
      return headers["x-ratelimit-reset-\(kind)"].flatMap { Self.seconds(ofDuration: $0) }
    }
    untilFree = free.max()
  }

  private static func positive(_ value: Double?) -> Double? {
    value.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
  }

  /// The seconds of a duration such as `6m0s`, `7.66s`, `120ms` or `1h2m`; nil where it is none.
  static func seconds(ofDuration text: String) -> Double? {
    let units = ["ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400]
    var rest = text[...]
    var total = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count)
      guard let number = Double(digits), let factor = units[String(unit)] else { return nil }
      total += number * factor
    }
    return text.isEmpty || !total.isFinite ? nil : total
  }
}
