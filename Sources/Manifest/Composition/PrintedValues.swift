internal import Diagnostics

/// The values of a manifest as the resolved manifest prints them.
enum PrintedValues {
  /// The values without defaults that would be errors if they were written.
  ///
  /// Where the matrix varies the provider, keys that one of them lacks keep their defaults unwritten.
  ///
  /// By default the untuned model is scored, as far as log-probabilities are asked for at all. Where
  /// an experiment does not ask for them, `base-model: true` may be left out but not written.
  ///
  /// - Parameters:
  ///   - values: The values that all experiments share.
  ///   - matrix: What varies between them.
  ///   - format: The keys that there are.
  /// - Returns: Values that read back as the same manifest.
  static func of(
    _ values: ResolvedValue,
    _ matrix: Matrix,
    _ format: ManifestFormat
  ) -> ResolvedValue {
    let providers = matrix.values(at: "fine-tune.provider", in: values).map(\.string)
    let values = format.common(values, of: providers)
    guard let baseModel = values.value(at: "evaluate.base-model"), baseModel.range == nil else {
      return values
    }
    let isUnscored = matrix.values(at: "evaluate.metrics", in: values)
      .contains { $0.item(Manifest.Metric.logProbability) == nil }
    return isUnscored ? values.removing("evaluate.base-model") : values
  }
}
