internal import Manifest
internal import Metrics

extension Manifest.Metric {
  /// What the manifest's word stands for; the two lists have the same names.
  var metric: Metric {
    guard let metric = Metric.named(rawValue) else {
      preconditionFailure("there is no metric '\(rawValue)'")
    }
    return metric
  }
}

extension Manifest.Evaluate {
  /// What is asked about each item.
  var needs: Set<Metric.Need> { Set(metrics.flatMap(\.metric.needs)) }

  /// Whether anything is asked of the untuned model.
  var scoresBaseModel: Bool { baseModel && needs.contains(.targetScore) }
}
