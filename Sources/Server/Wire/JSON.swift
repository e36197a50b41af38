import System

extension JSON {
  /// The most values of a text, so that a body of numbers alone, within its limit in bytes, keeps no
  /// processor busy.
  static let mostValues = 20_000

  /// Reads what a client sends; nil where it is no JSON, or has too many values.
  init?(parsing bytes: [UInt8]) { self.init(bytes, mostValues: Self.mostValues) }

  /// A string, or null where there is none.
  static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

  /// A whole number, or null where there is none.
  static func optional(_ number: Int?) -> JSON { number.map(JSON.integer) ?? .null }

  /// A number, or null where there is none.
  static func optional(_ number: Double?) -> JSON { number.map(JSON.number) ?? .null }

  /// An array of strings.
  static func strings(_ texts: some Sequence<String>) -> JSON { .array(texts.map(JSON.string)) }

  /// What stands in a string; nil for any other value.
  var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// This object with a further member at its end.
  func adding(_ name: String, _ value: JSON) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members + [Member(name: name, value: value)])
  }
}
