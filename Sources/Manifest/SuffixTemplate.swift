/// The label of tuned models, with placeholders for the keys of `fine-tune`.
enum SuffixTemplate {
  /// A name between braces.
  struct Placeholder {
    var name: String

    /// The name and its braces in the template.
    var range: Range<String.Index>
  }

  /// The keys below `fine-tune` that a suffix may name: the provider, and the parameters of the training
  /// that always have a value where the provider has them.
  static func names(in format: ManifestFormat) -> [String] {
    let paths = format.keysWithPaths.filter { _, key in
      switch (key.type, key.default) {
      case (.list, _), (.mapping, _), (_, .absent): false
      default: true
      }
    }
    .map(\.path)
    let names = format.trainingKeys.flatMap { key in
      paths.filter { KeyPaths.overlap($0, "fine-tune.\(key.name)") }
    }
    return names.map { String($0.dropFirst("fine-tune.".count)) } + ["provider"]
  }

  /// The placeholders of a suffix; nil where a brace is unmatched.
  static func placeholders(in template: String) -> [Placeholder]? {
    var placeholders: [Placeholder] = []
    let utf8 = template.utf8
    var open: String.Index?
    for index in utf8.indices {
      switch utf8[index] {
      case UInt8(ascii: "{"):
        guard open == nil else { return nil }
        open = index
      case UInt8(ascii: "}"):
        guard let start = open else { return nil }
        let name = template[utf8.index(after: start)..<index]
        let range = start..<utf8.index(after: index)
        placeholders.append(Placeholder(name: String(name), range: range))
        open = nil
      default: break
      }
    }
    return open == nil ? placeholders : nil
  }

  /// The suffix of a resolved `fine-tune` section with its placeholders filled in; nil where it has none.
  static func filled(_ fineTune: ResolvedValue) -> String? {
    guard let template = fineTune["suffix"]?.string else { return nil }
    return filled(template) { fineTune.value(at: $0) } ?? template
  }

  /// A suffix with its placeholders filled in; nil where a brace is unmatched or a value is missing.
  fileprivate static func filled(
    _ template: String,
    with value: (String) -> ResolvedValue?
  ) -> String? {
    guard let placeholders = placeholders(in: template) else { return nil }
    var result = ""
    var end = template.startIndex
    for placeholder in placeholders {
      guard let value = value(placeholder.name) else { return nil }
      result += template[end..<placeholder.range.lowerBound]
      result += value.flow
      end = placeholder.range.upperBound
    }
    return result + template[end...]
  }
}

extension ExperimentValues {
  /// The label of tuned models with its placeholders filled in, as far as all of it could be read.
  package var filledSuffix: String? {
    value(at: "fine-tune.suffix").flatMap { suffix in
      SuffixTemplate.filled(suffix.string) { value(at: "fine-tune.\($0)") }
    }
  }
}
