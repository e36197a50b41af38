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

    init(_ place: ValuePlace) {
      switch place {
      case .formatDefault: kind = "default"
      case .option(let text): (kind, option) = ("option", text)
      case .file(let name, let line, let column):
        (kind, file, self.line, self.column) = ("file", name, line, column)
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
      resolved.leaves.map { ($0.path, Place($0.value.place)) },
      uniquingKeysWith: { first, _ in first }
    )
  }
}
