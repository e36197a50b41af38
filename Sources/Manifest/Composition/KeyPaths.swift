internal import Diagnostics
internal import YAMLBridge

/// Paths of keys from a manifest's root, such as `fine-tune.epochs`.
package enum KeyPaths {
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
      let range = place.part(lower..<lower + part.utf8.count, of: text)
      return YAMLNode(plain: String(part), range: range)
    }
  }

  /// Whether a path is equal to another one or leads to it, so that its value has the other's in it.
  package static func leads(_ path: String, to other: String) -> Bool {
    guard other.hasPrefix(path) else { return false }
    return other.utf8.dropFirst(path.utf8.count).first ?? UInt8(ascii: ".") == UInt8(ascii: ".")
  }

  /// Whether one of two paths leads to the other, so that the value at one is part of the other's.
  package static func overlap(_ first: String, _ second: String) -> Bool {
    leads(first, to: second) || leads(second, to: first)
  }

  /// The key of the format that a path leads to; nil where an error was added.
  static func key(
    at path: [YAMLNode],
    in format: ManifestFormat,
    into diagnostics: inout DiagnosticList
  ) -> Key? {
    var keys = format.ownKeys
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
        diagnostics.append(.unknownKey(node, in: parent, known: names, free: names, format))
        return nil
      }
      parent = parent.isEmpty ? key.name : "\(parent).\(key.name)"
      found = key
    }
    return found
  }
}
