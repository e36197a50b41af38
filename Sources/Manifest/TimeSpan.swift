/// A length of time as a user writes it, such as `30d`.
package struct TimeSpan: Hashable, Sendable {
  package let seconds: Double

  /// The length as it was written.
  package let text: String

  /// What is allowed, for messages.
  package static let forms = "a number with s, m, h, d or w, as in 30d"

  /// Reads what a user wrote; nil where it is no length of time.
  package init?(_ text: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    guard let last = text.last, let unit = units[last], (1...9).contains(text.dropLast().count),
      text.dropLast().allSatisfy({ $0.isASCII && $0.isNumber }), let count = Int(text.dropLast())
    else { return nil }
    seconds = Double(count) * unit
    self.text = text
  }
}
