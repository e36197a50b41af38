/// The YAML 1.2 core schema: which plain text is null, a boolean, an integer or a number.
///
/// Source: YAML 1.2.2, section 10.3.2, *Tag Resolution*.
enum CoreSchema {
  /// The tags of the schema, as they are after resolution.
  enum Tag: String, CaseIterable {
    case null = "tag:yaml.org,2002:null"
    case bool = "tag:yaml.org,2002:bool"
    case int = "tag:yaml.org,2002:int"
    case float = "tag:yaml.org,2002:float"
    case str = "tag:yaml.org,2002:str"
    case map = "tag:yaml.org,2002:map"
    case seq = "tag:yaml.org,2002:seq"

    /// The tag as authors write it, such as `!!str`.
    var shorthand: String { "!!" + rawValue.dropFirst("tag:yaml.org,2002:".utf8.count) }
  }

  /// The non-specific tag, which makes a scalar a string and says nothing about collections.
  static let nonSpecificTag = "!"

  /// The value of a plain scalar without a tag.
  static func value(of text: String) -> CoreValue {
    null(text) ?? bool(text) ?? integer(text) ?? number(text) ?? .string(text)
  }

  /// The value of a scalar with a tag; nil where the tag is unknown or does not fit the text.
  static func value(of text: String, as tag: String) -> CoreValue? {
    if tag == nonSpecificTag { return .string(text) }
    return switch Tag(rawValue: tag) {
    case .str: .string(text)
    case .null: null(text)
    case .bool: bool(text)
    case .int: integer(text)
    case .float: float(text)
    case .map, .seq, nil: nil
    }
  }

  private static func null(_ text: String) -> CoreValue? {
    switch text {
    case "", "~", "null", "Null", "NULL": .null
    default: nil
    }
  }

  private static func bool(_ text: String) -> CoreValue? {
    switch text {
    case "true", "True", "TRUE": .bool(true)
    case "false", "False", "FALSE": .bool(false)
    default: nil
    }
  }

  /// An integer, as a number where it does not fit; nil where the text is none.
  private static func integer(_ text: String) -> CoreValue? {
    for (prefix, radix) in [("0o", 8), ("0x", 16)] where text.hasPrefix(prefix) {
      let digits = text.dropFirst(2)
      let values = digits.compactMap { $0.isASCII ? $0.hexDigitValue : nil }
      guard !values.isEmpty, values.count == digits.count, values.allSatisfy({ $0 < radix })
      else { return nil }
      if let value = Int(digits, radix: radix) { return .integer(value) }
      // Swift reads hexadecimal numbers of any length, but no octal ones.
      return .number(
        (radix == 16 ? Double(text) : nil) ?? values.reduce(0) { $0 * 8 + Double($1) }
      )
    }
    let digits = text.utf8.first.map(isSign) == true ? text.utf8.dropFirst() : text.utf8[...]
    guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
    return Int(text).map { .integer($0) } ?? Double(text).map { .number($0) }
  }

  /// A number in decimal notation or one of the special values; integers included.
  private static func float(_ text: String) -> CoreValue? {
    guard let value = integer(text) else { return number(text) }
    return if case .integer(let integer) = value { .number(Double(integer)) } else { value }
  }

  private static func number(_ text: String) -> CoreValue? {
    switch text {
    case ".nan", ".NaN", ".NAN": return .number(.nan)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .number(.infinity)
    case "-.inf", "-.Inf", "-.INF": return .number(-.infinity)
    default:
      // Of what Swift reads besides, such as `inf` and `0x1p3`, each has another letter.
      let isDecimal = text.utf8.allSatisfy { isDigit($0) || "+-.eE".utf8.contains($0) }
      return isDecimal ? Double(text).map { .number($0) } : nil
    }
  }

  private static func isSign(_ byte: UInt8) -> Bool { "+-".utf8.contains(byte) }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
