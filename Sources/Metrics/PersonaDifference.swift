extension Metric {
  /// The share of questions answered as the first persona less that of those answered as the other.
  package static let personaDifference = Metric(
    "persona-difference",
    "exact match on the first less that on the second, over the same questions",
    heading: "difference of personas",
    .difference(of: exactMatch.name, on: "unrealized", less: "other-persona")
  )
}
