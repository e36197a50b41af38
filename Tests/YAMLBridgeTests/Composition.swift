import Diagnostics
import YAMLBridge

/// What composing a text gave, in a form that tests can compare at a glance.
struct Composition {
  let file: SourceFile
  let node: YAMLNode?
  let diagnostics: DiagnosticList

  init(_ text: String, limits: YAMLLimits = .standard) {
    file = SourceFile(name: "test.yaml", text: text)
    var diagnostics = DiagnosticList()
    node = YAMLComposer.compose(file, limits: limits, into: &diagnostics)
    self.diagnostics = diagnostics
  }

  /// The document in a notation like JSON's; strings in quotes, other scalars by their type.
  var value: String? { node.map { Self.description(of: $0) } }

  /// The diagnostics as `line:column id 'underlined text'`.
  var problems: [String] {
    diagnostics.sorted.map { diagnostic in
      guard let range = diagnostic.range else { return diagnostic.id.rawValue }
      let start = range.start
      return "\(start.line):\(start.column) \(diagnostic.id.rawValue) '\(range.text)'"
    }
  }

  /// The notes that have a place, as `line:column sentence`.
  var placedNotes: [String] {
    diagnostics.sorted.flatMap(\.notes).compactMap { note in
      note.range.map { "\($0.start.line):\($0.start.column) \(note.message)" }
    }
  }

  static func description(of node: YAMLNode) -> String {
    switch node.value {
    case .sequence(let items):
      return "[" + items.map { description(of: $0) }.joined(separator: ", ") + "]"
    case .mapping(let entries):
      let pairs = entries.map { description(of: $0.key) + ": " + description(of: $0.value) }
      return "{" + pairs.joined(separator: ", ") + "}"
    case .scalar(let scalar):
      return switch scalar.resolved(tag: node.tag) {
      case .null: "null"
      case .bool(let value): "\(value)"
      case .integer(let value): "\(value)"
      case .number(let value): "\(value)f"
      case .string(let text): text.debugDescription
      }
    }
  }
}
