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
    // Most text is a string, which its first byte tells sooner than comparing all of it.
    guard let first = text.utf8.first else { return .null }
    switch first {
    case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"):
      return isNull(text) ? .null : .string(text)
    case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"):
      return bool(text).map { .bool($0) } ?? .string(text)
    case let first where isSign(first) || isDigit(first) || first == UInt8(ascii: "."):
      return integer(text) ?? number(text).map { .number($0) } ?? .string(text)
    default:
      return .string(text)
    }
  }

  /// The value of a scalar with a tag; nil where the tag is unknown or does not fit the text.
  static func value(of text: String, as tag: String) -> CoreValue? {
    if tag == nonSpecificTag { return .string(text) }
    return switch Tag(rawValue: tag) {
    case .str: .string(text)
    case .null: isNull(text) ? .null : nil
    case .bool: bool(text).map { .bool($0) }
    case .int: integer(text)
    case .float: float(text).map { .number($0) }
    case .map, .seq, nil: nil
    }
  }

  private static func isNull(_ text: String) -> Bool {
    switch text {
    case "", "~", "null", "Null", "NULL": true
    default: false
    }
  }

  private static func bool(_ text: String) -> Bool? {
    switch text {
    case "true", "True", "TRUE": true
    case "false", "False", "FALSE": false
    default: nil
    }
  }

  /// An integer, as a number where it does not fit; nil where the text is none.
  private static func integer(_ text: String) -> CoreValue? {
    for (prefix, radix) in [("0o", 8), ("0x", 16)] where text.hasPrefix(prefix) {
      let digits = text.utf8.dropFirst(2).map { Character(Unicode.Scalar($0)) }
      let values = digits.compactMap { $0.isASCII ? $0.hexDigitValue : nil }
      guard !values.isEmpty, values.count == digits.count, values.allSatisfy({ $0 < radix })
      else { return nil }
      return Int(String(digits), radix: radix).map { .integer($0) }
        ?? .number(magnitude(of: values, bitsPerDigit: radix == 8 ? 3 : 4))
    }
    let digits = text.utf8.first.map(isSign) == true ? text.utf8.dropFirst() : text.utf8[...]
    guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
    return Int(text).map { .integer($0) } ?? Double(text).map { .number($0) }
  }

  /// The number with these binary digits, correctly rounded however many there are.
  private static func magnitude(of digits: [Int], bitsPerDigit: Int) -> Double {
    let significant = digits.drop { $0 == 0 }
    // 60 bits leave more than enough beyond the 53 of a Double for one sticky bit to round right.
    let head = significant.prefix(60 / bitsPerDigit)
    let tail = significant.dropFirst(head.count)
    let bits = head.reduce(UInt64(0)) { $0 << UInt64(bitsPerDigit) | UInt64($1) }
    let sticky: UInt64 = tail.contains { $0 != 0 } ? 1 : 0
    return Double(sign: .plus, exponent: tail.count * bitsPerDigit, significand: 1)
      * Double(bits | sticky)
  }

  /// A number in decimal notation or one of the special values; integers included.
  private static func float(_ text: String) -> Double? {
    if case .integer(let value) = integer(text) { return Double(value) }
    if case .number(let value) = integer(text) { return value }
    return number(text)
  }

  private static func number(_ text: String) -> Double? {
    switch text {
    case ".nan", ".NaN", ".NAN": return .nan
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .infinity
    case "-.inf", "-.Inf", "-.INF": return -.infinity
    default: return isDecimal(text) ? Double(text) : nil
    }
  }

  /// Whether a text is `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`.
  private static func isDecimal(_ text: String) -> Bool {
    var rest = text.utf8[...]
    if rest.first.map(isSign) == true { rest = rest.dropFirst() }
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fraction = rest.prefix(while: isDigit).count
      rest = rest.dropFirst(fraction)
    }
    guard !whole.isEmpty || fraction > 0 else { return false }
    guard let mark = rest.first else { return true }
    guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return false }
    rest = rest.dropFirst()
    if rest.first.map(isSign) == true { rest = rest.dropFirst() }
    return !rest.isEmpty && rest.allSatisfy(isDigit)
  }

  private static func isSign(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
