import System

/// The lines before a request's body, read strictly: what two programs could read in two ways is refused.
struct RequestHead: Sendable {
  /// How the end of the body is found.
  enum Framing: Hashable, Sendable {
    /// It has this many bytes.
    case length(Int)

    /// It comes in chunks, of which the last is empty.
    case chunked
  }

  let method: String

  /// The undecoded path with its query.
  let target: String

  /// Names in lower case with their values, in the order in which they were sent.
  let headers: [(name: String, value: String)]
  let framing: Framing

  /// Whether the client may send a further request on the same connection.
  let keepsAlive: Bool

  /// Whether the client waits with the body until it is told to send it.
  let expectsContinue: Bool

  /// Whether the client reads chunks.
  let takesChunks: Bool

  /// The headers of which a second one would leave open which counts.
  private static let single: Set = [
    "authorization", "api-key", "content-length", "content-type", "expect", "host", "origin",
    "transfer-encoding",
  ]

  /// Reads the lines up to the empty one, without that; the first one is always there.
  ///
  /// - Throws: `APIError`.
  init(_ lines: [[UInt8]]) throws(APIError) {
    let words = lines[0].split(separator: 0x20, omittingEmptySubsequences: false)
    guard words.count == 3, words[0].allSatisfy(Self.isTokenByte), !words[0].isEmpty else {
      throw .invalid("the first line of the request is not 'METHOD /path HTTP/1.1'")
    }
    method = Self.text(words[0])
    target = Self.text(words[1])
    guard target.utf8.first == UInt8(ascii: "/"),
      words[1].allSatisfy({ (0x21...0x7E).contains($0) })
    else { throw .invalid("the request must name a path of ASCII characters, beginning with '/'") }
    let version = Self.text(words[2])
    guard ["HTTP/1.1", "HTTP/1.0"].contains(version) else {
      throw .invalid("the request must be one of HTTP/1.1 or HTTP/1.0").with(status: 505)
    }
    let isCurrent = version == "HTTP/1.1"
    var headers: [(name: String, value: String)] = []
    for line in lines.dropFirst() { headers.append(try Self.header(line)) }
    self.headers = headers
    func values(_ name: String) -> [String] { headers.filter { $0.name == name }.map(\.value) }
    for name in Self.single.sorted() where values(name).count > 1 {
      throw .invalid("the header '\(name)' was sent more than once")
    }
    try Self.checkHost(values("host").first, isCurrent: isCurrent)
    framing = try Self.framing(
      values("content-length").first,
      values("transfer-encoding").first,
      isCurrent: isCurrent
    )
    let expected = values("expect").first?.lowercased()
    guard expected == nil || expected == "100-continue" else {
      throw .invalid("the header 'expect' can be '100-continue' alone").with(status: 417)
    }
    expectsContinue = expected != nil && isCurrent && framing != .length(0)
    let options = values("connection").flatMap { $0.lowercased().split(separator: ",") }
      .map(\.trimmingSpaces)
    keepsAlive = isCurrent && !options.contains("close")
    takesChunks = isCurrent
  }

  /// The first value of a header, whatever the case of its name.
  func header(_ name: String) -> String? {
    let name = name.lowercased()
    return headers.first { $0.name == name }?.value
  }

  private static func header(
    _ line: [UInt8]
  ) throws(APIError) -> (name: String, value: String) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      line[..<colon].allSatisfy(isTokenByte)
    else { throw .invalid("a header of the request is not 'NAME: value'") }
    let value = line[(colon + 1)...]
    guard value.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
      throw .invalid("a header of the request has a control character")
    }
    return (text(line[..<colon]).lowercased(), text(value).trimmingSpaces)
  }

  private static func checkHost(_ host: String?, isCurrent: Bool) throws(APIError) {
    guard let host else {
      if isCurrent { throw .invalid("the request has no header 'host'") }
      return
    }
    let others = Array("!$&'()*+,;=-._~%:[]".utf8)
    let isName = host.utf8.allSatisfy { isLetterOrDigit($0) || others.contains($0) }
    guard isName, !host.contains(",") else {
      throw .invalid("the header 'host' must be one name or address, with a port or without")
    }
  }

  private static func framing(
    _ length: String?,
    _ encoding: String?,
    isCurrent: Bool
  ) throws(APIError) -> Framing {
    if let encoding {
      guard length == nil else {
        throw .invalid("'content-length' and 'transfer-encoding' exclude each other")
      }
      guard isCurrent else { throw .invalid("HTTP/1.0 has no 'transfer-encoding'") }
      guard encoding.lowercased() == "chunked" else {
        throw .invalid("the only 'transfer-encoding' is 'chunked'").with(status: 501)
      }
      return .chunked
    }
    guard let length else { return .length(0) }
    guard !length.isEmpty, length.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw .invalid("'content-length' must be a number of digits alone")
    }
    // What has more digits is too large whatever it is; bodies have limits of their own.
    return .length(Int(length) ?? .max)
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }

  private static func text(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
