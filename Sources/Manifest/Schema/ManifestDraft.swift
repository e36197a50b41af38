/// A first manifest with every key in it, each explained by a comment.
package struct ManifestDraft {
  /// The comment by which editors find the schema that lies beside a manifest.
  package static let schemaComment = "# yaml-language-server: $schema=manifest.schema.json"

  private static let lineLength = 100

  private let name: String
  private let hasSchema: Bool
  private let format: ManifestFormat

  /// - Parameters:
  ///   - name: The experiment's name.
  ///   - hasSchema: Whether the schema lies beside the manifest.
  ///   - format: The keys that there are.
  package init(name: String, hasSchema: Bool, format: ManifestFormat) {
    self.name = name
    self.hasSchema = hasSchema
    self.format = format
  }

  /// Whether a text can be an experiment's name.
  package static func isName(_ text: String) -> Bool {
    ValueType.TextRule.name.accepts(text)
  }

  /// What a name may be made of, as the end of a sentence.
  package static var namePhrase: String { ValueType.text(.name).phrase }

  /// The manifest; it means the first published experiment under another name.
  package var text: String {
    var lines = hasSchema ? [Self.schemaComment] : []
    lines += Self.comment(
      "Every key is here with its default. A key that is left out keeps its default, so only what "
        + "differs has to stay.",
      indentation: ""
    )
    for key in format.keys { append(key, to: &lines, indentation: "") }
    return lines.joined(separator: "\n") + "\n"
  }

  private func append(_ key: Key, to lines: inout [String], indentation: String) {
    if indentation.isEmpty { lines.append("") }
    // What the draft's own provider does not have is written as a comment.
    let sign = key.providers.isEmpty ? "" : "# "
    if case .mapping(let keys) = key.type {
      lines += Self.comment(key.explainedSummary, indentation: indentation)
      lines.append("\(indentation)\(sign)\(key.name):")
      for key in keys { append(key, to: &lines, indentation: indentation + "  ") }
      return
    }
    lines += Self.comment(
      "\(key.explainedSummary) It is \(key.type.explanation).",
      indentation: indentation
    )
    if !sign.isEmpty {
      lines.append("\(indentation)\(sign)\(key.name): \(key.shownDefault ?? key.shownValue ?? "")")
    } else if key.name == "name", indentation.isEmpty {
      lines.append("name: \(ResolvedValue.scalar(name))")
    } else if let value = key.shownDefault ?? (key.isRequired ? key.shownValue : nil) {
      lines.append("\(indentation)\(key.name): \(value)")
      if case .list(.mapping, _, _) = key.type, let example = key.example {
        lines.append("\(indentation)# \(key.name): \(example)")
      }
    } else {
      lines.append("\(indentation)# \(key.name): \(key.shownValue ?? "")")
    }
  }

  /// A text as a comment, on as many lines as it needs.
  private static func comment(_ text: String, indentation: String) -> [String] {
    var lines: [String] = []
    var line = "\(indentation)#"
    for word in text.split(separator: " ") {
      if line.count + 1 + word.count > lineLength {
        lines.append(line)
        line = "\(indentation)#"
      }
      line += " \(word)"
    }
    return lines + [line]
  }
}
