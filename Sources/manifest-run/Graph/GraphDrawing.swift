import Diagnostics
import Engine

/// The steps as a self-contained SVG page, on a light or a dark background as the viewer prefers.
///
/// The light colours stand at the elements themselves, for programs that know no style sheets.
struct GraphDrawing {
  private static let rowHeight = 52.0
  private static let boxHeight = 38.0
  private static let columnGap = 56.0
  private static let margin = 24.0
  private static let headHeight = 44.0

  /// The width of a letter of the monospaced font at 12 pixels.
  private static let letterWidth = 7.25

  /// The most columns of text in a box.
  private static let widestText = 46

  private let graph: StepGraph
  private let layout: GraphLayout

  /// The left edge and the width of each column of boxes, in pixels.
  private let columns: [(left: Double, width: Double)]

  init(_ graph: StepGraph) {
    self.graph = graph
    layout = GraphLayout(graph.reads)
    var columns: [(left: Double, width: Double)] = []
    var left = Self.margin
    for column in 0..<layout.columnCount {
      let texts = graph.nodes.indices.filter { [layout] in layout.columns[$0] == column }
        .flatMap {
          [Self.clipped(graph.nodes[$0].title), Self.clipped(graph.nodes[$0].stateWords)]
        }
      let letters = texts.map(Self.letters).max() ?? 0
      let width = Double(letters) * Self.letterWidth + 24
      columns.append((left, width))
      left += width + Self.columnGap
    }
    self.columns = columns
  }

  var text: String {
    let heading = heading
    let last = columns.last.map { $0.left + $0.width } ?? Self.margin
    let width = Int(max(last, heading.width) + Self.margin)
    let height = Int(Self.headHeight + layout.height * Self.rowHeight + 2 * Self.margin)
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
        + "viewBox=\"0 0 \(width) \(height)\" role=\"img\" "
        + "font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"12\">",
      "<title>\(Self.escaped("The steps of \(graph.title)"))</title>",
      "<style>\(style)</style>",
      "<defs><marker id=\"end\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" "
        + "markerHeight=\"8\" orient=\"auto\"><path class=\"end\" d=\"M0,0.5 L8,4 L0,7.5 z\" "
        + "fill=\"#8c959f\"/></marker></defs>",
      "<rect class=\"page\" width=\"\(width)\" height=\"\(height)\" fill=\"#ffffff\"/>",
    ]
    lines += heading.lines
    lines += layout.lines.map(line)
    lines += graph.nodes.indices.map(box)
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private var style: String {
    let states = graph.states.map(\.name).map { state in
      let look = StateLook.of(state).dark
      return ".\(Self.className(state)){fill:\(look.fill);stroke:\(look.line)}"
        + ".\(Self.className(state))-bar{fill:\(look.line)}"
    }
    return
      "@media (prefers-color-scheme:dark){.page{fill:#0d1117}.ink{fill:#e6edf3}.dim{fill:#9198a1}"
      + ".line{stroke:#6e7681}.end{fill:#6e7681}\(states.joined())}"
  }

  /// The experiment's name, and the states with their colours and counts.
  private var heading: (lines: [String], width: Double) {
    let title = Self.clipped(graph.title)
    var x = Self.margin
    let baseline = Self.margin + 14
    var lines = [
      "<text class=\"ink\" x=\"\(Self.number(x))\" y=\"\(Self.number(baseline))\" font-weight=\"bold\" "
        + "font-size=\"14\" fill=\"#1f2328\">\(Self.escaped(title))</text>"
    ]
    x += Double(Self.letters(title)) * 8.5 + 28
    for state in graph.states {
      let look = StateLook.of(state.name).light
      let words = "\(state.count) \(state.name)"
      lines.append(
        "<rect class=\"\(Self.className(state.name))\" x=\"\(Self.number(x))\" "
          + "y=\"\(Self.number(baseline - 11))\" width=\"14\" height=\"14\" rx=\"3\" "
          + "fill=\"\(look.fill)\" stroke=\"\(look.line)\"/>"
      )
      lines.append(
        "<text class=\"ink\" x=\"\(Self.number(x + 20))\" y=\"\(Self.number(baseline))\" "
          + "fill=\"#1f2328\">\(Self.escaped(words))</text>"
      )
      x += 20 + Double(Self.letters(words)) * Self.letterWidth + 22
    }
    return (lines, x)
  }

  private func middle(ofRow row: Double) -> Double {
    Self.margin + Self.headHeight + row * Self.rowHeight + Self.boxHeight / 2
  }

  /// A box with the step's name, its state, and a bar of the states of several.
  private func box(_ place: Int) -> String {
    let node = graph.nodes[place]
    let column = columns[layout.columns[place]]
    let top = middle(ofRow: layout.rows[place]) - Self.boxHeight / 2
    let look = StateLook.of(node.mainState).light
    let tip =
      ([node.title, node.reason ?? node.stateWords]
      + (node.steps.count > 1 ? node.steps.prefix(12).map(\.rawValue) : []))
      .map(Self.escaped).joined(separator: "\n")
    let frame =
      "x=\"\(Self.number(column.left))\" y=\"\(Self.number(top))\" "
      + "width=\"\(Self.number(column.width))\" height=\"\(Self.number(Self.boxHeight))\" rx=\"6\""
    func line(_ text: String, _ className: String, _ fill: String, at offset: Double) -> String {
      "<text class=\"\(className)\" x=\"\(Self.number(column.left + 12))\" "
        + "y=\"\(Self.number(top + offset))\" fill=\"\(fill)\">\(Self.escaped(Self.clipped(text)))</text>"
    }
    return "<g><title>\(tip)</title><rect class=\"\(Self.className(node.mainState))\" \(frame) "
      + "fill=\"\(look.fill)\" stroke=\"\(look.line)\"/>"
      + line(node.title, "ink", "#1f2328", at: 16)
      + line(node.stateWords, "dim", "#59636e", at: 30)
      + bar(node, left: column.left + 6, width: column.width - 12, y: top + Self.boxHeight - 5)
      + "</g>"
  }

  /// The shares of the states of several steps; nothing where all are in one.
  private func bar(_ node: StepGraph.Node, left: Double, width: Double, y: Double) -> String {
    guard node.states.count > 1 else { return "" }
    var x = left
    return node.states.map { state in
      let part = width * Double(state.count) / Double(node.steps.count)
      defer { x += part }
      return "<rect class=\"\(Self.className(state.name))-bar\" x=\"\(Self.number(x))\" "
        + "y=\"\(Self.number(y))\" width=\"\(Self.number(part))\" height=\"3\" "
        + "fill=\"\(StateLook.of(state.name).light.line)\"/>"
    }.joined()
  }

  /// A curve from a step to one that reads it, straight where it passes a column.
  private func line(_ line: (from: Int, to: Int, bends: [Double])) -> String {
    let first = layout.columns[line.from]
    var x = columns[first].left + columns[first].width
    var y = middle(ofRow: layout.rows[line.from])
    var path = "M\(Self.number(x)),\(Self.number(y))"
    func curve(to nextX: Double, _ nextY: Double) {
      let half = (nextX - x) / 2
      path +=
        " C\(Self.number(x + half)),\(Self.number(y)) "
        + "\(Self.number(nextX - half)),\(Self.number(nextY)) \(Self.number(nextX)),\(Self.number(nextY))"
      (x, y) = (nextX, nextY)
    }
    for (index, row) in line.bends.enumerated() {
      let column = columns[first + 1 + index]
      curve(to: column.left, middle(ofRow: row))
      x = column.left + column.width
      path += " L\(Self.number(x)),\(Self.number(y))"
    }
    curve(to: columns[layout.columns[line.to]].left - 2, middle(ofRow: layout.rows[line.to]))
    return "<path class=\"line\" d=\"\(path)\" fill=\"none\" stroke=\"#8c959f\" "
      + "marker-end=\"url(#end)\"/>"
  }

  private static func className(_ state: String) -> String {
    "s-" + state.map { $0.isASCII && $0.isLetter ? String($0) : "-" }.joined()
  }

  /// Tenths of a pixel, without a point where there are none.
  private static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }

  private static func letters(_ text: String) -> Int {
    TerminalText.escaped(text).reduce(0) { $0 + TerminalText.width(of: $1) }
  }

  /// A long text without its middle: names differ at both ends.
  private static func clipped(_ text: String) -> String {
    let safe = TerminalText.escaped(text)
    guard safe.count > widestText else { return safe }
    let half = (widestText - 1) / 2
    return safe.prefix(half) + "…" + safe.suffix(widestText - 1 - half)
  }

  /// A text as XML has it, without the characters that XML has no form for.
  private static func escaped(_ text: String) -> String {
    TerminalText.escaped(text)
      .replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;").replacing("\u{FFFE}", with: "").replacing(
        "\u{FFFF}",
        with: ""
      )
  }
}
