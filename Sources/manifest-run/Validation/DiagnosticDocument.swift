import Diagnostics
import System

extension Diagnostic {
  /// The diagnostic as `validate --format json` prints it, on a line of its own.
  ///
  /// Lines and columns count from 1, columns in Unicode scalars, and an end is after the last scalar;
  /// all four are null for what concerns no place in a text.
  ///
  /// - Parameter manifest: The path of the manifest in which it was found.
  /// - Returns: The object.
  func document(of manifest: String) -> JSON {
    Self.object(
      at: range,
      otherwise: manifest,
      [
        "severity": .string(severity.rawValue), "id": .string(id.rawValue),
        "message": .string(message), "fix": fix,
        "notes": .array(
          notes.map { note in
            Self.object(at: note.range, otherwise: manifest, ["message": .string(note.message)])
          }
        ),
      ]
    )
  }

  private var fix: JSON {
    guard let help, let replacement else { return .null }
    let edit = Self.object(at: range, otherwise: "", ["replacement": .string(replacement)])
    return ["edits": [edit], "message": .string(help)]
  }

  /// An object about a place in a text, or about a whole file.
  private static func object(
    at range: SourceRange?,
    otherwise path: String,
    _ members: [String: JSON]
  ) -> JSON {
    let place: [String: JSON] = [
      "path": .string(range?.file.name ?? path),
      "line": number(range?.start.line), "column": number(range?.start.column),
      "end_line": number(range?.end.line), "end_column": number(range?.end.column),
    ]
    return .object(place.merging(members) { $1 })
  }

  private static func number(_ value: Int?) -> JSON { value.map(JSON.integer) ?? .null }
}
