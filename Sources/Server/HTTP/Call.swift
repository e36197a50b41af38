import FlyingFox

/// A request as the endpoints see it.
struct Call: Sendable {
  let method: String

  /// The undecoded path, without the query.
  let path: String

  /// What stands in the places of the route's names, decoded.
  var parameters: [String: String] = [:]

  /// The query's names and values in their order, decoded.
  let query: [(name: String, value: String)]
  let headers: HTTPHeaders
  let body: RequestBody

  /// Reads the head of a request.
  init(_ request: HTTPRequest) {
    method = request.method.rawValue
    let target = request.target.rawValue
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = String(parts.first ?? "")
    query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { item in
      let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (
        name: PercentCoding.decode(pair[0], plusIsSpace: true),
        value: PercentCoding.decode(pair.count > 1 ? pair[1] : "", plusIsSpace: true)
      )
    }
    headers = request.headers
    body = RequestBody(request.bodySequence)
  }

  /// The header of a name, whatever its case.
  func header(_ name: String) -> String? { headers[HTTPHeader(name)] }

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

  /// A page's size in the query.
  func limit(defaultsTo value: Int, atMost limit: Int) throws(APIError) -> Int {
    guard let text = queryValue("limit") else { return value }
    guard let number = Int(text), (1...limit).contains(number) else {
      throw .invalid("'limit' must be a whole number from 1 to \(limit)", param: "limit")
    }
    return number
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

  /// What is read and thrown away of a body that nobody wants, so that the answer is heard.
  static let unwantedBytes = 32 << 20

  /// The prompts of one request.
  static let prompts = 2048

  /// The seconds in which a request must be answered.
  static let requestSeconds = 3600.0
}

/// Percent signs and two digits in place of bytes, as in addresses.
enum PercentCoding {
  /// The text that is meant.
  static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "%"), rest.count >= 2, let value = UInt8(digits, radix: 16) {
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
}
