import Diagnostics

/// A diagnostic as `validate --format json` prints it, on a line of its own.
///
/// Lines and columns count from 1, columns in Unicode scalars, and an end is after the last scalar;
/// all four are null for what concerns no place in a text.
struct DiagnosticDocument: Encodable {
  /// A place in a text.
  struct Place {
    var path: String
    var start: SourcePosition?
    var end: SourcePosition?

    init(_ range: SourceRange?, otherwise path: String) {
      self.path = range?.file.name ?? path
      start = range?.start
      end = range?.end
    }
  }

  private let place: Place
  private let diagnostic: Diagnostic
  private let manifest: String

  /// - Parameters:
  ///   - diagnostic: What was found.
  ///   - manifest: The path of the manifest in which it was found.
  init(_ diagnostic: Diagnostic, of manifest: String) {
    self.diagnostic = diagnostic
    self.manifest = manifest
    place = Place(diagnostic.range, otherwise: manifest)
  }

  enum CodingKeys: String, CodingKey {
    case path, line, column, severity, id, message, notes, fix, edits, replacement
    case endLine = "end_line"
    case endColumn = "end_column"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try place.encode(into: &container)
    try container.encode(diagnostic.severity.rawValue, forKey: .severity)
    try container.encode(diagnostic.id.rawValue, forKey: .id)
    try container.encode(diagnostic.message, forKey: .message)
    let notes = diagnostic.notes.map {
      Note(place: Place($0.range, otherwise: manifest), message: $0.message)
    }
    try container.encode(notes, forKey: .notes)
    try container.encode(diagnostic.fix.map(Fix.init), forKey: .fix)
  }

  private struct Note: Encodable {
    var place: Place
    var message: String

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try place.encode(into: &container)
      try container.encode(message, forKey: .message)
    }
  }

  private struct Fix: Encodable {
    var fix: Diagnostic.FixIt

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(fix.message, forKey: .message)
      try container.encode(fix.edits.map(Edit.init), forKey: .edits)
    }
  }

  private struct Edit: Encodable {
    var edit: Diagnostic.TextEdit

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try Place(edit.range, otherwise: "").encode(into: &container)
      try container.encode(edit.replacement, forKey: .replacement)
    }
  }
}

extension DiagnosticDocument.Place {
  fileprivate func encode(
    into container: inout KeyedEncodingContainer<DiagnosticDocument.CodingKeys>
  ) throws {
    try container.encode(path, forKey: .path)
    try container.encode(start?.line, forKey: .line)
    try container.encode(start?.column, forKey: .column)
    try container.encode(end?.line, forKey: .endLine)
    try container.encode(end?.column, forKey: .endColumn)
  }
}
