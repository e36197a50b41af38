/// How bad a diagnostic is.
package enum Severity: String, Hashable, Sendable {
  /// The text cannot be used.
  case error

  /// The text can be used, but may not mean what its author thinks.
  case warning
}

/// The stable kebab-case name of a kind of diagnostic.
package struct DiagnosticID: RawRepresentable, ExpressibleByStringLiteral, Hashable, Sendable {
  /// The name, in kebab-case.
  package let rawValue: String

  /// Makes an identifier from its name.
  package init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Makes an identifier from its name.
  package init(stringLiteral value: String) {
    self.init(rawValue: value)
  }
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

  /// A replacement of one part of the text.
  package struct TextEdit: Hashable, Sendable {
    /// The part to replace; empty to insert.
    package var range: SourceRange

    /// The text to put there.
    package var replacement: String

    /// Makes an edit.
    package init(range: SourceRange, replacement: String) {
      self.range = range
      self.replacement = replacement
    }
  }

  /// A correction that can be applied without further thought.
  package struct FixIt: Hashable, Sendable {
    /// What applying it does, as a command: *replace with 'epochs'*.
    package var message: String

    /// The edits, which do not overlap.
    package var edits: [TextEdit]

    /// Makes a correction.
    package init(message: String, edits: [TextEdit]) {
      self.message = message
      self.edits = edits
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

  /// How to correct it, where that is clear.
  package var fix: FixIt?

  /// Makes a diagnostic.
  package init(
    severity: Severity,
    id: DiagnosticID,
    message: String,
    range: SourceRange?,
    notes: [Note] = [],
    fix: FixIt? = nil
  ) {
    self.severity = severity
    self.id = id
    self.message = message
    self.range = range
    self.notes = notes
    self.fix = fix
  }
}

extension Diagnostic.FixIt {
  /// The fix that puts another text in the place of a range.
  package static func replacing(_ range: SourceRange, with text: String) -> Diagnostic.FixIt {
    Diagnostic.FixIt(
      message: "replace with '\(text)'",
      edits: [Diagnostic.TextEdit(range: range, replacement: text)]
    )
  }
}
