extension JSON: CustomStringConvertible {
  /// The value on one line.
  package var description: String { String(decoding: bytes, as: UTF8.self) }

  /// The value on one line, in UTF-8.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes, separator: ",", colon: ":")
    return bytes
  }

  /// The value over several lines, for people to read too; lists of single values take one line.
  package var pretty: String {
    var bytes: [UInt8] = []
    append(to: &bytes, indentation: "")
    return String(decoding: bytes, as: UTF8.self) + "\n"
  }

  private func append(to bytes: inout [UInt8], separator: String, colon: String) {
    switch self {
    case .null: bytes += "null".utf8
    case .boolean(let value): bytes += (value ? "true" : "false").utf8
    case .integer(let value): bytes += String(value).utf8
    // JSON has no word for what is not a number.
    case .number(let value): bytes += (value.isFinite ? String(value) : "null").utf8
    case .string(let text): Self.append(text.utf8, to: &bytes)
    case .array(let items):
      bytes.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { bytes += separator.utf8 }
        item.append(to: &bytes, separator: separator, colon: colon)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes += separator.utf8 }
        Self.append(member.name.utf8, to: &bytes)
        bytes += colon.utf8
        member.value.append(to: &bytes, separator: separator, colon: colon)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private func append(to bytes: inout [UInt8], indentation: String) {
    let members: [(name: String?, value: JSON)]
    switch self {
    case .array(let items) where !items.allSatisfy(\.isScalar): members = items.map { (nil, $0) }
    case .object(let named) where !named.isEmpty: members = named.map { ($0.name, $0.value) }
    default: return append(to: &bytes, separator: ", ", colon: ": ")
    }
    let isObject = members[0].name != nil
    bytes += (isObject ? "{\n" : "[\n").utf8
    for (index, member) in members.enumerated() {
      bytes += "\(indentation)  ".utf8
      if let name = member.name {
        Self.append(name.utf8, to: &bytes)
        bytes += ": ".utf8
      }
      member.value.append(to: &bytes, indentation: indentation + "  ")
      bytes += (index < members.count - 1 ? ",\n" : "\n").utf8
    }
    bytes += "\(indentation)\(isObject ? "}" : "]")".utf8
  }

  private var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  /// Adds a string in quotes; all but quotes, backslashes and control characters is written as it is.
  package static func append(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: bytes += #"\n"#.utf8
      case 0x0D: bytes += #"\r"#.utf8
      case 0x09: bytes += #"\t"#.utf8
      case 0..<0x20, 0x7F: bytes += "\\u00\(hexadecimal(CollectionOfOne(byte)))".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
