import Diagnostics

/// The steps as a tree of lines: below each step those that it reads.
struct GraphTree {
  let graph: StepGraph
  let style: TerminalStyle

  var text: String {
    var lines: [(name: String, node: Int?)] = []
    var seen: Set<Int> = []
    let read = Set(graph.reads.joined())
    for node in graph.nodes.indices where !read.contains(node) {
      append(node, first: "", rest: "", &seen, &lines)
    }
    let width = lines.map { Self.width($0.name) }.max() ?? 0
    let tree = lines.map { name, node in
      guard let node else { return name + style.dim("  ↑ see above") }
      let padding = String(repeating: " ", count: width - Self.width(name))
      return "\(name)\(padding)  \(words(for: graph.nodes[node]))"
    }
    let counts = graph.states.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
    return (tree + ["", counts]).joined(separator: "\n") + "\n"
  }

  /// Adds a step and what is below it; what was shown before is only named.
  private func append(
    _ node: Int,
    first: String,
    rest: String,
    _ seen: inout Set<Int>,
    _ lines: inout [(name: String, node: Int?)]
  ) {
    let name = first + TerminalText.escaped(graph.nodes[node].title)
    guard seen.insert(node).inserted || graph.reads[node].isEmpty else {
      lines.append((name, nil))
      return
    }
    lines.append((name, node))
    let reads = graph.reads[node]
    for (index, read) in reads.enumerated() {
      let isLast = index == reads.count - 1
      append(
        read,
        first: rest + (isLast ? "└─ " : "├─ "),
        rest: rest + (isLast ? "   " : "│  "),
        &seen,
        &lines
      )
    }
  }

  private func words(for node: StepGraph.Node) -> String {
    switch node.mainState {
    case "reused": style.good(node.stateWords)
    case "depends": style.dim(node.stateWords)
    default: node.stateWords
    }
  }

  private static func width(_ text: String) -> Int {
    text.reduce(0) { $0 + TerminalText.width(of: $1) }
  }
}
