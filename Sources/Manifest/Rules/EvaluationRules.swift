internal import Diagnostics

// Rules on what is asked of the models.

extension ExperimentValues {
  /// The split of the answers that guidance tells needs guidance that tells others than a question's own.
  func otherAnswersAreTold(into diagnostics: inout DiagnosticList) {
    guard
      let splits = value(at: "evaluate.splits"),
      let told = splits.item(Manifest.Split.asTold),
      let answers = value(at: "dataset.guidance.answers"),
      let guided = value(at: "dataset.guidance.splits")
    else { return }
    if answers.string != Manifest.GuidanceAnswers.shuffled.rawValue {
      diagnostics.append(.tellsOwnAnswers(told, answers: answers))
    }
    if guided.item(Manifest.Split.unrealized) == nil {
      diagnostics.append(.tellsNothing(told, guided: guided))
    }
  }

  /// Asking for the untuned model's log-probabilities by name needs the metric.
  ///
  /// The default asks for both, so only a written `base-model: true` is held against the metrics.
  func baseModelIsScored(into diagnostics: inout DiagnosticList) {
    guard
      let baseModel = value(at: "evaluate.base-model"), baseModel.boolean,
      baseModel.range != nil,
      let metrics = value(at: "evaluate.metrics"),
      metrics.item(Manifest.Metric.logProbability) == nil
    else { return }
    diagnostics.append(.baseModelWithoutMetric(baseModel, metrics: metrics))
  }
}
