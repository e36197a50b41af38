extension ManifestSchema {
  /// The paths of all keys of a composed manifest, those of list items left out.
  static var paths: [String] { paths(of: ownKeys, below: "") }

  /// The paths of the keys that have a name.
  static func paths(ending name: String) -> [String] {
    paths.filter { $0.hasSuffix(".\(name)") || $0 == name }
  }

  private static func paths(of keys: [Key], below parent: String) -> [String] {
    keys.flatMap { key in
      let path = parent.isEmpty ? key.name : "\(parent).\(key.name)"
      guard case .mapping(let children) = key.type else { return [path] }
      return [path] + paths(of: children, below: path)
    }
  }
}

extension Key {
  /// Whether a manifest must have the key.
  var isRequired: Bool {
    if case .required = `default` { true } else { false }
  }
}
