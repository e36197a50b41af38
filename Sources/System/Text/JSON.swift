/// A JSON value, of which an object keeps the order of its members.
package enum JSON: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A name in an object and what it stands for.
  package struct Member: Hashable, Sendable {
    package var name: String
    package var value: JSON

    package init(name: String, value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// An object with its members in an order of their own.
  package static func object(_ members: [(key: String, value: JSON)]) -> JSON {
    .object(members.map { Member(name: $0.key, value: $0.value) })
  }

  /// An object with its members in the order of their names.
  package static func object(_ members: [String: JSON]) -> JSON {
    .object(members.sorted { $0.key < $1.key })
  }

  /// A number, which is a whole one where it has no fraction and an `Int` holds it.
  package static func shortest(_ number: Double) -> JSON {
    Int(exactly: number).map(JSON.integer) ?? .number(number)
  }

  /// The member of a name; nil where there is none, or this is no object.
  package subscript(name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(booleanLiteral value: Bool) { self = .boolean(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member(name: $0.0, value: $0.1) })
  }
}
