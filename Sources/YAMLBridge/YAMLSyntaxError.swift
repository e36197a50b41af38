package import Diagnostics

/// Why a text is no YAML, and where.
package struct YAMLSyntaxError: Error, Hashable, Sendable {
  /// The kind of the diagnostic.
  package let id: DiagnosticID

  /// What is wrong, in one sentence.
  package let message: String

  /// The place.
  package let range: SourceRange

  /// What helps to see it, such as where a bracket was opened.
  package let notes: [Diagnostic.Note]

  /// The error as a diagnostic.
  package var diagnostic: Diagnostic {
    Diagnostic(severity: .error, id: id, message: message, range: range, notes: notes)
  }
}

/// What libyaml says when it fails, in Swift values.
struct LibYAMLReport: Hashable, Sendable {
  /// Which part of libyaml failed.
  enum Kind: Hashable, Sendable {
    /// There is no memory.
    case memory

    /// A character is not allowed in YAML.
    case reader

    /// The text does not follow the grammar.
    case grammar
  }

  /// Which part failed.
  var kind: Kind

  /// What it found, in its own words.
  var problem = ""

  /// The UTF-8 offset of what it found.
  var offset = 0

  /// What it was doing, in its own words.
  var context: String?

  /// The UTF-8 offset at which it began doing that.
  var contextOffset: Int?

  /// The UTF-8 offset of the innermost bracket or brace that is not closed.
  var openBracket: Int?
}
