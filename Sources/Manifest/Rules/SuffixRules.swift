internal import Diagnostics

/// Rules on the label of tuned models.
enum SuffixRules {
  /// Every placeholder of the suffix is a key that it may name.
  static func namesKnownKeys(_ manifest: ResolvedValue, _ diagnostics: inout DiagnosticList) {
    guard let suffix = manifest.value(at: "fine-tune.suffix") else { return }
    guard let names = SuffixTemplate.names(in: suffix.string) else {
      diagnostics.append(.badSuffix(suffix, problem: "has a brace without its partner"))
      return
    }
    for (name, _) in names where !SuffixTemplate.placeholders.contains(name) {
      diagnostics.append(.badSuffix(suffix, problem: "has the unknown placeholder {\(name)}"))
    }
  }
}
