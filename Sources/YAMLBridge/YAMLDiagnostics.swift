internal import Diagnostics

// Every sentence that composing a document can say.

extension Diagnostic {
  /// A second document begins.
  static func secondDocument(at range: SourceRange) -> Diagnostic {
    .error(
      "several-documents",
      "a second document begins here; a file holds one document",
      at: range
    )
  }

  /// The document asks for another version of YAML than it is read as.
  static func oldVersion(_ version: YAMLVersion, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      severity: .warning,
      id: "old-yaml-version",
      message: "the document asks for YAML \(version.major).\(version.minor), but is read as "
        + "YAML 1.2, where 'yes', 'no', 'on' and 'off' are strings",
      range: range
    )
  }

  /// A character ends a line for some readers of YAML and not for others.
  static func foreignLineBreak(at range: SourceRange) -> Diagnostic {
    let name = hexadecimal(range.text)
    return .error(
      "invalid-character",
      "the character U+\(name) is not allowed, since it ends a line in YAML 1.1 and none in YAML 1.2",
      at: range,
      notes: ["in double quotes it can be written as an escape: '\\u\(name)'"]
    )
  }

  /// A mapping has a key twice.
  static func duplicateKey(_ key: YAMLNode, first: SourceRange) -> Diagnostic {
    .error(
      "duplicate-key",
      "duplicate key\(key.scalar.map { " '\(shortened($0.text))'" } ?? "")",
      at: key.range,
      notes: [.init(message: "first used here", range: first)]
    )
  }

  /// An alias names no anchor.
  static func undefinedAlias(
    _ name: String,
    at range: SourceRange,
    closest: String?
  ) -> Diagnostic {
    .error(
      "undefined-alias",
      "there is no anchor '&\(shortened(name))' before this alias",
      at: range,
      replacement: closest.map { "*\($0)" }
    )
  }

  /// An alias lies inside the node it stands for.
  static func recursiveAlias(
    _ name: String,
    at range: SourceRange,
    anchor: SourceRange
  ) -> Diagnostic {
    .error(
      "recursive-alias",
      "the alias '*\(shortened(name))' lies inside the node that it stands for",
      at: range,
      notes: [.init(message: "the node begins here", range: anchor)]
    )
  }

  /// A tag that the core schema does not have.
  static func unsupportedTag(_ tag: String, at range: SourceRange) -> Diagnostic {
    let known = CoreSchema.Tag.allCases.map { "'\($0.shorthand)'" }.joined(separator: ", ")
    return .error(
      "unsupported-tag",
      "unsupported tag '\(shortened(tag))'",
      at: range,
      notes: ["the tags that can be used are \(known)"]
    )
  }

  /// A core tag on text or on a collection that it cannot stand before.
  static func unfitTag(_ tag: CoreSchema.Tag, on kind: String, at range: SourceRange) -> Diagnostic
  {
    .error("unfit-tag", "the tag '\(tag.shorthand)' does not fit \(kind)", at: range)
  }

  /// A merge key with something else than mappings.
  static func unmergeable(_ node: YAMLNode) -> Diagnostic {
    .error(
      "invalid-merge",
      "'<<' takes a mapping or a list of mappings, not \(node.kindName)",
      at: node.range,
      notes: ["a key that is named '<<' needs quotes"]
    )
  }

  /// Collections inside each other beyond the limit.
  static func tooDeep(limit: Int, at range: SourceRange) -> Diagnostic {
    .error(
      "nesting-too-deep",
      "more than \(limit) lists and mappings lie inside each other here",
      at: range
    )
  }

  /// Nodes beyond the limit.
  static func tooManyNodes(limit: Int, at range: SourceRange) -> Diagnostic {
    .error(
      "document-too-large",
      "the document has more than \(limit) values with all aliases followed",
      at: range
    )
  }

  /// A scalar beyond the limit.
  static func scalarTooLong(limit: Int, at range: SourceRange) -> Diagnostic {
    .error("scalar-too-long", "this text has more than \(limit) bytes", at: range)
  }

  /// Text beyond the limit.
  static func tooMuchText(limit: Int, at range: SourceRange) -> Diagnostic {
    .error(
      "document-too-large",
      "the document has more than \(limit) bytes of text with all aliases followed",
      at: range
    )
  }

  /// `%TAG` directives beyond the limit.
  static func tooManyTagDirectives(limit: Int, at range: SourceRange) -> Diagnostic {
    .error("too-many-directives", "there are more than \(limit) '%TAG' directives", at: range)
  }

  /// Errors beyond the limit.
  static func tooManyErrors(limit: Int, at range: SourceRange?) -> Diagnostic {
    .error(
      "too-many-errors",
      "there are more than \(limit) errors; the text from here on was not read",
      at: range
    )
  }

  private static func shortened(_ text: String) -> String {
    text.utf8.count <= 80 ? text : text.prefix(60) + "…"
  }
}
