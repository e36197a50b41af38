#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Any JSON, read without expectations.
///
/// Services differ in what they leave out, send as null or as an empty object, and write as a number
/// or as `"auto"`. So answers are read into this first, and each value takes from it what it needs.
enum JSONValue: Hashable, Sendable {
  case null
  case boolean(Bool)
  case number(Double)
  case string(String)
  case list([JSONValue])
  case object([String: JSONValue])

  /// Reads a text, or gives nil where it is no JSON.
  init?(_ text: [UInt8]) {
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text)) else {
      return nil
    }
    self = value
  }

  /// A member of an object; nil where there is none or it is null.
  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self, let value = members[key], value != .null else {
      return nil
    }
    return value
  }

  /// A text that is not empty.
  var string: String? {
    guard case .string(let text) = self, !text.isEmpty else { return nil }
    return text
  }

  var number: Double? {
    guard case .number(let number) = self else { return nil }
    return number
  }

  var integer: Int? { number.flatMap { Int(exactly: $0) } }

  /// A whole number of things; nil where there cannot be so many, or fewer than none.
  ///
  /// A million of them can be added up, and no service has more tokens, bytes or steps than that.
  var count: Int? { integer.flatMap { (0...(1 << 43)).contains($0) ? $0 : nil } }
  /// A whole number in a range; nil for one that cannot be meant.
  func integer(in range: ClosedRange<Int>) -> Int? {
    integer.flatMap { range.contains($0) ? $0 : nil }
  }

  /// An instant of this century, in seconds since 1970; nil for what no clock of a service says.
  var instant: Int? { integer(in: 946_684_800...4_102_444_800) }

  /// A loss: none is negative, so that -1 stands for what was not measured.
  var loss: Double? { number.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil } }

  /// The items of a list; none where it is something else.
  var items: [JSONValue] {
    guard case .list(let items) = self else { return [] }
    return items
  }
}

extension Int {
  /// The whole number that is nearest to another number.
  init(clamping number: Double) {
    self = Int(exactly: number.rounded()) ?? (number < 0 ? .min : .max)
  }
}

extension JSONValue: Codable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .string(text)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if container.decodeNil() {
      self = .null
    } else if let truth = try? container.decode(Bool.self) {
      self = .boolean(truth)
    } else if let items = try? container.decode([JSONValue].self) {
      self = .list(items)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .boolean(let truth): try container.encode(truth)
    case .number(let number):
      // A whole number is sent as one: strict services refuse 8.0 for a batch size.
      if let integer = Int(exactly: number) {
        try container.encode(integer)
      } else {
        try container.encode(number)
      }
    case .string(let text): try container.encode(text)
    case .list(let items): try container.encode(items)
    case .object(let members): try container.encode(members)
    }
  }
}

/// The members of a request's JSON object: what is nil is left out, since strict services refuse nulls.
struct RequestObject: Hashable, Sendable {
  private(set) var members: [String: JSONValue] = [:]

  mutating func set(_ key: String, _ value: String?) { members[key] = value.map { .string($0) } }

  mutating func set(_ key: String, _ value: Int?) {
    members[key] = value.map { .number(Double($0)) }
  }

  mutating func set(_ key: String, _ value: Double?) { members[key] = value.map { .number($0) } }

  mutating func set(_ key: String, _ value: Bool?) { members[key] = value.map { .boolean($0) } }

  mutating func set(_ key: String, _ values: [String]?) {
    members[key] = values.map { .list($0.map { .string($0) }) }
  }

  mutating func set(_ key: String, _ object: RequestObject?) {
    members[key] = object.map { .object($0.members) }
  }

  mutating func set(_ key: String, _ objects: [RequestObject]) {
    members[key] = .list(objects.map { .object($0.members) })
  }

  /// The object as compact JSON with its keys in order.
  var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Texts, finite numbers and lists of them always encode.
    return [UInt8]((try? encoder.encode(JSONValue.object(members))) ?? Data("{}".utf8))
  }
}
