import FlyingFox

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Finds what a request asks for, does it, and puts the answer on the wire.
struct Router: HTTPHandler {
  let routes: [Route]
  let access: Guard
  let faults: FaultScript
  let log: @Sendable (String) -> Void

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    let start = ContinuousClock.now
    var call = Call(request)
    var fault: Fault?
    var answer: Answer
    do {
      try access.check(call)
      let route = try find(&call)
      fault = faults.next(for: "\(route.method) \(route.pattern)")
      if let early = try await fault?.before() {
        answer = early
      } else {
        answer = try await route.handler(call)
      }
    } catch let error as APIError {
      answer = .error(error)
    } catch is Hangup {
      log("\(call.method) \(call.path) hung up")
      return HTTPResponse(webSocket: Hangup())
    } catch {
      answer = .error(.server("the server failed: \(error)"))
    }
    await call.body.discard()
    let time = (ContinuousClock.now - start) / .milliseconds(1)
    log("\(call.method) \(call.path) \(answer.status) \(Int(time)) ms")
    answer.headers["x-request-id"] = Identifier.make("req_")
    answer.headers["openai-processing-ms"] = String(Int(time))
    answer.headers["openai-organization"] = ModelName.organization
    answer.headers["openai-version"] = "2020-10-01"
    if let fault { return try fault.response(answer, closes: !call.body.isFinished) }
    return try Self.response(answer, closes: !call.body.isFinished)
  }

  /// The route of a call, with what stands in its path put into the call.
  private func find(_ call: inout Call) throws(APIError) -> Route {
    let path = call.path.split(separator: "/", omittingEmptySubsequences: false)
    var allowed: [String] = []
    for route in routes {
      guard let parameters = route.match(path) else { continue }
      guard route.method == call.method else {
        allowed.append(route.method)
        continue
      }
      call.parameters = parameters
      return route
    }
    throw allowed.isEmpty
      ? .unknownRoute(call.method, call.path)
      : .wrongMethod(call.method, call.path, allowed: allowed)
  }

  /// The library's form of an answer; the connection ends with it, or takes the next request.
  static func response(_ answer: Answer, closes: Bool) throws -> HTTPResponse {
    var headers = HTTPHeaders()
    for (name, value) in answer.headers { headers[HTTPHeader(name)] = value }
    if closes { headers[.connection] = "close" }
    let body: HTTPBodySequence
    switch answer.body {
    case .bytes(let bytes) where closes:
      body = HTTPBodySequence(from: Self.ending(after: bytes), count: bytes.count)
    case .bytes(let bytes): body = HTTPBodySequence(data: Data(bytes))
    case .file(let path):
      body = try HTTPBodySequence(file: URL(filePath: path), suggestedBufferSize: 1 << 16)
    case .parts(let next): body = HTTPBodySequence(from: PartSequence(next: next))
    }
    return HTTPResponse(statusCode: phrase(answer.status), headers: headers, body: body)
  }

  /// Bytes after which the connection ends.
  static func ending(after bytes: [UInt8]) -> PartSequence {
    let parts = PartList(bytes.isEmpty ? [] : [bytes])
    return PartSequence {
      guard let part = parts.next() else { throw Hangup() }
      return part
    }
  }

  private static func phrase(_ status: Int) -> HTTPStatusCode {
    let phrases = [
      200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
      405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict",
      413: "Payload Too Large", 429: "Too Many Requests", 500: "Internal Server Error",
      503: "Service Unavailable",
    ]
    return HTTPStatusCode(status, phrase: phrases[status] ?? "Status")
  }
}
