/// Reads a line that is a JSON object with given keys, all of whose values are strings (RFC 8259).
struct FlatJSON {
  /// A value, and the byte of the line at which it begins.
  struct Value {
    let text: [UInt8]
    let offset: Int
  }

  /// What is wrong with the line, and at which byte.
  struct Problem: Error, Equatable {
    let offset: Int
    let message: String
    var hint: String?
  }

  private let bytes: [UInt8]
  private let keys: [String]
  private var position = 0

  /// The values of the keys, in the order of `keys`; a missing or another key is an error.
  static func values(of keys: [String], in line: [UInt8]) throws(Problem) -> [Value] {
    var parser = FlatJSON(bytes: line, keys: keys)
    return try parser.object()
  }

  private init(bytes: [UInt8], keys: [String]) {
    self.bytes = bytes
    self.keys = keys
  }

  private mutating func object() throws(Problem) -> [Value] {
    var values = [Value?](repeating: nil, count: keys.count)
    try expect("{", "the '{' that begins an object")
    skipSpace()
    if peek() != UInt8(ascii: "}") {
      while true {
        let (index, value) = try member(known: values)
        values[index] = value
        skipSpace()
        guard peek() == UInt8(ascii: ",") else { break }
        position += 1
      }
    }
    let end = position
    try expect("}", "',' or the '}' that ends the object")
    skipSpace()
    guard position == bytes.count else {
      throw Problem(offset: position, message: "found \(found()) after the object")
    }
    var complete: [Value] = []
    for (key, value) in zip(keys, values) {
      guard let value else {
        throw Problem(offset: end, message: "the key '\(key)' is missing", hint: expectation)
      }
      complete.append(value)
    }
    return complete
  }

  private mutating func member(known: [Value?]) throws(Problem) -> (Int, Value) {
    skipSpace()
    let start = position
    guard peek() == UInt8(ascii: "\"") else {
      throw Problem(offset: position, message: "found \(found()), expected a key in double quotes")
    }
    let key = String(decoding: try string(), as: UTF8.self)
    guard let index = keys.firstIndex(of: key) else {
      throw Problem(offset: start, message: "unknown key '\(key)'", hint: expectation)
    }
    guard known[index] == nil else {
      throw Problem(offset: start, message: "the key '\(key)' comes twice")
    }
    try expect(":", "':'")
    skipSpace()
    let offset = position
    guard peek() == UInt8(ascii: "\"") else {
      throw Problem(
        offset: offset,
        message: "the value of '\(key)' is \(kindOfValue()), expected a string in double quotes"
      )
    }
    return (index, Value(text: try string(), offset: offset))
  }

  private mutating func string() throws(Problem) -> [UInt8] {
    let start = position
    position += 1
    var text: [UInt8] = []
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return text
      case UInt8(ascii: "\\"):
        try escape(into: &text)
      case 0..<0x20:
        throw Problem(
          offset: position,
          message: "found a control character in a string",
          hint: "write it as an escape, as in '\\t'"
        )
      default:
        text.append(byte)
        position += 1
      }
    }
    throw Problem(offset: start, message: "the string is not closed by a double quote")
  }

  private mutating func escape(into text: inout [UInt8]) throws(Problem) {
    let start = position
    position += 1
    let byte = peek() ?? 0
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      text.append(contentsOf: String(try scalar(from: start)).utf8)
    default:
      throw Problem(offset: start, message: "unknown escape in a string")
    }
  }

  /// The scalar of `\uXXXX`, or of two of them that make up a surrogate pair.
  private mutating func scalar(from start: Int) throws(Problem) -> Unicode.Scalar {
    let first = try hexadecimal(from: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    if first < 0xDC00, bytes[position...].starts(with: [0x5C, 0x75]) {
      position += 2
      let second = try hexadecimal(from: start)
      if (0xDC00..<0xE000).contains(second),
        let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
      {
        return scalar
      }
    }
    throw Problem(offset: start, message: "the escape is half of a surrogate pair")
  }

  private mutating func hexadecimal(from start: Int) throws(Problem) -> UInt32 {
    let digits = bytes[position...].prefix(4)
    var value: UInt32 = 0
    for byte in digits {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { break }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    guard digits.count == 4, position == digits.endIndex else {
      throw Problem(offset: start, message: "'\\u' is not followed by four hexadecimal digits")
    }
    return value
  }

  private mutating func expect(_ character: Unicode.Scalar, _ what: String) throws(Problem) {
    skipSpace()
    guard peek() == UInt8(ascii: character) else {
      throw Problem(offset: position, message: "found \(found()), expected \(what)")
    }
    position += 1
  }

  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0D { position += 1 }
  }

  private func peek() -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private func found() -> String {
    guard position < bytes.count else { return "the end of the line" }
    let rest = String(decoding: bytes[position...].prefix(8), as: UTF8.self)
    return rest.first.map { "'\($0)'" } ?? "nothing"
  }

  private func kindOfValue() -> String {
    guard let byte = peek() else { return found() }
    return switch byte {
    case UInt8(ascii: "{"): "an object"
    case UInt8(ascii: "["): "an array"
    case UInt8(ascii: "t"), UInt8(ascii: "f"): "a boolean"
    case UInt8(ascii: "n"): "null"
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): "a number"
    default: found()
    }
  }

  private var expectation: String {
    "the keys of a line are " + keys.map { "'\($0)'" }.joined(separator: " and ")
  }
}
