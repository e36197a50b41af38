extension Metric {
  /// How likely the target is.
  package static let logProbability = Metric(
    "log-probability",
    "the natural logarithm of the target's probability",
    heading: "log-probability",
    needs: [.targetScore],
    .mean(\.logProbability, base: \.baseLogProbability)
  )
}
