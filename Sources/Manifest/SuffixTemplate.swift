/// The label of tuned models, with placeholders for the keys of `fine-tune`.
enum SuffixTemplate {
  /// The keys that a suffix may name.
  static let placeholders = ["epochs", "batch-size", "learning-rate-multiplier", "provider"]

  /// The names between braces in a suffix, with their UTF-8 offsets; nil where a brace is unmatched.
  static func names(in template: String) -> [(name: String, offset: Int)]? {
    var names: [(String, Int)] = []
    var rest = template[...]
    while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else { return nil }
      let name = rest[rest.index(after: open)..<close]
      guard !name.contains("{") else { return nil }
      names.append((String(name), template.utf8.distance(from: template.startIndex, to: open)))
      rest = rest[rest.index(after: close)...]
    }
    return names
  }

  /// The suffix of a resolved `fine-tune` section with its placeholders filled in.
  static func filled(_ fineTune: ResolvedValue) -> String {
    placeholders.reduce(fineTune.required("suffix").string) { text, name in
      let parts = text.split(separator: "{\(name)}", omittingEmptySubsequences: false)
      return parts.joined(separator: fineTune.required(name).flow)
    }
  }
}
