internal import Diagnostics

// Rules on published values.

extension ResolvedValue {
  /// Every published value is of a model, split and metric that some experiment measures.
  ///
  /// A list that an option or another manifest narrows leaves some values without a measured one;
  /// that is no mistake of whoever wrote the values down.
  ///
  /// - Parameters:
  ///   - matrix: What the experiments measure beside or instead of the manifest's own lists.
  ///   - diagnostics: Where problems go.
  func expectationsNameSomethingMeasured(by matrix: Matrix, into diagnostics: inout DiagnosticList)
  {
    guard let expectations = value(at: "expect") else { return }
    for (key, path) in [
      ("model", "fine-tune.models"), ("split", "evaluate.splits"), ("metric", "evaluate.metrics"),
    ] {
      let lists = matrix.values(at: path, in: self)
      // Without the manifest's own list it had an error or the matrix replaces it by unread ones.
      guard value(at: path) != nil else { continue }
      let measured = Self.distinct(lists.flatMap { $0.list.map(\.string) })
      let known = Set(measured)
      let files = Set(lists.compactMap { $0.range?.file.name })
      for value in expectations.list.compactMap({ $0[key] }) where !known.contains(value.string) {
        let isNarrowed = value.range.map { range in files.contains { $0 != range.file.name } }
        guard isNarrowed != true else { continue }
        diagnostics.append(.expectsUnmeasured(value, key: key, path: path, measured: measured))
      }
    }
  }

  /// A published share is one of the asked pairs.
  func sharesAreFromZeroToOne(into diagnostics: inout DiagnosticList) {
    for expectation in value(at: "expect")?.list ?? [] {
      guard
        let metric = expectation["metric"].flatMap({ Manifest.Metric(rawValue: $0.string) }),
        metric.isShare, let value = expectation["value"], !(0...1).contains(value.number)
      else { continue }
      diagnostics.append(.noShare(value, of: metric))
    }
  }

  /// A published difference of the personas is one of two shares of the unrealized pairs.
  func differencesAreOfUnrealizedPairs(into diagnostics: inout DiagnosticList) {
    for expectation in value(at: "expect")?.list ?? []
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
