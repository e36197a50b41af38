internal import Diagnostics
internal import YAMLBridge

/// A path of keys from a manifest's root, such as `fine-tune.epochs`.
enum KeyPath {
  /// The keys of a path as nodes, each with its own place in the text.
  ///
  /// - Parameters:
  ///   - text: The path, a slice of the file's text.
  ///   - file: The text that the path is in.
  ///   - start: The UTF-8 offset of the path in the file.
  /// - Returns: One scalar node for each key.
  static func nodes(_ text: Substring, in file: SourceFile, from start: Int = 0) -> [YAMLNode] {
    var offset = start
    return text.split(separator: ".", omittingEmptySubsequences: false).map { part in
      let range = SourceRange(file: file, lower: offset, upper: offset + part.utf8.count)
      offset += part.utf8.count + 1
      return YAMLNode(
        value: .scalar(YAMLScalar(text: String(part), style: .plain)),
        range: range
      )
    }
  }

  /// A path as it is written.
  static func text(_ path: [YAMLNode]) -> String {
    path.compactMap(\.plainKey).joined(separator: ".")
  }

  /// Whether a path leads to a key of the format; an error is added where it does not.
  static func isKnown(_ path: [YAMLNode], into diagnostics: inout DiagnosticList) -> Bool {
    var keys = ManifestSchema.keys.filter { !ManifestSchema.compositionKeys.contains($0.name) }
    var parent = ""
    for (index, node) in path.enumerated() {
      guard let key = keys.first(where: { $0.name == node.plainKey }) else {
        diagnostics.append(.unknownKey(node, in: parent, known: keys.map(\.name), taken: []))
        return false
      }
      parent = parent.isEmpty ? key.name : "\(parent).\(key.name)"
      guard index + 1 < path.count else { return true }
      guard case .mapping(let children) = key.type else {
        diagnostics.append(.noKeysBelow(parent, at: path[index + 1].range))
        return false
      }
      keys = children
    }
    return true
  }
}
