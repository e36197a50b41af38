internal import Diagnostics

/// Rules on the label of tuned models.
struct SuffixRules {
  let format: ManifestFormat

  /// Every placeholder of the suffix is a key that it may name, and that the experiment's provider has.
  func namesKnownKeys(_ manifest: ExperimentValues, _ diagnostics: inout DiagnosticList) {
    guard let suffix = manifest.value(at: "fine-tune.suffix") else { return }
    guard let placeholders = SuffixTemplate.placeholders(in: suffix.string) else {
      diagnostics.append(
        .badSuffix(problem: "has a brace without its partner", names: names, at: suffix.range)
      )
      return
    }
    let provider = manifest.value(at: "fine-tune.provider")?.string
    for placeholder in placeholders where !diagnostics.isFull {
      guard let problem = problem(with: placeholder.name, at: provider) else { continue }
      let utf8 = suffix.string.utf8
      let lower = utf8.distance(from: utf8.startIndex, to: placeholder.range.lowerBound)
      let upper = utf8.distance(from: utf8.startIndex, to: placeholder.range.upperBound)
      diagnostics.append(
        .badSuffix(
          problem: problem,
          names: names,
          at: suffix.range?.part(lower..<upper, of: suffix.string)
        )
      )
    }
  }

  private var names: [String] { SuffixTemplate.names(in: format) }

  private func problem(with name: String, at provider: String?) -> String? {
    guard names.contains(name) else { return "has the unknown placeholder {\(name.shortened)}" }
    guard
      let provider,
      let key = format.trainingKeys.first(where: { KeyPaths.overlap(name, $0.name) }),
      !format.has(key, at: provider)
    else { return nil }
    return "has the placeholder {\(name)}, which is no key of the provider '\(provider)'"
  }
}
