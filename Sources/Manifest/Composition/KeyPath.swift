internal import Diagnostics
internal import YAMLBridge

/// A path of keys from a manifest's root, such as `fine-tune.epochs`.
package enum KeyPath {
  /// The keys of a path as nodes, each with its own place in the text.
  ///
  /// - Parameters:
  ///   - text: The path.
  ///   - range: Where it is written; it may hold more after the path, and quotes around it.
  /// - Returns: One scalar node for each key.
  static func nodes(_ text: String, in range: SourceRange) -> [YAMLNode] {
    let beginning = range.file.range(range.lower..<range.lower + text.utf8.count)
    let place = beginning.text == text ? beginning : range
    var offset = 0
    return text.split(separator: ".", omittingEmptySubsequences: false).map { part in
      let lower = offset
      offset += part.utf8.count + 1
      return YAMLNode(
        value: .scalar(YAMLScalar(text: String(part), style: .plain)),
        range: place.part(lower..<lower + part.utf8.count, of: text)
      )
    }
  }

  /// Whether two paths are equal, or one leads to the other, so that a value at one is part of the other's.
  package static func isOneOnTheWay(to first: String, _ second: String) -> Bool {
    let (short, long) =
      first.utf8.count <= second.utf8.count ? (first.utf8, second.utf8) : (second.utf8, first.utf8)
    guard long.starts(with: short) else { return false }
    return long.dropFirst(short.count).first ?? UInt8(ascii: ".") == UInt8(ascii: ".")
  }

  /// The key of the format that a path leads to; nil where an error was added.
  static func key(at path: [YAMLNode], into diagnostics: inout DiagnosticList) -> Key? {
    var keys = ManifestSchema.ownKeys
    var parent = ""
    var found: Key?
    for node in path {
      if let found {
        guard case .mapping(let children) = found.type else {
          diagnostics.append(.noKeysBelow(parent, at: node.range))
          return nil
        }
        keys = children
      }
      guard let key = keys.first(where: { $0.name == node.plainKey }) else {
        let names = keys.map(\.name)
        diagnostics.append(.unknownKey(node, in: parent, known: names, free: names))
        return nil
      }
      parent = parent.isEmpty ? key.name : "\(parent).\(key.name)"
      found = key
    }
    return found
  }
}
