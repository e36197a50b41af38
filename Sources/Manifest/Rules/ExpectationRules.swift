internal import Diagnostics

/// Rules on published values.
enum ExpectationRules {
  /// Every published value is of a model, split and metric that this manifest measures.
  ///
  /// A list that an option or another manifest narrows leaves some values without a measured one;
  /// that is no mistake of whoever wrote the values down.
  static func nameSomethingMeasured(
    _ manifest: ResolvedValue,
    _ diagnostics: inout DiagnosticList
  ) {
    for expectation in manifest.required("expect").list {
      for (key, path) in [
        ("model", "fine-tune.models"), ("split", "evaluate.splits"),
        ("metric", "evaluate.metrics"),
      ] {
        let value = expectation.required(key)
        guard let list = manifest.value(at: path), !list.isNarrowed(after: value) else { continue }
        let measured = list.list.map(\.string)
        guard !measured.contains(value.string) else { continue }
        diagnostics.append(.expectsUnmeasured(value, key: key, path: path, measured: measured))
      }
    }
  }
}

extension ResolvedValue {
  /// Whether the value was written elsewhere than another one.
  fileprivate func isNarrowed(after other: ResolvedValue) -> Bool {
    guard let own = range, let others = other.range else { return false }
    return own.file.name != others.file.name
  }
}
