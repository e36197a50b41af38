package import Diagnostics

/// A value of a YAML document and the place it came from.
package struct YAMLNode: Hashable, Sendable {
  /// What a node holds.
  package enum Value: Hashable, Sendable {
    /// Text that stands for one value.
    case scalar(YAMLScalar)

    /// Nodes in order.
    case sequence([YAMLNode])

    /// Keys and values in the order of the text; no key twice.
    case mapping([Entry])
  }

  /// A key of a mapping and its value.
  package struct Entry: Hashable, Sendable {
    /// The key, most often a scalar.
    package var key: YAMLNode

    /// The value.
    package var value: YAMLNode

    /// Makes an entry.
    package init(key: YAMLNode, value: YAMLNode) {
      self.key = key
      self.value = value
    }
  }

  /// What the node holds.
  package var value: Value

  /// The text of the node; of an alias the alias itself, while its children keep their places.
  package var range: SourceRange

  /// The explicit tag: a core tag in full (`tag:yaml.org,2002:str`) or the non-specific `!`.
  package var tag: String?

  /// Makes a node.
  package init(value: Value, range: SourceRange, tag: String? = nil) {
    self.value = value
    self.range = range
    self.tag = tag
  }

  /// Makes a node for a plain scalar.
  package init(plain text: String, range: SourceRange) {
    self.init(value: .scalar(YAMLScalar(text: text, style: .plain)), range: range)
  }
}

extension YAMLNode {
  /// The scalar, where the node is one.
  package var scalar: YAMLScalar? {
    if case .scalar(let scalar) = value { scalar } else { nil }
  }

  /// The items, where the node is a sequence.
  package var sequence: [YAMLNode]? {
    if case .sequence(let items) = value { items } else { nil }
  }

  /// The entries, where the node is a mapping.
  package var mapping: [Entry]? {
    if case .mapping(let entries) = value { entries } else { nil }
  }

  /// What the scalar stands for in the core schema; nil for a collection.
  package var coreValue: CoreValue? { scalar?.resolved(tag: tag) }

  /// The text of a scalar that stands for a string.
  package var string: String? {
    if case .string(let text) = coreValue { text } else { nil }
  }

  /// Whether the node stands for null.
  package var isNull: Bool { coreValue == .null }

  /// The value of the entry whose key is a string; nil without one, and for anything but a mapping.
  package subscript(key: String) -> YAMLNode? {
    mapping?.first { $0.key.string == key }?.value
  }

  /// The word for what the node is: *a mapping*, *a sequence*, *a string*, *null* and so on.
  package var kindName: String {
    switch value {
    case .sequence: "a sequence"
    case .mapping: "a mapping"
    case .scalar(let scalar):
      switch scalar.resolved(tag: tag) {
      case .null: "null"
      case .bool: "a boolean"
      case .integer: "an integer"
      case .number: "a number"
      case .string: "a string"
      }
    }
  }
}
