import Diagnostics

/// The steps in the DOT language of Graphviz.
enum GraphvizText {
  static func text(_ graph: StepGraph) -> String {
    var lines = [
      "digraph \(quoted(graph.title)) {",
      "  rankdir=LR;",
      "  node [shape=box, style=\"rounded,filled\", fontname=\"monospace\", fontsize=11];",
      "  edge [color=\"#8c959f\"];",
    ]
    for (place, node) in graph.nodes.enumerated() {
      let colors = StateColors.of(node.mainState)
      lines.append(
        "  n\(place) [label=\(quoted(node.title, node.stateWords)), "
          + "tooltip=\(quoted(node.reason ?? node.stateWords)), "
          + "fillcolor=\"\(colors.fill)\", color=\"\(colors.line)\"];"
      )
    }
    for (place, reads) in graph.reads.enumerated() {
      lines += reads.map { "  n\($0) -> n\(place);" }
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  /// Lines of text as a quoted string.
  ///
  /// In labels a backslash begins an escape such as `\N` and an ampersand an entity of HTML, so both
  /// are written out.
  private static func quoted(_ lines: String...) -> String {
    let escaped = lines.map { line in
      TerminalText.escaped(line)
        .replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("&", with: "&amp;")
    }
    return "\"" + escaped.joined(separator: "\\n") + "\""
  }
}

/// The steps as a flowchart of Mermaid, which web pages of repositories draw.
enum MermaidText {
  static func text(_ graph: StepGraph) -> String {
    var lines = ["flowchart LR"]
    for (place, node) in graph.nodes.enumerated() {
      let label = "\(escaped(node.title))<br/>\(escaped(node.stateWords))"
      lines.append("  n\(place)[\"\(label)\"]:::\(className(node.mainState))")
    }
    for (place, reads) in graph.reads.enumerated() {
      lines += reads.map { "  n\($0) --> n\(place)" }
    }
    for state in graph.states.map(\.name) {
      let colors = StateColors.of(state)
      lines.append(
        "  classDef \(className(state)) fill:\(colors.fill),stroke:\(colors.line),color:#1f2328"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A text in which nothing means anything to Mermaid: what is not a letter, a digit or harmless
  /// is written as an entity code.
  private static func escaped(_ text: String) -> String {
    TerminalText.escaped(text).unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", " ", "/", "-", "_", ".", ",", "=", ":":
        result.unicodeScalars.append(scalar)
      default: result += "#\(scalar.value);"
      }
    }
  }

  private static func className(_ state: String) -> String {
    "state_" + state.map { $0.isASCII && $0.isLetter ? String($0) : "_" }.joined()
  }
}
