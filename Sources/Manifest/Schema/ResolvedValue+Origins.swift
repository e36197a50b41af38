internal import Diagnostics

extension ResolvedValue.Origin {
  /// Where the value was written, in a few words: a file and its line, an option, or `default`.
  package var phrase: String {
    switch self {
    case .formatDefault: "default"
    case .written(let range):
      if range.file.name == Override.sourceName {
        "\(Override.sourceName) \(TerminalText.escaped(range.file.text))"
      } else {
        "\(TerminalText.escaped(range.file.name)):\(range.start.line)"
      }
    }
  }
}

extension ResolvedValue {
  /// A value of a manifest that has no keys of its own, with the place of its key.
  package struct Leaf: Sendable {
    /// The key's path, such as `fine-tune.epochs`, or `expect[0].value`.
    package var path: String
    package var value: ResolvedValue
  }

  /// The values below this one, in the order of the format: lists as a whole, but for those of
  /// mappings.
  package var leaves: [Leaf] { leaves(path: "") }

  private func leaves(path: String) -> [Leaf] {
    switch content {
    case .mapping(let entries):
      entries.flatMap { $0.value.leaves(path: path.isEmpty ? $0.key : "\(path).\($0.key)") }
    case .list(let items) where items.contains(where: \.isMapping):
      items.enumerated().flatMap { $0.element.leaves(path: "\(path)[\($0.offset)]") }
    default:
      [Leaf(path: path, value: self)]
    }
  }
}

/// A resolved manifest as JSON: its values, and where each of them was written.
package struct OriginDocument: Encodable {
  /// Where a value was written.
  struct Place: Encodable {
    /// `file`, `option` or `default`.
    var kind: String
    var file: String?
    var line: Int?
    var column: Int?
    var option: String?

    init(_ origin: ResolvedValue.Origin) {
      switch origin {
      case .formatDefault: kind = "default"
      case .written(let range) where range.file.name == Override.sourceName:
        kind = "option"
        option = range.file.text
      case .written(let range):
        kind = "file"
        file = range.file.name
        line = range.start.line
        column = range.start.column
      }
    }
  }

  var manifest: ResolvedValue

  /// The place of each value by its path.
  var origins: [String: Place]

  /// - Parameter resolved: The values of a manifest, before its matrix is applied.
  package init(_ resolved: ResolvedValue) {
    manifest = resolved
    origins = Dictionary(
      resolved.leaves.map { ($0.path, Place($0.value.origin)) },
      uniquingKeysWith: { first, _ in first }
    )
  }
}
