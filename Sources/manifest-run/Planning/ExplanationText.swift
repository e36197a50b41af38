import Diagnostics
import Engine
import Report
import Steps
import System

/// An explanation as lines for a terminal.
struct ExplanationText {
  let explanation: StepExplanation

  /// Where the step's outputs are.
  let workspace: Workspace
  let style: TerminalStyle

  /// The folder that shown paths begin in.
  let currentFolder: CurrentFolder

  /// What the step is, its fields then and now, and its outputs.
  var text: String {
    let planned = explanation.planned
    let title = TerminalText.escaped("\(planned.id)  \(planned.state.name): \(planned.state)")
    let blocks = [[title] + history, fields, artifacts].filter { !$0.isEmpty }
    return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private var history: [String] {
    let key = explanation.planned.key.map { "present key \(Self.short($0.digest))" }
    guard let last = explanation.last else { return key.map { [$0] } ?? [] }
    let other = last.step == explanation.planned.id ? "" : " as '\(last.step)'"
    let time = Instant.iso(last.madeAt)
    return [
      TerminalText.escaped(
        "last made in run \(last.run)\(other), \(time), in \(Decimals.duration(last.seconds)), "
          + "by version \(last.toolVersion)"
      ),
      "key then \(Self.short(last.key)), now "
        + (explanation.planned.key.map { Self.short($0.digest) } ?? "not known yet"),
    ]
  }

  /// The fields, those that changed marked and coloured.
  private var fields: [String] {
    let hasPast = explanation.last != nil
    var columns = TextColumns()
    columns.rows = [["", "field", hasPast ? "then" : "", "now", ""]]
    columns.rows += explanation.fields.map { field in
      [
        field.isChanged == true ? "≠" : "",
        TerminalText.escaped(Self.name(field.subject)),
        hasPast ? field.then.map { Self.text($0, in: field) } ?? "not in the key" : "",
        Self.text(field.now, in: field),
        TerminalText.escaped(Self.origin(field)),
      ]
    }
    let changed = [false] + explanation.fields.map { $0.isChanged == true }
    return zip(columns.lines, changed).map { $1 ? style.bad($0) : $0 }
  }

  private var artifacts: [String] {
    guard let last = explanation.last, !last.artifacts.isEmpty else { return [] }
    var columns = TextColumns(rightAligned: [1])
    columns.rows = last.artifacts.map { artifact in
      [
        TerminalText.escaped(artifact.name.rawValue),
        "\(Decimals.grouped(artifact.byteCount)) bytes",
        Self.short(artifact.digest),
        currentFolder.shown(workspace.store.path(of: artifact.digest)),
        explanation.isIntact[artifact.name] == true ? "" : "damaged or missing",
      ]
    }
    return ["made by run \(last.run):"] + columns.lines.map { "  " + $0 }
  }

  private static func name(_ subject: ExplainedField.Subject) -> String {
    switch subject {
    case .parameter(let name): name
    default: [subject.word, subject.name].compactMap(\.self).joined(separator: " ")
    }
  }

  private static func origin(_ field: ExplainedField) -> String {
    guard let maker = field.subject.maker else { return "" }
    guard let run = field.madeIn else { return "after '\(maker)'" }
    return "by '\(maker)' in run \(run)"
  }

  /// A value; one that has not changed may be cut short, since only its name is of interest.
  private static func text(_ value: ExplainedField.Value, in field: ExplainedField) -> String {
    let text = text(value)
    let most = field.isChanged == true ? 120 : 32
    return text.count <= most ? text : text.prefix(most - 1) + "…"
  }

  private static func text(_ value: ExplainedField.Value) -> String {
    switch value {
    case .value(let value): TerminalText.escaped(value.description)
    case .digest(let digest): short(digest)
    case .absent: "–"
    case .unknown: "not known yet"
    }
  }

  private static func short(_ digest: Digest) -> String { String(digest.hexadecimal.prefix(12)) }
}
