internal import HTTP
internal import System

/// One call of the API, without what all calls share.
struct APICall: Sendable {
  var method: HTTPRequest.Method

  /// The path below the base URL, escaped, with its query.
  var path: String

  var body: HTTPRequest.Body = .none
  var contentType: String?

  /// Whether sending it twice does harm.
  var repetition: RetryPolicy.Repetition = .harmless

  /// What is done, as in `creating the fine-tuning job`.
  var activity: String

  /// The tokens that it may use, as the service counts them against its limit.
  var tokens = 0

  /// The most seconds that one attempt may take.
  var deadline = 60.0

  /// The most attempts; nil leaves it to the policy.
  var attempts: Int?

  static func get(_ path: String, _ activity: String) -> APICall {
    APICall(method: .get, path: path, activity: activity)
  }

  static func post(_ path: String, _ body: JSON? = nil, _ activity: String) -> APICall {
    APICall(
      method: .post,
      path: path,
      body: body.map { .bytes($0.bytes) } ?? .none,
      contentType: body.map { _ in "application/json" },
      activity: activity
    )
  }

  static func delete(_ path: String, _ activity: String) -> APICall {
    APICall(method: .delete, path: path, activity: activity)
  }
}

extension String {
  /// The text as one part of a path or query: everything but letters, digits and `-._~` is escaped.
  var urlEscaped: String {
    utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        String(UnicodeScalar(byte))
      default:
        "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }
}
