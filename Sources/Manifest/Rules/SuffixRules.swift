internal import Diagnostics

/// Rules on the label of tuned models.
enum SuffixRules {
  /// Every placeholder of the suffix is a key that it may name.
  static func namesKnownKeys(_ manifest: ExperimentValues, _ diagnostics: inout DiagnosticList) {
    guard let suffix = manifest.value(at: "fine-tune.suffix") else { return }
    guard let placeholders = SuffixTemplate.placeholders(in: suffix.string) else {
      diagnostics.append(
        .badSuffix(problem: "has a brace without its partner", at: suffix.range)
      )
      return
    }
    for placeholder in placeholders where !SuffixTemplate.names.contains(placeholder.name) {
      guard !diagnostics.isFull else { return }
      let utf8 = suffix.string.utf8
      let lower = utf8.distance(from: utf8.startIndex, to: placeholder.range.lowerBound)
      let upper = utf8.distance(from: utf8.startIndex, to: placeholder.range.upperBound)
      diagnostics.append(
        .badSuffix(
          problem: "has the unknown placeholder {\(placeholder.name.shortened)}",
          at: suffix.range?.part(lower..<upper, of: suffix.string)
        )
      )
    }
  }
}
