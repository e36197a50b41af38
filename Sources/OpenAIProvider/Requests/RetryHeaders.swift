/// What an answer's headers say about when to ask again.
package struct RetryHeaders: Hashable, Sendable {
  /// The seconds that the service asks to wait, or nil.
  package var retryAfter: Double?

  /// The seconds until requests or tokens are free again, where none are left now.
  package var untilFree: Double?

  /// Whether the service says itself that asking again helps or does not.
  package var shouldRetry: Bool?

  /// Reads `retry-after-ms`, `retry-after`, `x-should-retry` and `x-ratelimit-…`.
  ///
  /// A date is compared with `now`, in seconds since 1970.
  package init(_ headers: [String: String], now: Double) {
    retryAfter =
      headers["retry-after-ms"].flatMap { Self.positive(Double($0)) }.map { $0 / 1000 }
      ?? headers["retry-after"].flatMap { value in
        Self.positive(Double(value)) ?? HTTPDate.seconds(of: value).map { max(0, $0 - now) }
      }
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

/// Dates as HTTP writes them (RFC 9110, section 5.6.7, the form in use).
enum HTTPDate {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Seconds since 1970 of a date such as `Sun, 06 Nov 1994 08:49:37 GMT`; nil where it is none.
  static func seconds(of text: String) -> Double? {
    let words = text.split(separator: " ")
    guard
      words.count == 6, words[5] == "GMT",
      let day = Int(words[1]), (1...31).contains(day),
      let month = months.firstIndex(of: String(words[2])),
      let year = Int(words[3]), (1970...9999).contains(year)
    else { return nil }
    let clock = words[4].split(separator: ":").compactMap { Int($0) }
    guard
      clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]),
      (0...60).contains(clock[2])
    else { return nil }
    let days = days(year: year, month: month + 1, day: day)
    return Double(days * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2])
  }

  /// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }
}
