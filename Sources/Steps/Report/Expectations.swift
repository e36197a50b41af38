internal import Manifest
internal import Report

extension [Manifest.VariantValue] {
  /// The values by their key paths, as reports have them.
  var valuesByPath: [String: String] {
    Dictionary(map { ($0.path, $0.value) }, uniquingKeysWith: { _, last in last })
  }
}

extension PublishedValue {
  init(_ expectation: Manifest.Expectation) {
    self.init(
      model: expectation.model,
      split: expectation.split.rawValue,
      metric: expectation.metric.rawValue,
      value: expectation.value,
      source: expectation.source
    )
  }
}
