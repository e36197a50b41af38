/// A JSON value whose objects keep their order.
indirect enum JSONValue {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// The value as text over several lines, with a line break at the end.
  var text: String {
    var text = ""
    write(to: &text, indentation: "")
    return text + "\n"
  }

  private func write(to text: inout String, indentation: String) {
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value): text += value.plain
    case .string(let value): text += Self.quoted(value)
    case .array(let items) where items.allSatisfy(\.isScalar):
      text += "[" + items.map(\.flow).joined(separator: ", ") + "]"
    case .array(let items):
      Self.write(items.map { (nil, $0) }, to: &text, between: ("[", "]"), indentation)
    case .object(let members) where members.isEmpty:
      text += "{}"
    case .object(let members):
      Self.write(members.map { ($0.key, $0.value) }, to: &text, between: ("{", "}"), indentation)
    }
  }

  private static func write(
    _ members: [(key: String?, value: JSONValue)],
    to text: inout String,
    between brackets: (String, String),
    _ indentation: String
  ) {
    text += brackets.0 + "\n"
    for (index, (key, value)) in members.enumerated() {
      text += indentation + "  "
      if let key { text += quoted(key) + ": " }
      value.write(to: &text, indentation: indentation + "  ")
      text += index < members.count - 1 ? ",\n" : "\n"
    }
    text += indentation + brackets.1
  }

  private var flow: String {
    var text = ""
    write(to: &text, indentation: "")
    return text
  }

  private var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  /// A text as a JSON string (RFC 8259, section 7).
  private static func quoted(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "\"") { result, scalar in
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    } + "\""
  }
}
