import Providers
import System

/// What a client is told when it does not get what it asked for, in the API's form.
struct APIError: Error, Hashable, Sendable {
  /// The HTTP status.
  var status: Int

  /// The kind that the SDKs know, such as `invalid_request_error`.
  var type = "invalid_request_error"

  /// A sentence.
  var message: String

  /// The field of the request that it is about.
  var param: String?

  /// A word for programs.
  var code: String?

  /// Further headers of the answer.
  var headers: [String: String] = [:]

  /// The most characters of a text in an answer: names and values of a request may be long.
  private static let longestText = 1000

  /// The body of the answer.
  var json: JSON {
    [
      "error": [
        "message": .string(Self.shown(message)), "type": .string(type),
        "param": .optional(param.map(Self.shown)), "code": .optional(code),
      ]
    ]
  }

  private static func shown(_ text: String) -> String {
    let start = text.unicodeScalars.prefix(longestText)
    return start.endIndex == text.endIndex ? text : String(start) + "…"
  }

  /// A request that would be refused again.
  static func invalid(_ message: String, param: String? = nil, code: String? = nil) -> APIError {
    APIError(status: 400, message: message, param: param, code: code)
  }

  /// The first line of a request is too long.
  static let longRequestLine = APIError(
    status: 414,
    message: "the first line of the request is longer than \(HeadReader.longestLine) bytes",
    code: "request_line_too_long"
  )

  /// The headers of a request are too long.
  static let longHeaders = APIError(
    status: 431,
    message: "the headers of the request are longer than \(HeadReader.longestHeaders) bytes",
    code: "headers_too_long"
  )

  /// The same with another status.
  func with(status: Int) -> APIError {
    var error = self
    error.status = status
    return error
  }

  /// Nothing is at the address.
  static func unknownRoute(_ method: String, _ path: String) -> APIError {
    APIError(
      status: 404,
      message: "Unknown request URL: \(method) \(path). '/openapi.json' lists what there is.",
      code: "unknown_url"
    )
  }

  /// The address is there, for other methods.
  static func wrongMethod(_ method: String, _ path: String, allowed: [String]) -> APIError {
    APIError(
      status: 405,
      message: "Not allowed to \(method) on \(path). Allowed: \(allowed.joined(separator: ", ")).",
      code: "method_not_supported",
      headers: ["Allow": allowed.joined(separator: ", ")]
    )
  }

  /// No file of an id.
  static func unknownFile(_ id: String) -> APIError {
    APIError(status: 404, message: "No such File object: \(id)", param: "id")
  }

  /// No job of an id.
  static func unknownJob(_ id: String, _ dialect: Dialect) -> APIError {
    switch dialect {
    case .jobs:
      APIError(
        status: 404,
        message: "Could not find fine tune: \(id)",
        param: "fine_tune_id",
        code: "fine_tune_not_found"
      )
    case .legacy:
      APIError(status: 404, message: "No such fine-tune: \(id)", param: "fine_tune_id")
    }
  }

  /// No model of a name.
  static func unknownModel(_ name: String, hint: String = "") -> APIError {
    APIError(
      status: 404,
      message: "The model '\(name)' does not exist\(hint)",
      param: "model",
      code: "model_not_found"
    )
  }

  /// More bytes than are taken.
  static func tooLarge(_ what: String, limit: Int) -> APIError {
    APIError(
      status: 413,
      message: "\(what) is larger than the \(limit) bytes that are allowed",
      code: "request_too_large"
    )
  }

  /// The client sent nothing for too long.
  static let slowClient = APIError(
    status: 408,
    message: "the request did not arrive in time",
    code: "request_timeout"
  )

  /// No key, or a wrong one; the sentence tells nothing about the right one.
  static func unauthorized(_ message: String) -> APIError {
    APIError(
      status: 401,
      message: message,
      code: "invalid_api_key",
      headers: ["WWW-Authenticate": "Bearer"]
    )
  }

  /// The server's own trouble.
  static func server(_ message: String) -> APIError {
    APIError(status: 500, type: "server_error", message: message)
  }

  /// What a provider says about a request to its models.
  static func provider(_ error: ProviderError) -> APIError {
    switch error {
    case .rejected(let sentence), .unsupported(let sentence): .invalid(sentence)
    case .cancelled:
      APIError(
        status: 503,
        type: "service_unavailable_error",
        message: "the server is stopping",
        code: "server_stopping"
      )
    case .jobFailed, .unknownJob: .server("\(error)")
    // A path on the server's machine is no business of the client's.
    case .file(_, let problem): .server("a file of the model cannot be used: \(problem)")
    case .unreachable, .unavailable, .unreadable, .denied, .exhausted, .full, .uncertain,
      .unnamedModel:
      .server("the provider does not answer")
    }
  }
}
