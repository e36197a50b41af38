/// How bad a diagnostic is.
package enum Severity: String, Hashable, Sendable {
  /// The text cannot be used.
  case error

  /// The text can be used, but may not mean what its author thinks.
  case warning
}

/// The stable kebab-case name of a kind of diagnostic.
package struct DiagnosticID: ExpressibleByStringLiteral, Hashable, Sendable {
  /// The name, in kebab-case.
  package let rawValue: String

  /// Makes an identifier from its name.
  package init(stringLiteral value: String) { rawValue = value }
}

/// One thing that is wrong with what an author wrote, where, and what to do about it.
package struct Diagnostic: Hashable, Sendable {
  /// An addition to a diagnostic, with its own place where it has one.
  package struct Note: Hashable, Sendable {
    /// One sentence without a full stop.
    package var message: String

    /// The place that the sentence is about.
    package var range: SourceRange?

    /// Makes a note.
    package init(message: String, range: SourceRange? = nil) {
      self.message = message
      self.range = range
    }
  }

  /// How bad it is.
  package var severity: Severity

  /// The kind.
  package var id: DiagnosticID

  /// One sentence: starts in lower case, names in single quotes, no full stop.
  package var message: String

  /// The place; nil where it concerns no text.
  package var range: SourceRange?

  /// What else helps to understand it, in the order to read it in.
  package var notes: [Note]

  /// The text that corrects it when it is put in the place of the range; nil where that is not clear.
  package var replacement: String?

  /// Makes a diagnostic.
  package init(
    severity: Severity,
    id: DiagnosticID,
    message: String,
    range: SourceRange?,
    notes: [Note] = [],
    replacement: String? = nil
  ) {
    self.severity = severity
    self.id = id
    self.message = message
    self.range = range
    self.notes = notes
    self.replacement = range == nil ? nil : replacement
  }

  /// Makes an error.
  package static func error(
    _ id: DiagnosticID,
    _ message: String,
    at range: SourceRange?,
    notes: [Note] = [],
    replacement: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      severity: .error,
      id: id,
      message: message,
      range: range,
      notes: notes,
      replacement: replacement
    )
  }

  /// What putting the replacement in its place does, as a command: *replace with 'epochs'*.
  package var help: String? { replacement.map { "replace with '\($0)'" } }
}

extension Diagnostic.Note: ExpressibleByStringInterpolation {
  /// Makes a note without a place.
  package init(stringLiteral message: String) { self.init(message: message) }
}

extension Diagnostic: Error {}
