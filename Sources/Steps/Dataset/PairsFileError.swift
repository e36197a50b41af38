/// What is wrong with a file of pairs, and where.
package struct PairsFileError: Error, Equatable {
  /// The file as the manifest names it.
  package var name: String

  /// Counted from 1; nil where the file as a whole is meant.
  package var line: Int?

  /// Counted from 1 in Unicode scalars; nil where the line as a whole is meant.
  package var column: Int?

  /// What was found.
  package var message: String

  /// What is expected or what to do; nil where the message says it.
  package var hint: String?
}

extension PairsFileError: CustomStringConvertible {
  package var description: String {
    var place = "'\(name)'"
    if let line { place += ", line \(line)" }
    if let column { place += ", column \(column)" }
    return "\(place): \(message)" + (hint.map { "; \($0)" } ?? "")
  }
}

/// All that is wrong with a file of pairs, in the order of the file.
package struct PairsFileErrors: Error, Equatable {
  /// At least one.
  package let errors: [PairsFileError]

  init(_ problems: [TextProblem], in name: String) {
    errors = problems.sorted { ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0) }
      .map { $0.inFile(name) }
  }
}

/// What is wrong with a text, and where; the reader of the file knows its name.
struct TextProblem: Error, Equatable {
  var line: Int?
  var column: Int?
  var message: String
  var hint: String?

  /// The problem as one of a file.
  func inFile(_ name: String) -> PairsFileError {
    PairsFileError(name: name, line: line, column: column, message: message, hint: hint)
  }
}
