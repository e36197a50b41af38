import Diagnostics

extension Diagnostic {
  /// The diagnostic as a command of a GitHub workflow, which becomes an annotation of the file.
  ///
  /// Source: docs.github.com, *Workflow commands for GitHub Actions*, and the escapes of
  /// actions/toolkit, packages/core/src/command.ts.
  ///
  /// - Parameter manifest: The path of the manifest in which it was found.
  /// - Returns: The command on one line, with its line break.
  func workflowCommand(of manifest: String) -> String {
    var properties = [("file", range?.file.name ?? manifest)]
    if let range {
      let (start, end) = (range.start, range.end)
      properties += [("line", "\(start.line)"), ("endLine", "\(end.line)")]
      // Columns mean something within one line only.
      if start.line == end.line {
        properties += [("col", "\(start.column)"), ("endColumn", "\(end.column)")]
      }
    }
    properties.append(("title", id.rawValue))
    let remarks =
      notes.map { note in
        let place = note.range.map { " (\($0.file.name):\($0.start.line))" } ?? ""
        return "note: \(note.message)\(place)"
      } + (help.map { ["help: \($0)"] } ?? [])
    let written = properties.map { "\($0.0)=\(Self.property($0.1))" }.joined(separator: ",")
    let text = ([message] + remarks).map(Self.data).joined(separator: "%0A")
    return "::\(severity.rawValue) \(written)::\(text)\n"
  }

  /// A line of a command's message; logs of workflows are shown in terminals too.
  private static func data(_ text: String) -> String {
    escaped(TerminalText.escaped(text), ["%"])
  }

  /// A text as the value of a command's property.
  private static func property(_ text: String) -> String {
    escaped(TerminalText.escaped(text), ["%", ":", ","])
  }

  private static func escaped(_ text: String, _ reserved: Set<Unicode.Scalar>) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      if reserved.contains(scalar) {
        result += "%" + String(scalar.value, radix: 16, uppercase: true)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
}
