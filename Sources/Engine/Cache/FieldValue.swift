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
