/// The clear form of a key, as records keep it.
extension CacheKey: Codable {
  private enum CodingKeys: String, CodingKey {
    case format, kind, version, parameters, inputs, files, digest
  }

  /// Reads the clear form and computes the digest anew.
  ///
  /// - Throws: `DecodingError` also where the digest that was written is another.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      format: try container.decode(Int.self, forKey: .format),
      kind: try container.decode(StepKind.self, forKey: .kind),
      version: try container.decode(Int.self, forKey: .version),
      parameters: try container.decode([String: FieldValue].self, forKey: .parameters),
      inputs: try container.decode([Content].self, forKey: .inputs),
      files: try container.decode([Content].self, forKey: .files)
    )
    guard try container.decode(Digest.self, forKey: .digest) == digest else {
      throw DecodingError.dataCorruptedError(
        forKey: .digest,
        in: container,
        debugDescription: "the digest is not that of the other fields"
      )
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(format, forKey: .format)
    try container.encode(kind, forKey: .kind)
    try container.encode(version, forKey: .version)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(inputs, forKey: .inputs)
    try container.encode(files, forKey: .files)
    try container.encode(digest, forKey: .digest)
  }
}

extension Digest: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let digest = Digest(hexadecimal: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no digest")
    }
    self = digest
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hexadecimal)
  }
}

/// Written as an object with the type's name as its only key, since a JSON number has no type.
extension FieldValue {
  private enum CodingKeys: String, CodingKey {
    case string, int, double, bool, strings, ints, doubles
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard let key = container.allKeys.first, container.allKeys.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not one typed value")
      )
    }
    self =
      switch key {
      case .string: .string(try container.decode(String.self, forKey: key))
      case .int: .int(try container.decode(Int.self, forKey: key))
      case .double: .double(try container.decode(Double.self, forKey: key))
      case .bool: .bool(try container.decode(Bool.self, forKey: key))
      case .strings: .strings(try container.decode([String].self, forKey: key))
      case .ints: .ints(try container.decode([Int].self, forKey: key))
      case .doubles: .doubles(try container.decode([Double].self, forKey: key))
      }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .string(let value): try container.encode(value, forKey: .string)
    case .int(let value): try container.encode(value, forKey: .int)
    case .double(let value): try container.encode(value, forKey: .double)
    case .bool(let value): try container.encode(value, forKey: .bool)
    case .strings(let value): try container.encode(value, forKey: .strings)
    case .ints(let value): try container.encode(value, forKey: .ints)
    case .doubles(let value): try container.encode(value, forKey: .doubles)
    }
  }
}
