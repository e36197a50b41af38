import System

/// Finds what a request asks for and does it.
struct Router: Sendable {
  let routes: [Route]
  let access: AccessControl
  let faults: FaultScript
  let log: @Sendable (String) -> Void

  /// The answer to a request.
  ///
  /// - Throws: `Hangup` where there is none.
  func answer(_ received: Request) async throws -> Answer {
    let start = ContinuousClock.now
    var request = received
    var fault: Fault?
    var answer: Answer
    do {
      try access.check(request)
      let route = try find(&request)
      fault = faults.next(for: route.name)
      if let early = try await fault?.before() {
        answer = early
      } else {
        answer = try await route.handler(request)
      }
    } catch let error as APIError {
      answer = .error(error)
    } catch let hangup as Hangup {
      throw hangup
    } catch let error as FileSystemError {
      answer = .error(.server("the server's disk failed: \(error)"))
    } catch {
      answer = .error(.server("the server failed: \(error)"))
    }
    await request.body.discard()
    let time = (ContinuousClock.now - start) / .milliseconds(1)
    answer.headers["x-request-id"] = Identifier.make("req_")
    answer.headers["openai-processing-ms"] = String(Int(time))
    answer.headers["openai-organization"] = ModelName.organization
    answer.headers["openai-version"] = "2020-10-01"
    return try fault?.changed(answer) ?? answer
  }

  /// The route of a request, with what stands in its path put into the request.
  private func find(_ request: inout Request) throws(APIError) -> Route {
    let path = request.path.split(separator: "/", omittingEmptySubsequences: false)
    var allowed: [String] = []
    for route in routes {
      guard let parameters = route.match(path) else { continue }
      guard route.method == request.method else {
        allowed.append(route.method)
        continue
      }
      request.parameters = parameters
      return route
    }
    throw allowed.isEmpty
      ? .unknownRoute(request.method, request.path)
      : .wrongMethod(request.method, request.path, allowed: allowed)
  }
}
