internal import Diagnostics

/// Rules on what is asked of the models.
enum EvaluationRules {
  /// The split of the answers that guidance tells needs guidance that tells others than a question's own.
  static func otherAnswersAreTold(
    _ manifest: ExperimentValues,
    _ diagnostics: inout DiagnosticList
  ) {
    guard
      let splits = manifest.value(at: "evaluate.splits"),
      let told = splits.list.first(where: { $0.string == Manifest.Split.asTold.rawValue }),
      let answers = manifest.value(at: "dataset.guidance.answers"),
      let guided = manifest.value(at: "dataset.guidance.splits")
    else { return }
    if answers.string != Manifest.GuidanceAnswers.shuffled.rawValue {
      diagnostics.append(.tellsOwnAnswers(told, answers: answers))
    }
    if !guided.list.contains(where: { $0.string == Manifest.Split.unrealized.rawValue }) {
      diagnostics.append(.tellsNothing(told, guided: guided))
    }
  }

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
