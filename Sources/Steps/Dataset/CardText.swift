internal import System

/// JSON whose members stay in the order in which they were given, for files that are compared.
enum CardText {
  case text(String)
  case number(Int)
  case seed(UInt64)
  case list([CardText])
  case object([(String, CardText)])

  /// The value on several lines, indented by two spaces a level, with a line break at the end.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes, level: 0)
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  private func append(to bytes: inout [UInt8], level: Int) {
    switch self {
    case .text(let text): JSON.append(text.utf8, to: &bytes)
    case .number(let number): bytes.append(contentsOf: String(number).utf8)
    case .seed(let seed): bytes.append(contentsOf: String(seed).utf8)
    case .list(let values):
      Self.append(values, between: ("[", "]"), to: &bytes, level: level) { value, bytes in
        value.append(to: &bytes, level: level + 1)
      }
    case .object(let members):
      Self.append(members, between: ("{", "}"), to: &bytes, level: level) { member, bytes in
        JSON.append(member.0.utf8, to: &bytes)
        bytes.append(contentsOf: ": ".utf8)
        member.1.append(to: &bytes, level: level + 1)
      }
    }
  }

  private static func append<Element>(
    _ elements: [Element],
    between brackets: (String, String),
    to bytes: inout [UInt8],
    level: Int,
    _ body: (Element, inout [UInt8]) -> Void
  ) {
    bytes.append(contentsOf: brackets.0.utf8)
    for (index, element) in elements.enumerated() {
      let separator = index == 0 ? "\n" : ",\n"
      bytes.append(contentsOf: separator.utf8)
      bytes.append(contentsOf: repeatElement(0x20, count: 2 * (level + 1)))
      body(element, &bytes)
    }
    if !elements.isEmpty {
      bytes.append(UInt8(ascii: "\n"))
      bytes.append(contentsOf: repeatElement(0x20, count: 2 * level))
    }
    bytes.append(contentsOf: brackets.1.utf8)
  }
}
