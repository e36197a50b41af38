extension JSON {
  /// Reads a text; nil where it is no JSON (RFC 8259), or goes deeper or has more values than allowed.
  ///
  /// A whole number that an `Int` holds is one, however it is written.
  package init?(_ bytes: [UInt8], deepest: Int = 512, mostValues: Int = .max) {
    // Strings are looked at byte by byte, so that all of the text is UTF-8 is known before.
    guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
    var reader = JSONReader(bytes: bytes, mostValues: mostValues)
    guard let value = reader.value(depth: deepest), reader.isAtEnd else { return nil }
    self = value
  }
}

/// Goes through the bytes of a JSON text once.
private struct JSONReader {
  let bytes: [UInt8]
  let mostValues: Int
  private var place = 0
  private var values = 0

  init(bytes: [UInt8], mostValues: Int) {
    self.bytes = bytes
    self.mostValues = mostValues
  }

  /// Whether nothing but white space is left.
  var isAtEnd: Bool {
    mutating get { next == nil }
  }

  /// The next byte that is no white space, which stays.
  private var next: UInt8? {
    mutating get {
      while place < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[place]) { place += 1 }
      return place < bytes.count ? bytes[place] : nil
    }
  }

  /// Takes a byte if it is the next that is no white space.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  mutating func value(depth: Int) -> JSON? {
    values += 1
    guard values <= mostValues, depth > 0, let first = next else { return nil }
    switch first {
    case UInt8(ascii: "n"): return word("null", .null)
    case UInt8(ascii: "t"): return word("true", .boolean(true))
    case UInt8(ascii: "f"): return word("false", .boolean(false))
    case UInt8(ascii: "\""): return string().map(JSON.string)
    case UInt8(ascii: "["): return array(depth: depth - 1)
    case UInt8(ascii: "{"): return object(depth: depth - 1)
    default: return number()
    }
  }

  private mutating func word(_ word: String, _ value: JSON) -> JSON? {
    guard bytes[place...].starts(with: word.utf8) else { return nil }
    place += word.utf8.count
    return value
  }

  private mutating func array(depth: Int) -> JSON? {
    place += 1
    if take("]") { return .array([]) }
    var items: [JSON] = []
    repeat {
      guard let item = value(depth: depth) else { return nil }
      items.append(item)
    } while take(",")
    return take("]") ? .array(items) : nil
  }

  private mutating func object(depth: Int) -> JSON? {
    place += 1
    if take("}") { return .object([JSON.Member]()) }
    var members: [JSON.Member] = []
    repeat {
      guard next == UInt8(ascii: "\""), let name = string(), take(":"),
        let value = value(depth: depth)
      else { return nil }
      members.append(JSON.Member(name: name, value: value))
    } while take(",")
    return take("}") ? .object(members) : nil
  }

  private mutating func number() -> JSON? {
    let start = place
    func digits() -> Bool {
      let first = place
      while place < bytes.count, (0x30...0x39).contains(bytes[place]) { place += 1 }
      return place > first
    }
    func isHere(_ characters: String) -> Bool {
      guard place < bytes.count, characters.utf8.contains(bytes[place]) else { return false }
      place += 1
      return true
    }
    _ = isHere("-")
    if !isHere("0"), !digits() { return nil }
    if isHere("."), !digits() { return nil }
    if isHere("eE") {
      _ = isHere("+-")
      guard digits() else { return nil }
    }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    if let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else { return nil }
    return .shortest(number)
  }

  private mutating func string() -> String? {
    place += 1
    var text: [UInt8] = []
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let scalar = escape() else { return nil }
        text += String(scalar).utf8
      case 0..<0x20: return nil
      default: text.append(byte)
      }
    }
    return nil
  }

  /// The character that stands after a backslash.
  private mutating func escape() -> Unicode.Scalar? {
    guard place < bytes.count else { return nil }
    defer { place += 1 }
    switch bytes[place] {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      guard let first = unit() else { return nil }
      guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
      // Half of a character that UTF-16 has in two.
      guard bytes[(place + 1)...].starts(with: #"\u"#.utf8) else { return nil }
      place += 2
      guard let second = unit(), (0xDC00..<0xE000).contains(second) else { return nil }
      return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    default: return nil
    }
  }

  /// The four digits after the place, of which the last is the place afterwards.
  private mutating func unit() -> UInt32? {
    let digits = bytes[(place + 1)...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit })
    else { return nil }
    place += 4
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
