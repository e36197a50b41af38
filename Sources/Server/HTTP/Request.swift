import System

/// A request as the endpoints see it.
struct Request: Sendable {
  let method: String

  /// The undecoded path, without the query.
  let path: String

  /// What stands in the places of the route's names, decoded.
  var parameters: [String: String] = [:]

  /// The query's names and values in their order, decoded.
  let query: [(name: String, value: String)]
  let head: RequestHead
  let body: RequestBody

  /// A request of a head and a body.
  init(_ head: RequestHead, _ body: RequestBody) {
    method = head.method
    let parts = head.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = String(parts.first ?? "")
    query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { item in
      let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (
        name: PercentCoding.decode(pair[0], plusIsSpace: true),
        value: PercentCoding.decode(pair.count > 1 ? pair[1] : "", plusIsSpace: true)
      )
    }
    self.head = head
    self.body = body
  }

  /// The header of a name, whatever its case.
  func header(_ name: String) -> String? { head.header(name) }

  /// What stands in the place of a name of the route.
  func parameter(_ name: String) -> String { parameters[name] ?? "" }

  /// The last value of a name in the query; nil where there is none or an empty one.
  func queryValue(_ name: String) -> String? {
    query.last { $0.name == name && !$0.value.isEmpty }?.value
  }

  /// The members of the body.
  func fields() async throws -> Fields {
    try Fields(try await body.bytes(atMost: Limits.jsonBytes))
  }
}

/// What a client may send.
enum Limits {
  /// A file: what the hosted service takes.
  static let fileBytes = 512 << 20

  /// A multipart body: a file and the parts around it.
  static let uploadBytes = fileBytes + (1 << 20)

  /// A body in JSON.
  static let jsonBytes = 8 << 20

  /// What is read and thrown away of a body that nobody wants, so that the next request can follow.
  static let discardedBytes = 64 << 10

  /// What is read and thrown away before a connection is closed, so that the answer is heard.
  static let unwantedBytes = 32 << 20

  /// The prompts of one request.
  static let prompts = 2048
}

/// Percent signs and two digits in place of bytes, as in addresses.
enum PercentCoding {
  /// The text that is meant.
  static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = Self.value(rest.prefix(2)) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else if byte == UInt8(ascii: "+"), plusIsSpace {
        bytes.append(0x20)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The number of two hexadecimal digits.
  private static func value(_ digits: ArraySlice<UInt8>) -> UInt8? {
    let values = digits.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    return values.count == 2 ? UInt8(values[0] << 4 | values[1]) : nil
  }
}
