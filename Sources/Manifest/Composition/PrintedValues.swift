internal import Diagnostics

/// The values of a manifest as the resolved manifest prints them.
enum PrintedValues {
  /// The values without defaults that would be errors if they were written.
  ///
  /// By default the untuned model is scored, as far as log-probabilities are asked for at all. Where
  /// an experiment does not ask for them, `base-model: true` may be left out but not written.
  ///
  /// - Parameters:
  ///   - values: The values that all experiments share.
  ///   - matrix: What varies between them.
  /// - Returns: Values that read back as the same manifest.
  static func of(_ values: ResolvedValue, _ matrix: Matrix) -> ResolvedValue {
    guard let baseModel = values.value(at: "evaluate.base-model"), baseModel.range == nil else {
      return values
    }
    let isUnscored = matrix.values(at: "evaluate.metrics", in: values).contains { metrics in
      !metrics.list.contains { $0.string == Manifest.Metric.logProbability.rawValue }
    }
    return isUnscored ? values.removing(["evaluate", "base-model"]) : values
  }
}
