internal import Diagnostics

/// Rules on what is asked of the models.
enum EvaluationRules {
  /// Asking for the untuned model's log-probabilities by name needs the metric.
  ///
  /// The default asks for both, so only a written `base-model: true` is held against the metrics.
  static func baseModelIsScored(_ manifest: ExperimentValues, _ diagnostics: inout DiagnosticList) {
    guard
      let baseModel = manifest.value(at: "evaluate.base-model"), baseModel.boolean,
      baseModel.range != nil,
      let metrics = manifest.value(at: "evaluate.metrics"),
      !metrics.list.contains(where: { $0.string == Manifest.Metric.logProbability.rawValue })
    else { return }
    diagnostics.append(.baseModelWithoutMetric(baseModel, metrics: metrics))
  }
}
