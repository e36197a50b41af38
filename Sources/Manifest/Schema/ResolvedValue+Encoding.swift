extension ResolvedValue: Encodable {
  /// Encodes the value alone; where it comes from is left out.
  package func encode(to encoder: any Encoder) throws {
    switch content {
    case .boolean(let value): try encode(value, to: encoder)
    case .integer(let value): try encode(value, to: encoder)
    case .number(let value): try encode(value, to: encoder)
    case .string(let value): try encode(value, to: encoder)
    case .list(let items): try encode(items, to: encoder)
    case .mapping(let entries):
      var container = encoder.container(keyedBy: KeyName.self)
      for (key, value) in entries { try container.encode(value, forKey: KeyName(stringValue: key)) }
    }
  }

  private func encode(_ value: some Encodable, to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }

  private struct KeyName: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
