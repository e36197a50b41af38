/// The value of one field of a fingerprint.
package enum FieldValue: Hashable, Sendable, Codable {
  case string(String)
  case int(Int)
  case double(Double)
  case bool(Bool)
  case strings([String])
  case ints([Int])
  case doubles([Double])

  var isFinite: Bool {
    switch self {
    case .double(let value): value.isFinite
    case .doubles(let values): values.allSatisfy(\.isFinite)
    case .string, .int, .bool, .strings, .ints: true
    }
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

extension FieldValue: CustomStringConvertible {
  /// The value for a sentence; long texts are cut.
  package var description: String {
    switch self {
    case .string(let value): Self.quoted(value)
    case .int(let value): String(value)
    case .double(let value): String(value)
    case .bool(let value): String(value)
    case .strings(let values): Self.list(values.map(Self.quoted))
    case .ints(let values): Self.list(values.map { String($0) })
    case .doubles(let values): Self.list(values.map { String($0) })
    }
  }

  private static func quoted(_ text: String) -> String {
    text.count <= 60 ? "'\(text)'" : "'\(text.prefix(57))…'"
  }

  private static func list(_ items: [String]) -> String {
    let shown = items.prefix(8).joined(separator: ", ")
    return items.count <= 8 ? "[\(shown)]" : "[\(shown), … \(items.count) in all]"
  }
}
