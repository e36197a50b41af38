internal import Diagnostics

/// Rules on published values.
enum ExpectationRules {
  /// Every published value is of a model, split and metric that some experiment measures.
  ///
  /// A list that an option or another manifest narrows leaves some values without a measured one;
  /// that is no mistake of whoever wrote the values down.
  ///
  /// - Parameters:
  ///   - manifest: The manifest before the matrix is applied.
  ///   - matrix: What the experiments measure beside or instead of it.
  ///   - diagnostics: Where problems go.
  static func nameSomethingMeasured(
    _ manifest: ResolvedValue,
    _ matrix: Matrix,
    _ diagnostics: inout DiagnosticList
  ) {
    guard let expectations = manifest.value(at: "expect") else { return }
    for (key, path) in [
      ("model", "fine-tune.models"), ("split", "evaluate.splits"), ("metric", "evaluate.metrics"),
    ] {
      let lists = matrix.values(at: path, in: manifest)
      // Without the manifest's own list it had an error or the matrix replaces it by unread ones.
      guard manifest.value(at: path) != nil else { continue }
      let measured = distinct(lists.flatMap { $0.list.map(\.string) })
      let known = Set(measured)
      let files = Set(lists.compactMap { $0.range?.file.name })
      for value in expectations.list.compactMap({ $0[key] }) where !known.contains(value.string) {
        let isNarrowed = value.range.map { range in files.contains { $0 != range.file.name } }
        guard isNarrowed != true else { continue }
        diagnostics.append(.expectsUnmeasured(value, key: key, path: path, measured: measured))
      }
    }
  }

  /// A published exact match is a share of the asked pairs.
  static func exactMatchesAreShares(
    _ manifest: ResolvedValue,
    _ diagnostics: inout DiagnosticList
  ) {
    guard let expectations = manifest.value(at: "expect") else { return }
    for expectation in expectations.list {
      guard
        expectation["metric"]?.string == Manifest.Metric.exactMatch.rawValue,
        let value = expectation["value"], !(0...1).contains(value.number)
      else { continue }
      diagnostics.append(.noShare(value))
    }
  }

  /// A published difference of the personas is one of two shares of the unrealized pairs.
  static func differencesAreOfUnrealizedPairs(
    _ manifest: ResolvedValue,
    _ diagnostics: inout DiagnosticList
  ) {
    guard let expectations = manifest.value(at: "expect") else { return }
    for expectation in expectations.list
    where expectation["metric"]?.string == Manifest.Metric.personaDifference.rawValue {
      if let split = expectation["split"], split.string != Manifest.Split.unrealized.rawValue {
        diagnostics.append(.differenceOfOtherSplit(split))
      }
      if let value = expectation["value"], !(-1...1).contains(value.number) {
        diagnostics.append(.noDifference(value))
      }
    }
  }

  private static func distinct(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }
}
