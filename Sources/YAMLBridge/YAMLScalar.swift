/// The text of a scalar and how it was written.
package struct YAMLScalar: Hashable, Sendable {
  /// How a scalar is written.
  package enum Style: Hashable, Sendable {
    /// Without quotes; the only style whose text decides its type.
    case plain

    /// In `'`.
    case singleQuoted

    /// In `"`, with escapes.
    case doubleQuoted

    /// After `|`, line breaks kept.
    case literal

    /// After `>`, lines joined.
    case folded
  }

  /// The text, escapes and line folding resolved.
  package var text: String

  /// How it is written.
  package var style: Style

  /// Makes a scalar.
  package init(text: String, style: Style) {
    self.text = text
    self.style = style
  }

  /// The value by the YAML 1.2 core schema; a tag that does not fit the text gives the text.
  ///
  /// Source: YAML 1.2.2, sections 10.3.2 and 6.9.1.
  package func resolved(tag: String?) -> CoreValue {
    switch tag {
    case nil where style == .plain: CoreSchema.value(of: text)
    case let tag?: CoreSchema.value(of: text, as: tag) ?? .string(text)
    case nil: .string(text)
    }
  }

  /// Whether this is a string that YAML 1.1 reads as a boolean, such as a plain `yes` or `off`.
  ///
  /// Source: the YAML 1.1 type repository, *Boolean Language-Independent Type*.
  package var looksLikeYAML11Boolean: Bool {
    style == .plain && Self.yaml11Booleans.contains(text)
  }

  private static let yaml11Booleans: Set<String> = [
    "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO",
    "on", "On", "ON", "off", "Off", "OFF",
  ]
}

/// What a scalar stands for in the YAML 1.2 core schema.
package enum CoreValue: Hashable, Sendable {
  /// `null`, `~` or nothing.
  case null

  /// `true` or `false`.
  case bool(Bool)

  /// An integer in decimal, octal (`0o17`) or hexadecimal (`0x1F`).
  case integer(Int)

  /// A number with a point or an exponent, `.inf`, `.nan`, or an integer too large for `Int`.
  case number(Double)

  /// Everything else.
  case string(String)
}
