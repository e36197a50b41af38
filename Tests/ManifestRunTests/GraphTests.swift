import Engine
import EngineTestSupport
import TestSupport
import Testing

@testable import manifest_run

struct GraphTests {
  private struct NamedStep: TestStep {
    let id: StepID
    var kind: StepKind
    var reads: [StepID]

    var inputs: [StepInput] { reads.map { StepInput($0, "out") } }
  }

  private static func graph(
    _ steps: [(id: String, reads: [String])],
    title: String = "title",
    mostNodes: Int = StepGraph.mostNodes
  ) throws -> StepGraph {
    let plan = try Plan.make(
      steps.map { step in
        let kind = StepKind(step.id.prefix { $0 != "/" && $0 != "[" }.description)
        return NamedStep(id: StepID(step.id), kind: kind, reads: step.reads.map { StepID($0) })
      }
    )
    let workspace = try Workspace.absent(at: "/nowhere")
    let states = try Staleness.states(of: plan, in: workspace)
    return StepGraph(of: plan, states, title: title, mostNodes: mostNodes)
  }

  private static let diamond = [
    (id: "make", reads: [String]()), ("left", ["make"]), ("right", ["make"]),
    ("end", ["make", "left", "right"]),
  ]

  @Test func `lines that follow from others are left out`() throws {
    let graph = try Self.graph(Self.diamond)
    #expect(graph.reads == [[], [0], [0], [1, 2]])
    #expect(graph.states.map { "\($0.count) \($0.name)" } == ["1 will-run", "3 depends"])
  }

  @Test func `the tree shows each step once and names it where it comes again`() throws {
    let tree = GraphTree(
      graph: try Self.graph([
        ("make", []), ("tune", ["make"]), ("ask/a", ["tune"]), ("ask/b", ["tune"]),
        ("end", ["ask/a", "ask/b"]),
      ]),
      style: TerminalStyle(usesColor: false)
    )
    #expect(
      tree.text == """
        end            depends
        ├─ ask/a       depends
        │  └─ tune     depends
        │     └─ make  will-run
        └─ ask/b       depends
           └─ tune  ↑ see above

        1 will-run, 4 depends

        """
    )
  }

  /// A matrix of datasets with two models of three seeds each.
  private static let matrix = (1...9).flatMap { seed -> [(id: String, reads: [String])] in
    let label = "[dataset.seed=\(seed)]"
    let tuned = ["ada", "curie"].flatMap { model in
      (0..<3).map { (id: "fine-tune/\(model)/seed-\($0)\(label)", reads: ["generate\(label)"]) }
    }
    return [("generate\(label)", [])] + tuned
  }

  @Test(arguments: [
    (100, 63, "generate[dataset.seed=1]"), (60, 7, "generate × 9"), (6, 3, "generate × 9"),
    (2, 2, "generate × 9"),
  ])
  func `many steps are put together as little as is needed`(
    most: Int,
    count: Int,
    first: String
  ) throws {
    let graph = try Self.graph(Self.matrix, mostNodes: most)
    #expect(graph.nodes.count == count)
    #expect(graph.nodes[0].title == first)
    #expect(graph.nodes.reduce(0) { $0 + $1.steps.count } == 63)
    if most == 6 { #expect(graph.nodes[1].title == "fine-tune/ada/seed-* × 27") }
    if most == 2 { #expect(graph.nodes[1].title == "fine-tune × 54") }
  }

  /// Names with all that means something in one of the formats.
  private static let hostile = [
    "a\"];x[label=\"b", "back\\slash\\N", "<script>alert('1')</script>&amp;", "#quot;end%%{init}",
    "new\nline\ttab\u{1B}[31m", "ü \u{202E}漢字 e\u{301}", "]]>--><!--", "\u{FFFE}x", "`code` **b**",
  ]

  private static func hostileGraph() throws -> StepGraph {
    let steps = hostile.map { (id: $0, reads: [String]()) }
    return try graph(steps + [("end", hostile)], title: hostile[2] + hostile[0])
  }

  @Test func `hostile names do no harm in DOT`() throws {
    let text = GraphvizText.text(try Self.hostileGraph())
    for line in text.split(separator: "\n") where line.hasPrefix("  n") && line.contains("label=") {
      // Outside quoted strings there is nothing but what we write.
      let bare = line.replacing(/"(\\.|[^"\\])*"/, with: "Q")
      #expect(bare.wholeMatch(of: #/  n\d+ \[label=Q, tooltip=Q, fillcolor=Q, color=Q\];/#) != nil)
    }
    // Neither Graphviz's escapes nor entities of HTML are left to be read.
    #expect(text.contains("back\\\\slash\\\\N") && text.contains("&amp;amp;"))
  }

  @Test func `hostile names do no harm in Mermaid`() throws {
    let text = MermaidText.text(try Self.hostileGraph())
    let lines = text.split(separator: "\n")
    #expect(lines.first == "flowchart LR")
    for line in lines.dropFirst() {
      let isNode =
        line.wholeMatch(
          of: #/  n\d+\["[a-zA-Z0-9 /\-_.,=:#;]*<br/>[a-z0-9 ,\-]*"\]:::state_[a-z_]+/#
        ) != nil
      let isEdge = line.wholeMatch(of: #/  n\d+ --> n\d+/#) != nil
      let isClass =
        line.wholeMatch(of: #/  classDef state_[a-z_]+ fill:#\w+,stroke:#\w+,color:#\w+/#) != nil
      #expect(isNode || isEdge || isClass, "\(line)")
    }
  }
}
