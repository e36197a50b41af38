package import Manifest

extension Comparison {
  /// A value of one of the manifests and where it comes from.
  package struct Value: Encodable, Sendable {
    package var value: ResolvedValue
    package var origin: ValuePlace

    /// The SHA-256 of the file that the value names, in hexadecimal digits, where that is what
    /// differs.
    package var content: String?

    /// The value on one line of YAML.
    package var text: String {
      value.flow + (content.map { " (SHA-256 \($0.prefix(12))…)" } ?? "")
    }

    init(_ value: ResolvedValue, content: String? = nil) {
      self.value = value
      origin = value.place
      self.content = content
    }
  }
}

extension ValuePlace: Encodable {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .file(let name, let line, let column):
      try container.encode("file", forKey: .kind)
      try container.encode(name, forKey: .path)
      try container.encode(line, forKey: .line)
      try container.encode(column, forKey: .column)
    case .option(let text):
      try container.encode("option", forKey: .kind)
      try container.encode(text, forKey: .text)
    case .formatDefault:
      try container.encode("default", forKey: .kind)
    }
  }

  private enum CodingKeys: String, CodingKey {
    case kind, path, line, column, text
  }
}
